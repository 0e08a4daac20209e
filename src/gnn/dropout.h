// Inverted dropout: sets random values to zero and scales the others so that the expectation is unchanged (Srivastava,
// Hinton, Krizhevsky, Sutskever, Salakhutdinov 2014).
#pragma once
#include <algorithm>
#include <bit>
#include <cmath>
#include <span>

#include "core/chunks.h"
#include "core/random.h"

namespace kinfold {

// Sets each factor to 0 with probability `rate`, otherwise to 1 / (1 - rate). The result is the same for any number of
// threads.
inline void sample_dropout(std::span<float> factor, double rate, std::uint64_t seed, std::uint64_t stream, Pool& pool) {
  constexpr std::size_t kPart = 1 << 13;
  const auto threshold = std::uint32_t(std::min(rate * 0x1p32, 0x1p32 - 1));
  const auto scale = std::bit_cast<std::uint32_t>(float(1 / (1 - rate)));
  // Branchless, because the branch would be unpredictable.
  const auto factor_of = [=](std::uint32_t bits) {
    return std::bit_cast<float>(scale & (0u - std::uint32_t(bits >= threshold)));
  };
  pool.run((factor.size() + kPart - 1) / kPart, [&](std::size_t part) {
    Random random(seed, {stream, part});
    const std::size_t end = std::min(factor.size(), (part + 1) * kPart);
    for (std::size_t i = part * kPart; i < end; i += 2) {
      const std::uint64_t bits = random();
      factor[i] = factor_of(std::uint32_t(bits));
      if (i + 1 < end) factor[i + 1] = factor_of(std::uint32_t(bits >> 32));
    }
  });
}

}  // namespace kinfold
