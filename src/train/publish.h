// From a learner's order and units to a model's.
#pragma once
#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

#include "core/pool.h"
#include "model/model.h"
#include "train/effects.h"

namespace kinfold {

inline constexpr std::size_t kChunk = 1 << 14;  // rows; sums are added chunk by chunk, in a fixed order

void in_chunks(Pool& pool, std::size_t count, auto body) {
  pool.run((count + kChunk - 1) / kChunk, [&](std::size_t chunk) {
    for (std::size_t i = chunk * kChunk; i < std::min(count, (chunk + 1) * kChunk); ++i) body(i);
  });
}

// Sum of value(i) for i in [0, count), the same for any number of threads.
double ordered_sum(Pool& pool, std::size_t count, auto value) {
  std::vector<double> sums((count + kChunk - 1) / kChunk);
  pool.run(sums.size(), [&](std::size_t chunk) {
    for (std::size_t i = chunk * kChunk; i < std::min(count, (chunk + 1) * kChunk); ++i) sums[chunk] += value(i);
  });
  double total = 0;
  for (double sum : sums) total += sum;
  return total;
}

// Copies a side by id; scores grow by `scale`, of which each of two vectors takes the root. False if an entry is not
// finite.
bool publish_side(const Side& from, std::span<const Id> id_at_place, float scale, Side& to, Pool& pool);

// The same from rows [vector, bias, held] or [vector, held, bias], whose bias stands in `bias_column`, or [vector]
// alone where that is past the end.
bool publish_rows(const Table& from, std::size_t rank, std::size_t bias_column, float scale, Side& to, Pool& pool);

// Each row to length 1; rows of zeros stay.
void normalize_rows(Table& table, Pool& pool);

// Vectors may have no rows; biases are the first entry of each row.
void publish_traits(const Table& vectors, const Table& biases, float scale, Traits& to);

void publish_effects(const std::vector<Effect>& effects, float scale, TimeEffects& to);

}  // namespace kinfold
