// RESCAL: score = h' R t, a matrix for each relation (Nickel, Tresp, Kriegel 2011). Its row holds R row after row.
// It is linear in R, but a query for relations would have rank^2 numbers: not offered.
#pragma once
#include "kg/relational.h"

namespace kinfold {

struct Rescal {
  static constexpr std::string_view name = "rescal";
  static constexpr bool linear = false, is_complex = false, angles = false;
  std::size_t rank;

  explicit Rescal(RelationalOptions options) : rank(options.rank) {}
  ScorerDims dims() const { return {rank, rank * rank, rank}; }
  Similarity similarity() const { return Similarity::kDot; }
  std::size_t first(TripleEnd) const { return 0; }

  // q = R' h for tails, R t for heads
  float query(TripleEnd end, const float* e, const float* r, float* q) const {
    for (std::size_t k = 0; k < rank; ++k) q[k] = 0;
    for (std::size_t i = 0; i < rank; ++i, r += rank)
      if (end == TripleEnd::kTail)
        for (std::size_t j = 0; j < rank; ++j) q[j] += e[i] * r[j];
      else
        for (std::size_t j = 0; j < rank; ++j) q[i] += r[j] * e[j];
    return 0;
  }
  void backward(TripleEnd end, const float* e, const float* r, QueryGradient gradient, float* of_e, float* of_r) const {
    for (std::size_t i = 0; i < rank; ++i, r += rank, of_r += rank) {
      // R_ij meets h_i and t_j; one of both is the entity, the other the query's gradient.
      const float* const t = end == TripleEnd::kTail ? gradient.query : e;
      const float h = end == TripleEnd::kTail ? e[i] : gradient.query[i];
      for (std::size_t j = 0; j < rank; ++j) of_r[j] += h * t[j];
      if (end == TripleEnd::kTail)
        for (std::size_t j = 0; j < rank; ++j) of_e[i] += gradient.query[j] * r[j];
      else
        for (std::size_t j = 0; j < rank; ++j) of_e[j] += gradient.query[i] * r[j];
    }
  }
};

// TuckER: RESCAL whose matrices are mixed from those of a core, R = sum_m r_m W_m (Balazevic, Allen, Hospedales 2019).
// Solvers mix them (solver/core.h): here a relation is its matrix.
struct Tucker : Rescal {
  static constexpr std::string_view name = "tucker";
  using Rescal::Rescal;
};

}  // namespace kinfold
