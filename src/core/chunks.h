// Loops over many small pieces of work on a pool, cut into chunks whose size does not depend on the number of threads.
#pragma once
#include <algorithm>
#include <cstddef>
#include <vector>

#include "core/pool.h"

namespace kinfold {

inline constexpr std::size_t kChunkSize = 1 << 12;  // pieces

// body(i) for i in [0, count); `chunk` of them at a time where each is much work.
void parallel_for(Pool& pool, std::size_t count, auto body, std::size_t chunk = kChunkSize) {
  pool.run((count + chunk - 1) / chunk, [&](std::size_t number) {
    for (std::size_t i = number * chunk; i < std::min(count, (number + 1) * chunk); ++i) body(i);
  });
}

// Sum of value(i) for i in [0, count), added up in a fixed order.
double deterministic_sum(Pool& pool, std::size_t count, auto value) {
  std::vector<double> sums((count + kChunkSize - 1) / kChunkSize);
  pool.run(sums.size(), [&](std::size_t number) {
    for (std::size_t i = number * kChunkSize; i < std::min(count, (number + 1) * kChunkSize); ++i)
      sums[number] += value(i);
  });
  double total = 0;
  for (double sum : sums) total += sum;
  return total;
}

}  // namespace kinfold
