// Steps of relational scorers on questions held against all entities, "1-vs-all" and "k-vs-all". The objective is the
// mean over facts (h, r, t) of
//
//   loss + relation_loss (log sum_r' e^score(h, r', t) - score(h, r, t)) + penalty of the rows of h, r and t
//
// (Chen, Minervini, Riedel, Stenetorp 2021, for the second term).
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "model/embeddings.h"
#include "penalty/power.h"
#include "solver/all_scores.h"
#include "solver/asked.h"
#include "update/entrywise.h"

namespace kinfold {

struct EmbeddingState {
  EntryState entity, relation, core;

  EmbeddingState() = default;
  EmbeddingState(const std::string& update, const Embeddings& tables);
};

struct RelationRule {
  AllRule all;
  float margin = 0;         // a constant of the score
  float dropout = 0;        // of the asking entities' numbers
  float relation_loss = 0;  // of scorers that are linear in the relation
  PowerPenalty penalty;
  Precision precision = Precision::kHalf;  // of products, where the processor has it
};

// Questions of one end by their numbers, and one over the weight of facts that a batch has on average.
struct Batch {
  const Questions& questions;
  std::span<const std::uint32_t> numbers;
  float scale;
};

class AgainstAll {
 public:
  AgainstAll(const RelationalScorer& scorer, Embeddings& tables, EmbeddingState& state, const RelationRule& rule,
             Pool& pool);

  // Moves the tables; returns the loss without the penalty, in sum over the facts times the scale. An entity that no
  // fact of the batch has moves as soon as its slopes are known, while they are in the cache.
  double step(const Batch& batch, const EntryRule& update, const Random& random);

  // What step() follows: the gradient by all tables.
  double gradients(const Batch& batch, const Random& random);
  const Embeddings& slopes() const { return slopes_; }

 private:
  static constexpr Id kMoved = Id(-1);

  void choose(const Batch& batch);
  double differentiate(const Random& random, const TakeSlopes& move);
  float* slopes_of(Id entity) { return slopes_.entity[place_[entity]]; }
  double ask_for_relations();
  void penalise();

  const RelationalScorer& scorer_;
  Embeddings& tables_;
  EmbeddingState& state_;
  RelationRule rule_;
  Pool& pool_;
  Asked asked_;
  AllScores all_;
  std::vector<Question> questions_;
  std::vector<Label> labels_;
  std::vector<Id> kept_, place_;  // entities whose slopes are kept; of each entity, its row of slopes_.entity or kMoved
  Embeddings slopes_;
  Table query_slopes_;
  std::vector<float> offsets_, offset_slopes_, entity_weight_, relation_weight_;
};

}  // namespace kinfold
