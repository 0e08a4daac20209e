#include "scorer/sieve.h"

#include <algorithm>
#include <cmath>

namespace kinfold {
namespace {

constexpr double kHalfUnit = 1.0 / (1 << 24);  // of a float32's rounding

// A row's nearest halves, and its lengths: of itself, of what is kept, of what is lost.
struct Rounded {
  double whole = 0, kept = 0, lost = 0;

  Rounded(std::span<const float> values, Half* halves) {
    for (std::size_t k = 0; k < values.size(); ++k) {
      halves[k] = nearest_half(values[k]);
      const double x = values[k], y = value_of(halves[k]);
      whole += x * x;
      kept += y * y;
      lost += (x - y) * (x - y);
    }
    for (double* length : {&whole, &kept, &lost}) *length = std::sqrt(*length);
  }
};

Half upwards(double length) { return half_not_below(float(length * (1 + 1e-6))); }

}  // namespace

Sieve::Sieve(const Table& vectors, std::span<const float> offsets)
    : rank_(vectors.rank()), panels_(vectors.rows(), vectors.rank() + 3), lengths_(vectors.rows()) {
  std::vector<float> row(rank_ + 1);
  std::vector<Half> halves(rank_ + 3);
  for (Id id = 0; id < vectors.rows(); ++id) {
    const float offset = offsets.empty() ? 0 : offsets[id];
    std::ranges::copy(vectors.row(id), row.begin());
    row[rank_] = offset;
    if (std::isinf(offset)) {
      std::ranges::fill(halves, Half(0));
      halves[rank_] = nearest_half(offset);
    } else {
      const Rounded rounded(row, halves.data());
      halves[rank_ + 1] = upwards(rounded.whole);
      halves[rank_ + 2] = upwards(rounded.lost);
      lengths_[id] = {value_of(halves[rank_ + 1]), value_of(halves[rank_ + 2])};
    }
    panels_.set_row(id, halves);
  }
}

void Sieve::query(const float* vector, std::span<Half> row) const {
  std::vector<float> whole(vector, vector + rank_);
  whole.push_back(1);
  const Rounded rounded(whole, row.data());
  row[rank_ + 1] = upwards(rounded.lost + 4 * double(rank_ + 4) * kHalfUnit * std::max(rounded.whole, rounded.kept));
  row[rank_ + 2] = upwards(rounded.kept);
}

Sieve::Lengths Sieve::greatest(std::size_t first, std::size_t count) const {
  Lengths greatest;
  for (const Lengths& one : std::span(lengths_).subspan(first, count))
    greatest = {std::max(greatest.whole, one.whole), std::max(greatest.lost, one.lost)};
  return greatest;
}

float Sieve::slack(std::span<const Half> query, const Lengths& greatest) const {
  return 2.0001f * (value_of(query[rank_ + 1]) * greatest.whole + value_of(query[rank_ + 2]) * greatest.lost);
}

void Sieve::bounds(std::span<const Half> queries, std::size_t first, std::size_t count, float* bounds,
                   std::size_t stride) const {
  half_product(queries.data(), queries.size() / width(), panels_, first, count, bounds, stride);
}

}  // namespace kinfold
