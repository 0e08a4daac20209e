// Parallel loops over many small work items. Items are grouped into chunks whose size does not depend on the number of
// threads, so results do not either.
#pragma once
#include <algorithm>
#include <cstddef>
#include <vector>

#include "core/pool.h"

namespace kinfold {

inline constexpr std::size_t kChunkSize = 1 << 12;  // items

// Calls body(i) for each i in [0, count), `chunk` items per task. Use a small chunk if each item is expensive.
void parallel_for(Pool& pool, std::size_t count, auto body, std::size_t chunk = kChunkSize) {
  pool.run((count + chunk - 1) / chunk, [&](std::size_t number) {
    for (std::size_t i = number * chunk; i < std::min(count, (number + 1) * chunk); ++i) body(i);
  });
}

// Sum of value(i) for i in [0, count), added in a fixed order.
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
