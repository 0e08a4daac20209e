// Trains relational scorers with sampled negatives. The facts of a batch are divided into chunks. All facts of a chunk
// share the same sampled entities for each end, so that the scores are matrix products. The objective is the mean, over
// the facts and their two ends, of
//
//   group loss (loss/group.h) of the true entity and the negatives + regularizer of the rows of h, r and t
//
// Sampled entities that are also true answers are excluded.
#pragma once
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "core/block_matrix.h"
#include "kg/query_batch.h"
#include "loss/group.h"
#include "optimizer/entrywise.h"
#include "regularizer/power.h"
#include "sampler/alias.h"
#include "solver/row_gradients.h"
#include "topk/distances.h"

namespace kinfold {

// The number of facts in a chunk: more for more negatives, so that more facts share the cost of reading and updating
// them.
std::size_t facts_per_chunk(std::size_t negatives);

struct SampledEntityOptions {
  std::string loss = "logistic";  // one of GraphLosses
  GroupLossOptions loss_options;
  std::size_t negatives = 64;    // sampled for each chunk and end
  bool logq_correction = false;  // add -log(N q) to the scores of negatives (loss/group.h)
  float margin = 0;              // added to the scores
  float dropout = 0;             // dropout rate of the query entities' embeddings
  PowerSumRegularizer regularizer;
  bool self_loops = true;  // an entity may be a negative of its own query
  // The query entities of a chunk are negatives as well, without the logQ correction.
  bool in_batch_negatives = false;
};

// Samples entities of one block, whose rows begin at `first`.
struct EntitySampler {
  Id first;
  const AliasSampler& alias;
};

// The parameters and the state of the optimizer. Entities are stored by blocks, which may be on disk.
struct PartitionedEmbeddings {
  BlockMatrix entity, squares, moments;  // squares and moments: the state of the optimizer; empty if it has none
  Matrix relation, core;
  EntrywiseState relation_state, core_state;

  std::span<float> row(Id entity_row) { return {entity[entity_row], entity.rank()}; }
  RowStateView memory(Id row) {
    return {squares.rows() > 0 ? squares[row] : nullptr, moments.rows() > 0 ? moments[row] : nullptr};
  }
};

// The tail query and the head query of a fact.
struct FactQueries {
  TripleQuery tail, head;
  float weight;
};

class NegativeSamplingSolver {
 public:
  // `known` contains the true answers that are excluded from the negatives; it may be empty. All references must
  // outlive the solver.
  NegativeSamplingSolver(const RelationalScorer& scorer, PartitionedEmbeddings& tables, const FilterIndex& known,
                         const SampledEntityOptions& options, Pool& pool);

  // Updates the parameters with one batch. The blocks of its facts and of the samplers must be loaded. Returns the sum
  // of the weighted losses, without the regularizer.
  double step(std::span<const FactQueries> facts, const EntitySampler& tails, const EntitySampler& heads,
              const OptimizerStep& optimizer, const Random& random);

  // The parts of step(), for entity embeddings that a network computes: compute_gradients() returns the loss,
  // add_entity_gradients() adds the gradients of the entity rows, and update_relations() updates relations and core.
  double compute_gradients(std::span<const FactQueries> facts, const EntitySampler& tails, const EntitySampler& heads,
                           const Random& random);
  void add_entity_gradients(Matrix& gradients);
  void update_relations(const OptimizerStep& optimizer);

 private:
  // The candidates of a chunk, and their similarities to the queries without the constants of the scores.
  struct ScoringBlock {
    MatrixView queries;
    Matrix positive, negative;  // the true entity of each query; the shared negatives
    std::vector<float> positive_scores;
    Matrix negative_scores;
  };
  // Chunks are reused from step to step to avoid allocations.
  struct Chunk {
    std::size_t begin, end;  // range of queries
    const EntitySampler* sampler;
    std::vector<Id> negative;
    ScoringBlock scoring;
    Matrix scores;     // of the negatives; later their gradients
    Matrix gradients;  // of the negatives, as whole rows
    Matrix gradients_t;
    double loss;
  };

  void backward(Chunk& chunk, Random random);
  void score_chunk(Chunk& chunk) const;
  void backward_scores(Chunk& chunk, std::span<const float> positive_gradients);
  void mask_known(Chunk& chunk) const;
  double loss_and_gradients(Chunk& chunk, std::span<const float> positive, std::span<float> positive_gradients);
  void for_each_entity(const std::function<void(Id row, float* gradients)>& body);

  const RelationalScorer& scorer_;
  PartitionedEmbeddings& tables_;
  const FilterIndex& known_;
  SampledEntityOptions options_;
  Pool& pool_;
  QueryBatch query_batch_;
  std::vector<TripleQuery> queries_;
  std::vector<Id> answers_;
  std::vector<float> weights_;
  std::vector<Chunk> chunks_;
  Matrix query_gradients_, answer_gradients_;
  std::vector<float> offset_gradients_;
  RowGradients entities_;
};

}  // namespace kinfold
