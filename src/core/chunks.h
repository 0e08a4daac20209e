// Loops over many small pieces of work on a pool, cut into chunks whose size does not depend on the number of threads.
#pragma once
#include <algorithm>
#include <cstddef>
#include <vector>

#include "core/pool.h"

namespace kinfold {

inline constexpr std::size_t kChunk = 1 << 12;  // pieces

// body(i) for i in [0, count); `chunk` of them at a time where each is much work.
void in_chunks(Pool& pool, std::size_t count, auto body, std::size_t chunk = kChunk) {
  pool.run((count + chunk - 1) / chunk, [&](std::size_t number) {
    for (std::size_t i = number * chunk; i < std::min(count, (number + 1) * chunk); ++i) body(i);
  });
}

// Sum of value(i) for i in [0, count), added up in a fixed order.
double ordered_sum(Pool& pool, std::size_t count, auto value) {
  std::vector<double> sums((count + kChunk - 1) / kChunk);
  pool.run(sums.size(), [&](std::size_t number) {
    for (std::size_t i = number * kChunk; i < std::min(count, (number + 1) * kChunk); ++i) sums[number] += value(i);
  });
  double total = 0;
  for (double sum : sums) total += sum;
  return total;
}

}  // namespace kinfold
