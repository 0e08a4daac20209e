#include "topk/sieve.h"

#include <algorithm>
#include <cmath>

namespace kinfold {
namespace {

constexpr double kHalfUlp = 1.0 / (1 << 24);  // of a float32's rounding

// A row's nearest halves, and its lengths: of itself, of what is kept, of what is lost.
struct RoundedRow {
  double whole = 0, kept = 0, lost = 0;

  RoundedRow(std::span<const float> values, BFloat16* bf16) {
    for (std::size_t k = 0; k < values.size(); ++k) {
      bf16[k] = round_to_bfloat16(values[k]);
      const double x = values[k], y = to_float(bf16[k]);
      whole += x * x;
      kept += y * y;
      lost += (x - y) * (x - y);
    }
    for (double* length : {&whole, &kept, &lost}) *length = std::sqrt(*length);
  }
};

BFloat16 round_up(double length) { return round_up_to_bfloat16(float(length * (1 + 1e-6))); }

}  // namespace

Sieve::Sieve(const Matrix& vectors, std::span<const float> offsets)
    : rank_(vectors.rank()), panels_(vectors.rows(), vectors.rank() + 3), lengths_(vectors.rows()) {
  std::vector<float> row(rank_ + 1);
  std::vector<BFloat16> bf16(rank_ + 3);
  for (Id id = 0; id < vectors.rows(); ++id) {
    const float offset = offsets.empty() ? 0 : offsets[id];
    std::ranges::copy(vectors.row(id), row.begin());
    row[rank_] = offset;
    if (std::isinf(offset)) {
      std::ranges::fill(bf16, BFloat16(0));
      bf16[rank_] = round_to_bfloat16(offset);
    } else {
      const RoundedRow rounded(row, bf16.data());
      bf16[rank_ + 1] = round_up(rounded.whole);
      bf16[rank_ + 2] = round_up(rounded.lost);
      lengths_[id] = {to_float(bf16[rank_ + 1]), to_float(bf16[rank_ + 2])};
    }
    panels_.set_row(id, bf16);
  }
}

void Sieve::query(const float* vector, std::span<BFloat16> row) const {
  std::vector<float> whole(vector, vector + rank_);
  whole.push_back(1);
  const RoundedRow rounded(whole, row.data());
  row[rank_ + 1] = round_up(rounded.lost + 4 * double(rank_ + 4) * kHalfUlp * std::max(rounded.whole, rounded.kept));
  row[rank_ + 2] = round_up(rounded.kept);
}

Sieve::Lengths Sieve::max_lengths(std::size_t first, std::size_t count) const {
  Lengths max_lengths;
  for (const Lengths& one : std::span(lengths_).subspan(first, count))
    max_lengths = {std::max(max_lengths.whole, one.whole), std::max(max_lengths.lost, one.lost)};
  return max_lengths;
}

float Sieve::slack(std::span<const BFloat16> query, const Lengths& max_lengths) const {
  return 2.0001f * (to_float(query[rank_ + 1]) * max_lengths.whole + to_float(query[rank_ + 2]) * max_lengths.lost);
}

void Sieve::bounds(std::span<const BFloat16> queries, std::size_t first, std::size_t count, float* bounds,
                   std::size_t stride) const {
  bfloat16_product(queries.data(), queries.size() / width(), panels_, first, count, bounds, stride);
}

}  // namespace kinfold
