#include "topk/sieve.h"

#include <algorithm>
#include <cmath>

namespace kinfold {
namespace {

constexpr double kHalfUlp = 1.0 / (1 << 24);  // relative rounding error of float32

// Rounds a row to bfloat16 and computes the norms of the row, of the rounded row and of the rounding error.
struct RoundedRow {
  double norm = 0, rounded_norm = 0, error_norm = 0;

  RoundedRow(std::span<const float> values, BFloat16* bf16) {
    for (std::size_t k = 0; k < values.size(); ++k) {
      bf16[k] = round_to_bfloat16(values[k]);
      const double x = values[k], y = to_float(bf16[k]);
      norm += x * x;
      rounded_norm += y * y;
      error_norm += (x - y) * (x - y);
    }
    for (double* value : {&norm, &rounded_norm, &error_norm}) *value = std::sqrt(*value);
  }
};

BFloat16 round_up(double norm) { return round_up_to_bfloat16(float(norm * (1 + 1e-6))); }

}  // namespace

Sieve::Sieve(const Matrix& vectors, std::span<const float> offsets)
    : rank_(vectors.rank()), panels_(vectors.rows(), vectors.rank() + 3), norms_(vectors.rows()) {
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
      bf16[rank_ + 1] = round_up(rounded.norm);
      bf16[rank_ + 2] = round_up(rounded.error_norm);
      norms_[id] = {to_float(bf16[rank_ + 1]), to_float(bf16[rank_ + 2])};
    }
    panels_.set_row(id, bf16);
  }
}

void Sieve::query(const float* vector, std::span<BFloat16> row) const {
  std::vector<float> augmented(vector, vector + rank_);
  augmented.push_back(1);
  const RoundedRow rounded(augmented, row.data());
  const double max_norm = std::max(rounded.norm, rounded.rounded_norm);
  row[rank_ + 1] = round_up(rounded.error_norm + 4 * double(rank_ + 4) * kHalfUlp * max_norm);
  row[rank_ + 2] = round_up(rounded.rounded_norm);
}

Sieve::Norms Sieve::max_norms(std::size_t first, std::size_t count) const {
  Norms result;
  for (const Norms& norms : std::span(norms_).subspan(first, count))
    result = {std::max(result.norm, norms.norm), std::max(result.error_norm, norms.error_norm)};
  return result;
}

float Sieve::slack(std::span<const BFloat16> query, const Norms& max_norms) const {
  return 2.0001f * (to_float(query[rank_ + 1]) * max_norms.norm + to_float(query[rank_ + 2]) * max_norms.error_norm);
}

void Sieve::bounds(std::span<const BFloat16> queries, std::size_t first, std::size_t count, float* bounds,
                   std::size_t stride) const {
  bfloat16_product(queries.data(), queries.size() / width(), panels_, first, count, bounds, stride);
}

}  // namespace kinfold
