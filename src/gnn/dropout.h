// Leaves out a share of numbers at random and makes up for it by the others, so that the expectation stays
// (Srivastava, Hinton, Krizhevsky, Sutskever, Salakhutdinov 2014).
#pragma once
#include <algorithm>
#include <bit>
#include <cmath>
#include <span>

#include "core/chunks.h"
#include "core/random.h"

namespace kinfold {

// factor[i] = 0 for a `share` of all i, 1 / (1 - share) for the others; the same for any number of threads.
inline void sample_dropout(std::span<float> factor, double share, std::uint64_t seed, std::uint64_t stream, Pool& pool) {
  constexpr std::size_t kPart = 1 << 13;
  const auto bar = std::uint32_t(std::min(share * 0x1p32, 0x1p32 - 1));
  const auto kept = std::bit_cast<std::uint32_t>(float(1 / (1 - share)));
  // Without a branch, which would be guessed wrong half of the time.
  const auto drawn = [=](std::uint32_t draw) { return std::bit_cast<float>(kept & (0u - std::uint32_t(draw >= bar))); };
  pool.run((factor.size() + kPart - 1) / kPart, [&](std::size_t part) {
    Random random(seed, {stream, part});
    const std::size_t end = std::min(factor.size(), (part + 1) * kPart);
    for (std::size_t i = part * kPart; i < end; i += 2) {
      const std::uint64_t draws = random();
      factor[i] = drawn(std::uint32_t(draws));
      if (i + 1 < end) factor[i + 1] = drawn(std::uint32_t(draws >> 32));
    }
  });
}

}  // namespace kinfold
