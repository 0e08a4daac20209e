// A batch of questions on their way through a relational scorer: composed into queries, and back from the queries'
// gradients to those of entities and relations.
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

  // Composes queries; a share `dropout` of the asking entities' numbers is put to zero, and the others made up for it.
  void compose(std::span<const TripleQuery> queries, float dropout, const Random& random);

  std::size_t size() const { return queries_.size(); }
  const Matrix& queries() const { return query_vectors_; }
  float offset(std::size_t n) const { return offsets_[n]; }

  // Slopes of queries and offsets -> entity_gradients() and relation_gradients().
  void backward(const Matrix& query_gradients, std::span<const float> offset_gradients);

  float* entity_gradients(std::size_t n) { return entity_gradients_[Id(n)]; }
  const float* relation_row(Id relation) const;  // the relation as the scorer takes it
  float* relation_gradients(Id relation);        // of a relation of the batch, laid out as relation_row() is
  std::span<const Id> relations() const { return relations_; }  // of the batch, rising

  // After relation_gradients() are complete: body(relation, gradient) for the rows of the relations' table, and the
  // gradient of the core, empty where there is none.
  Matrix core_gradients();
  void each_relation(auto body) {
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
  std::vector<std::uint32_t> by_relation_;  // numbers of questions
  std::vector<std::size_t> begins_;         // of each relation's in by_relation_
  std::vector<Id> relations_;
  Matrix dropped_out_, query_vectors_, entity_gradients_;
  Matrix relation_matrices_, gradients_,
      relation_row_gradients_;  // relations made of the core; gradients of relations as the scorer takes them
  std::vector<float> offsets_;
  std::vector<float> mask_;  // what dropout multiplies by; empty: nothing
};

}  // namespace kinfold
