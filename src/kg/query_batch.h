// The forward and backward pass of a relational scorer for a batch of queries: from entities and relations to query
// vectors, and from the gradients of the query vectors to those of entities and relations.
#pragma once
#include <functional>
#include <span>
#include <vector>

#include "core/pool.h"
#include "core/random.h"
#include "kg/queries.h"
#include "kg/relational_scorer.h"

namespace kinfold {

using EntityRows = std::function<const float*(Id)>;

class QueryBatch {
 public:
  QueryBatch(const RelationalScorer& scorer, EntityRows entities, const Matrix& relation, const Matrix& core,
             Pool& pool);

  // Computes the query vectors and offsets. Dropout sets each entry of the query entities to zero with probability
  // `dropout` and divides the others by 1 - dropout. The queries must outlive the calls below.
  void compose(std::span<const TripleQuery> queries, float dropout, const Random& random);

  std::size_t size() const { return queries_.size(); }
  const Matrix& queries() const { return query_vectors_; }
  float offset(std::size_t n) const { return offsets_[n]; }

  // Computes entity_gradients() and relation_gradients() from the gradients of the query vectors and the offsets.
  void backward(const Matrix& query_gradients, std::span<const float> offset_gradients);

  float* entity_gradients(std::size_t n) { return entity_gradients_[Id(n)]; }
  // The parameters of a relation in the form that the scorer uses: for TuckER, its matrix; otherwise its row.
  const float* relation_row(Id relation) const;
  float* relation_gradients(Id relation);  // the gradient of relation_row(), for a relation of the batch
  std::span<const Id> relations() const { return relations_; }  // of the batch, ascending

  // The gradient of the core; empty if the scorer has none. Call it before for_each_relation().
  Matrix core_gradients();
  // Calls body(relation, gradient of its row) for each relation of the batch.
  void for_each_relation(auto body) {
    for (std::size_t n = 0; n < relations_.size(); ++n) body(relations_[n], stored_gradients(n));
  }

 private:
  void compose_relations();
  std::size_t relation_index(Id relation) const;
  float* stored_gradients(std::size_t n) {
    return relation_row_gradients_.rows() > 0 ? relation_row_gradients_[Id(n)] : gradients_[Id(n)];
  }

  const RelationalScorer& scorer_;
  EntityRows entities_;
  const Matrix &relation_, &core_;
  Pool& pool_;
  std::span<const TripleQuery> queries_;
  std::vector<std::uint32_t> by_relation_;  // indices of the queries, sorted by relation
  std::vector<std::size_t> begins_;         // the first query of each relation in by_relation_
  std::vector<Id> relations_;
  Matrix dropped_out_, query_vectors_, entity_gradients_;
  Matrix relation_matrices_;       // R = sum_m r_m W_m of TuckER
  Matrix gradients_;               // of relation_row()
  Matrix relation_row_gradients_;  // of the rows of the relations, if there is a core
  std::vector<float> offsets_;
  std::vector<float> mask_;  // the dropout factors of the query entities; empty if there is no dropout
};

}  // namespace kinfold
