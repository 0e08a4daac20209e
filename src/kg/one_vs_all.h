// Trains relational scorers against all entities ("1-vs-all" and "k-vs-all"). The objective is the mean over facts
// (h, r, t) of
//
//   loss + relation_prediction_weight (log sum_r' e^score(h, r', t) - score(h, r, t)) + regularizer of the rows of h, r
//   and t
//
// The second term is from Chen, Minervini, Riedel, Stenetorp (2021).
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

// The state of the optimizer for all parameters.
struct EmbeddingState {
  EntrywiseState entity, relation, core;

  EmbeddingState() = default;
  EmbeddingState(const std::string& optimizer, const Embeddings& tables);
};

struct OneVsAllOptions {
  AllEntityOptions all;
  float margin = 0;                      // added to the scores
  float dropout = 0;                     // dropout rate of the query entities' embeddings
  float relation_prediction_weight = 0;  // only for scorers that are linear in the relation
  PowerSumRegularizer regularizer;
  Precision precision = Precision::kBFloat16;  // of matrix products, if the processor supports it
};

// Some queries of one end, by index. `scale` is 1 / the mean total weight of the facts in a batch.
struct OneVsAllBatch {
  const QueryAnswers& queries;
  std::span<const std::uint32_t> numbers;
  float scale;
};

class OneVsAllSolver {
 public:
  OneVsAllSolver(const RelationalScorer& scorer, Embeddings& tables, EmbeddingState& state,
                 const OneVsAllOptions& options, Pool& pool);

  // Updates the parameters. Returns the sum of the losses over the facts, without the regularizer, times the scale. An
  // entity that is in no fact of the batch is updated as soon as its gradients are computed, while they are in cache.
  double step(const OneVsAllBatch& batch, const OptimizerStep& optimizer, const Random& random);

  // Computes the gradients that step() applies, for all parameters, without an update. Returns the same loss.
  double compute_gradients(const OneVsAllBatch& batch, const Random& random);
  const Embeddings& gradients() const { return gradients_; }

 private:
  static constexpr Id kUpdated = Id(-1);

  void gather_batch(const OneVsAllBatch& batch);
  double backward(const Random& random, const GradientCallback& update);
  float* gradient_of(Id entity) { return gradients_.entity[gradient_row_[entity]]; }
  double add_relation_prediction();
  void add_regularization();

  const RelationalScorer& scorer_;
  Embeddings& tables_;
  EmbeddingState& state_;
  OneVsAllOptions options_;
  Pool& pool_;
  QueryBatch query_batch_;
  AllEntityScorer all_scores_;
  std::vector<TripleQuery> queries_;
  std::vector<QueryLabel> labels_;
  std::vector<Id> batch_entities_;  // entities whose gradients are stored until the end of the step
  std::vector<Id> gradient_row_;    // the row in gradients_.entity of each entity, or kUpdated if none is stored
  Embeddings gradients_;
  Matrix query_gradients_;
  std::vector<float> offsets_, offset_gradients_, entity_weight_, relation_weight_;
};

}  // namespace kinfold
