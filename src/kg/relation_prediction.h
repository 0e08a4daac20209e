// The loss of asking which relation holds between two entities, against all of them by softmax:
//
//   weight (log sum_r' e^score(h, r', t) - score(h, r, t))
//
// of scorers that are linear in the relation: score = rho(h, t) . r. Since a score is query(h, r) . t as well, rho is
// the gradient of query(h, r) . t by r, and the gradient of rho . x by h and t is that of query(h, x) . t.
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

// Where the gradients of an entity's row are added up.
using GradientOf = std::function<float*(Id entity)>;

// Adds the gradients by the rows of the facts' entities and by all relations; returns the loss.
double add_relation_gradients(const RelationalScorer& scorer, const Embeddings& tables,
                              std::span<const RelationFact> facts, Precision precision, const GradientOf& of_entity,
                              Matrix& of_relation, Pool& pool);

}  // namespace kinfold
