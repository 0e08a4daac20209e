// Steps of relational scorers on facts held against entities drawn at random. The facts of a step are cut into chunks;
// each end of a chunk meets one draw of entities, so that scores are products of tables. The objective is the mean over
// facts and their two ends of
//
//   group loss (loss/group.h) of the right entity and those drawn + regularizer of the rows of h, r and t
//
// Of those drawn, the ones that are known to be right answers too are left out.
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

// Facts of a chunk: the more are drawn against them, the more share the work of fetching and moving those drawn.
std::size_t facts_per_chunk(std::size_t negatives);

struct SampledEntityOptions {
  std::string loss = "logistic";  // of GraphLosses
  GroupLossOptions setting;
  std::size_t negatives = 64;    // drawn for each chunk and end
  bool logq_correction = false;  // scores of negatives by -log(N q), as loss/group.h says
  float margin = 0;              // a constant of the score
  float dropout = 0;             // of the asking entities' numbers
  PowerSumRegularizer regularizer;
  bool self_loops = true;           // an asking entity may be drawn against itself
  bool in_batch_negatives = false;  // the asking entities of a chunk are held against its questions, too, uncorrected
};

// Entities of one block, and how often they are drawn.
struct EntitySampler {
  Id first;
  const AliasSampler& alias;
};

// What is learned: entities by blocks, which may lie on disk, and whole tables of relations.
struct PartitionedEmbeddings {
  BlockMatrix entity, squares, moments;  // the latter two as the update rule needs them
  Matrix relation, core;
  EntrywiseState relation_state, core_state;

  std::span<float> row(Id entity_row) { return {entity[entity_row], entity.rank()}; }
  RowStateView memory(Id row) {
    return {squares.rows() > 0 ? squares[row] : nullptr, moments.rows() > 0 ? moments[row] : nullptr};
  }
};

// A fact as it is asked for, from both ends.
struct FactQueries {
  TripleQuery tail, head;
  float weight;
};

class NegativeSamplingSolver {
 public:
  // `known`: what is left out of the draws; may be empty. The scorer, tables and known facts must stay.
  NegativeSamplingSolver(const RelationalScorer& scorer, PartitionedEmbeddings& tables, const FilterIndex& known,
                         const SampledEntityOptions& rule, Pool& pool);

  // Moves the tables; the blocks of the facts and draws are at hand. Returns the summed loss.
  double step(std::span<const FactQueries> facts, const EntitySampler& tails, const EntitySampler& heads,
              const OptimizerStep& optimizer, const Random& random);

  // The same in two: entities that something else makes are not moved, but their gradients told.
  double compute_gradients(std::span<const FactQueries> facts, const EntitySampler& tails, const EntitySampler& heads,
                           const Random& random);
  void add_entity_gradients(Matrix& gradients);
  void update_relations(const OptimizerStep& optimizer);

 private:
  // What the queries of a chunk meet, and how: similarities without the scores' constants.
  struct ScoringBlock {
    MatrixView queries;
    Matrix positive, negative;  // the right entity of each query, and those drawn for all
    std::vector<float> of_positive;
    Matrix of_negative;
  };
  // Kept from step to step for the memory that it holds.
  struct Chunk {
    std::size_t begin, end;  // of examples
    const EntitySampler* sampler;
    std::vector<Id> negative;
    ScoringBlock scoring;
    Matrix scores;     // of the drawn, and their gradients
    Matrix gradients;  // of the drawn entities, whole rows
    Matrix gradients_t;
    double loss;
  };

  void backward(Chunk& chunk, Random random);
  void score_chunk(Chunk& chunk) const;
  void backward_scores(Chunk& chunk, std::span<const float> positive_gradients);
  void mask_known(Chunk& chunk) const;
  double loss_and_gradients(Chunk& chunk, std::span<const float> positive, std::span<float> positive_gradients);
  void each_entity(const std::function<void(Id row, float* gradients)>& body);

  const RelationalScorer& scorer_;
  PartitionedEmbeddings& tables_;
  const FilterIndex& known_;
  SampledEntityOptions rule_;
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
