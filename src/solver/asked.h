// A batch of questions on their way through a relational scorer: composed into queries, and back from the queries'
// slopes to those of entities and relations.
#pragma once
#include <functional>
#include <span>
#include <vector>

#include "core/pool.h"
#include "core/random.h"
#include "data/questions.h"
#include "scorer/relations.h"

namespace kinfold {

using EntityRows = std::function<const float*(Id)>;

class Asked {
 public:
  Asked(const RelationalScorer& scorer, EntityRows entities, const Table& relation, const Table& core, Pool& pool);

  // Composes queries; a share `dropout` of the asking entities' numbers is put to zero, and the others made up for it.
  void compose(std::span<const Question> questions, float dropout, const Random& random);

  std::size_t size() const { return questions_.size(); }
  const Table& queries() const { return queries_; }
  float offset(std::size_t n) const { return offsets_[n]; }

  // Slopes of queries and offsets -> entity_slopes() and relation_slopes().
  void backward(const Table& query_slopes, std::span<const float> offset_slopes);

  float* entity_slopes(std::size_t n) { return entity_slopes_[Id(n)]; }
  const float* relation_row(Id relation) const;  // the relation as the scorer takes it
  float* relation_slopes(Id relation);           // of a relation of the batch, laid out as relation_row() is
  std::span<const Id> relations() const { return relations_; }  // of the batch, rising

  // After relation_slopes() are complete: body(relation, gradient) for the rows of the relations' table, and the
  // gradient of the core, empty where there is none.
  Table core_slopes();
  void each_relation(auto body) {
    for (std::size_t n = 0; n < relations_.size(); ++n) body(relations_[n], stored_slopes(n));
  }

 private:
  void mix_core();
  std::size_t place(Id relation) const;
  float* stored_slopes(std::size_t n) { return mixed_slopes_.rows() > 0 ? mixed_slopes_[Id(n)] : slopes_[Id(n)]; }

  const RelationalScorer& scorer_;
  EntityRows entities_;
  const Table &relation_, &core_;
  Pool& pool_;
  std::span<const Question> questions_;
  std::vector<std::uint32_t> by_relation_;  // numbers of questions
  std::vector<std::size_t> begins_;         // of each relation's in by_relation_
  std::vector<Id> relations_;
  Table kept_, queries_, entity_slopes_;
  Table mixed_, slopes_, mixed_slopes_;  // relations made of the core; slopes of relations as the scorer takes them
  std::vector<float> offsets_;
  std::vector<float> mask_;  // what dropout multiplies by; empty: nothing
};

}  // namespace kinfold
