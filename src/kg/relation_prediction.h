// The auxiliary loss of relation prediction: the cross-entropy of the relation of a fact among all relations
// (Chen, Minervini, Riedel, Stenetorp 2021):
//
//   weight (log sum_r' e^score(h, r', t) - score(h, r, t))
//
// It needs a scorer that is linear in the relation: score = rho(h, t) . r. The score is also query(h, r) . t, so rho is
// the gradient of query(h, r) . t with respect to r, and the gradient of rho . x with respect to h and t is that of
// query(h, x) . t.
#pragma once
#include <functional>
#include <span>

#include "core/mixed_product.h"
#include "core/pool.h"
#include "kg/embeddings.h"
#include "kg/queries.h"
#include "kg/relational_scorer.h"

namespace kinfold {

struct RelationFact {
  TripleQuery query;
  Id answer;
  float weight;
};

inline void add_gradients(std::span<const float> from, float* to) {
  for (std::size_t k = 0; k < from.size(); ++k) to[k] += from[k];
}

// Returns the row to which the gradients of an entity are added.
using GradientRow = std::function<float*(Id entity)>;

// Adds the gradients of the entities of the facts and of all relations. Returns the sum of the losses.
double add_relation_gradients(const RelationalScorer& scorer, const Embeddings& tables,
                              std::span<const RelationFact> facts, Precision precision,
                              const GradientRow& entity_gradient, Matrix& relation_gradients, Pool& pool);

}  // namespace kinfold
