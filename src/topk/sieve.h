// Bounds of scores from above, in bfloat16: what does not reach a threshold by them does not reach it at all; and how
// far below its bound a score may lie, by which one that is far enough above a mark need not be looked at either.
//
// With q^, v^ for what bfloat16 keeps of a query q and a candidate v (its offset one number more, which meets a 1):
//
//   q . v <= q^ . v^ + |q - q^| |v| + |q^| |v - v^|     (Cauchy, Schwarz)
//
// The two products of lengths are two further numbers of the rows, rounded upwards, so that one product of tables gives
// the bound itself, and twice their sum the slack. The first length has a share of |q^| added, for what float32 sums
// lose.
#pragma once
#include <span>
#include <vector>

#include "core/bfloat16.h"

namespace kinfold {

class Sieve {
 public:
  Sieve() = default;
  // offsets[id] == -infinity: never passes.
  Sieve(const Matrix& vectors, std::span<const float> offsets);

  std::size_t width() const { return 2 * panels_.pairs(); }  // halves of a query
  void query(const float* vector, std::span<BFloat16> row) const;
  // bounds[i * stride + j] of query i and candidate first + j.
  void bounds(std::span<const BFloat16> queries, std::size_t first, std::size_t count, float* bounds,
              std::size_t stride) const;

  // The greatest lengths among some candidates, and the slack of a query's bounds for all of them:
  // bound - slack <= score <= bound.
  struct Lengths {
    float whole = 0, lost = 0;
  };
  Lengths max_lengths(std::size_t first, std::size_t count) const;
  float slack(std::span<const BFloat16> query, const Lengths& max_lengths) const;

 private:
  std::size_t rank_ = 0;
  BFloat16Panels panels_;
  std::vector<Lengths> lengths_;
};

}  // namespace kinfold
