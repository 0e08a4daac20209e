// Steps of relational scorers on facts held against entities drawn at random. The facts of a step are cut into chunks;
// each end of a chunk meets one draw of entities, so that scores are products of tables. The objective is the mean over
// facts and their two ends of
//
//   group loss (loss/group.h) of the right entity and those drawn + penalty of the rows of h, r and t
//
// Of those drawn, the ones that are known to be right answers too are left out.
#pragma once
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "core/block_table.h"
#include "loss/group.h"
#include "penalty/power.h"
#include "sampler/alias.h"
#include "scorer/distances.h"
#include "solver/asked.h"
#include "solver/row_gradients.h"
#include "update/entrywise.h"

namespace kinfold {

// Facts of a chunk: the more are drawn against them, the more share the work of fetching and moving those drawn.
std::size_t facts_of_chunk(std::size_t negatives);

struct SampledRule {
  std::string loss = "logistic";  // of GraphLosses
  GroupSetting setting;
  std::size_t negatives = 64;  // drawn for each chunk and end
  bool corrected = false;      // scores of negatives by -log(N q), as loss/group.h says
  float margin = 0;            // a constant of the score
  float dropout = 0;           // of the asking entities' numbers
  PowerPenalty penalty;
  bool loops = true;    // an asking entity may be drawn against itself
  bool askers = false;  // the asking entities of a chunk are held against its questions, too, uncorrected
};

// Entities of one block, and how often they are drawn.
struct Draws {
  Id first;
  const Alias& alias;
};

// What is learned: entities by blocks, which may lie on disk, and whole tables of relations.
struct BlockedEmbeddings {
  BlockTable entity, squares, moments;  // the latter two as the update rule needs them
  Table relation, core;
  EntryState relation_state, core_state;

  std::span<float> row(Id entity_row) { return {entity[entity_row], entity.rank()}; }
  RowMemory memory(Id row) {
    return {squares.rows() > 0 ? squares[row] : nullptr, moments.rows() > 0 ? moments[row] : nullptr};
  }
};

// A fact as it is asked for, from both ends.
struct AskedFact {
  Question tail, head;
  float weight;
};

class AgainstSampled {
 public:
  // `known`: what is left out of the draws; may be empty. The scorer, tables and known facts must stay.
  AgainstSampled(const RelationalScorer& scorer, BlockedEmbeddings& tables, const KnownFacts& known,
                 const SampledRule& rule, Pool& pool);

  // Moves the tables; the blocks of the facts and draws are at hand. Returns the summed loss.
  double step(std::span<const AskedFact> facts, const Draws& tails, const Draws& heads, const EntryRule& update,
              const Random& random);

  // The same in two: entities that something else makes are not moved, but their slopes told.
  double slope(std::span<const AskedFact> facts, const Draws& tails, const Draws& heads, const Random& random);
  void add_entity_slopes(Table& slopes);
  void move_relations(const EntryRule& update);

 private:
  // What the queries of a chunk meet, and how: similarities without the scores' constants.
  struct Met {
    RowBlock queries;
    Table right, drawn;  // the right entity of each query, and those drawn for all
    std::vector<float> of_right;
    Table of_drawn;
  };
  // Kept from step to step for the memory that it holds.
  struct Chunk {
    std::size_t begin, end;  // of examples
    const Draws* draws;
    std::vector<Id> drawn;
    Met met;
    Table scores;  // of the drawn, and their slopes
    Table slopes;  // of the drawn entities, whole rows
    Table turned;
    double loss;
  };

  void differentiate(Chunk& chunk, Random random);
  void meet(Chunk& chunk) const;
  void spread(Chunk& chunk, std::span<const float> right_slopes);
  void leave_out_known(Chunk& chunk) const;
  double lose(Chunk& chunk, std::span<const float> right, std::span<float> right_slopes);
  void each_entity(const std::function<void(Id row, float* slopes)>& body);

  const RelationalScorer& scorer_;
  BlockedEmbeddings& tables_;
  const KnownFacts& known_;
  SampledRule rule_;
  Pool& pool_;
  Asked asked_;
  std::vector<Question> questions_;
  std::vector<Id> answers_;
  std::vector<float> weights_;
  std::vector<Chunk> chunks_;
  Table query_slopes_, answer_slopes_;
  std::vector<float> offset_slopes_;
  RowGradients entities_;
};

}  // namespace kinfold
