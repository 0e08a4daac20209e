// RESCAL: score = h' R t with one matrix R per relation (Nickel, Tresp, Kriegel 2011). A relation row contains R,
// flattened by rows. The score is linear in R, but `linear` is false: relation prediction would need query vectors of
// length rank^2.
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
  std::size_t candidate_begin(TripleEnd) const { return 0; }

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
  void backward(TripleEnd end, const float* e, const float* r, QueryGradient gradient, float* grad_e,
                float* grad_r) const {
    for (std::size_t i = 0; i < rank; ++i, r += rank, grad_r += rank) {
      // The gradient of R_ij is h_i t_j, where one is the entity and the other is the gradient of the query vector.
      const float* const t = end == TripleEnd::kTail ? gradient.query : e;
      const float h = end == TripleEnd::kTail ? e[i] : gradient.query[i];
      for (std::size_t j = 0; j < rank; ++j) grad_r[j] += h * t[j];
      if (end == TripleEnd::kTail)
        for (std::size_t j = 0; j < rank; ++j) grad_e[i] += gradient.query[j] * r[j];
      else
        for (std::size_t j = 0; j < rank; ++j) grad_e[j] += gradient.query[i] * r[j];
    }
  }
};

// TuckER: RESCAL with matrices R = sum_m r_m W_m from a shared core tensor (Balazevic, Allen, Hospedales 2019).
// QueryBatch and GraphQueries compute R, so the scorer receives the matrix of a relation.
struct Tucker : Rescal {
  static constexpr std::string_view name = "tucker";
  using Rescal::Rescal;
};

}  // namespace kinfold
