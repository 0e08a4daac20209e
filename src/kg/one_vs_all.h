// Steps of relational scorers on questions held against all entities, "1-vs-all" and "k-vs-all". The objective is the
// mean over facts (h, r, t) of
//
//   loss + relation_prediction_weight (log sum_r' e^score(h, r', t) - score(h, r, t)) + regularizer of the rows of h, r
//   and t
//
// (Chen, Minervini, Riedel, Stenetorp 2021, for the second term).
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "kg/embeddings.h"
#include "kg/query_batch.h"
#include "kg/score_all_entities.h"
#include "optimizer/entrywise.h"
#include "regularizer/power.h"

namespace kinfold {

struct EmbeddingState {
  EntrywiseState entity, relation, core;

  EmbeddingState() = default;
  EmbeddingState(const std::string& optimizer, const Embeddings& tables);
};

struct OneVsAllOptions {
  AllEntityOptions all;
  float margin = 0;                      // a constant of the score
  float dropout = 0;                     // of the asking entities' numbers
  float relation_prediction_weight = 0;  // of scorers that are linear in the relation
  PowerSumRegularizer regularizer;
  Precision precision = Precision::kBFloat16;  // of products, where the processor has it
};

// Questions of one end by their numbers, and one over the weight of facts that a batch has on average.
struct OneVsAllBatch {
  const QueryAnswers& queries;
  std::span<const std::uint32_t> numbers;
  float scale;
};

class OneVsAllSolver {
 public:
  OneVsAllSolver(const RelationalScorer& scorer, Embeddings& tables, EmbeddingState& state, const OneVsAllOptions& rule,
                 Pool& pool);

  // Moves the tables; returns the loss without the regularizer, in sum over the facts times the scale. An entity that
  // no fact of the batch has moves as soon as its gradients are known, while they are in the cache.
  double step(const OneVsAllBatch& batch, const OptimizerStep& optimizer, const Random& random);

  // What step() follows: the gradient by all tables.
  double compute_gradients(const OneVsAllBatch& batch, const Random& random);
  const Embeddings& gradients() const { return gradients_; }

 private:
  static constexpr Id kUpdated = Id(-1);

  void gather_batch(const OneVsAllBatch& batch);
  double backward(const Random& random, const GradientCallback& move);
  float* gradient_of(Id entity) { return gradients_.entity[gradient_row_[entity]]; }
  double add_relation_prediction();
  void add_regularization();

  const RelationalScorer& scorer_;
  Embeddings& tables_;
  EmbeddingState& state_;
  OneVsAllOptions rule_;
  Pool& pool_;
  QueryBatch query_batch_;
  AllEntityScorer all_scores_;
  std::vector<TripleQuery> queries_;
  std::vector<QueryLabel> labels_;
  std::vector<Id> batch_entities_,
      gradient_row_;  // entities whose gradients are kept; of each entity, its row of gradients_.entity or kUpdated
  Embeddings gradients_;
  Matrix query_gradients_;
  std::vector<float> offsets_, offset_gradients_, entity_weight_, relation_weight_;
};

}  // namespace kinfold
