// Upper bounds of scores, computed in bfloat16. A candidate whose bound is below a threshold cannot reach it and needs
// no exact score. The slack limits how far a score is below its bound, so a bound far above a threshold decides, too.
//
// Let q^ and v^ be the bfloat16 roundings of a query q and a candidate v. The offset of the candidate is one more entry
// of v, for which q has a 1.
//
//   q . v <= q^ . v^ + |q - q^| |v| + |q^| |v - v^|     (Cauchy-Schwarz)
//
// The norms in the last two terms are two more entries of the rows, rounded up, so one matrix product gives the bounds.
// The slack is twice the sum of these two terms. |q - q^| is increased to cover the rounding errors of float32 sums.
#pragma once
#include <span>
#include <vector>

#include "core/bfloat16.h"

namespace kinfold {

class Sieve {
 public:
  Sieve() = default;
  // A candidate with offset -infinity has the bound -infinity.
  Sieve(const Matrix& vectors, std::span<const float> offsets);

  std::size_t width() const { return 2 * panels_.pairs(); }  // bfloat16 values per query
  // Converts a query to a row of width() values.
  void query(const float* vector, std::span<BFloat16> row) const;
  // bounds[i * stride + j] of query i and candidate first + j.
  void bounds(std::span<const BFloat16> queries, std::size_t first, std::size_t count, float* bounds,
              std::size_t stride) const;

  // max_norms: the maximum norms of some candidates. slack: for these candidates, bound - slack <= score <= bound.
  struct Norms {
    float norm = 0, error_norm = 0;  // of the vector and of its rounding error
  };
  Norms max_norms(std::size_t first, std::size_t count) const;
  float slack(std::span<const BFloat16> query, const Norms& max_norms) const;

 private:
  std::size_t rank_ = 0;
  BFloat16Panels panels_;
  std::vector<Norms> norms_;
};

}  // namespace kinfold
