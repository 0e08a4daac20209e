#include <cmath>
#include <numbers>

#include "core/random.h"
#include "train/graph_learner.h"

namespace kinfold {
namespace {

enum Stream : std::uint64_t { kEntities = 11, kRelations = 12, kCore = 13 };

void fill(std::span<float> row, double deviation, Random random) {
  for (float& x : row) x = float(deviation * random.normal());
}

}  // namespace

void start_entity(std::span<float> row, Id entity, const Options& options) {
  fill(row, options.init, Random(options.seed, {kEntities, entity}));
}

Embeddings starting_relations(const GraphModel& model, const Options& options) {
  const RelationalScorer scorer = model.scorer();
  const std::size_t relations = model.relations.size() * (model.reciprocal ? 2 : 1);
  Embeddings tables;
  std::size_t width = scorer.widths().relation;
  if (scorer.has_core()) {
    tables.core = Table(options.relation_rank > 0 ? std::size_t(options.relation_rank) : model.rank(), width);
    for (Id m = 0; m < tables.core.rows(); ++m)
      fill(tables.core.row(m), 1 / std::sqrt(double(model.rank())), Random(options.seed, {kCore, m}));
    width = tables.core.rows();
  }
  tables.relation = Table(relations, width);
  for (Id r = 0; r < relations; ++r) {
    Random random(options.seed, {kRelations, r});
    fill(tables.relation.row(r), options.init, random);
    if (scorer.angles())
      for (float& x : tables.relation.row(r)) x = float(std::numbers::pi * (2 * random.uniform() - 1));
  }
  return tables;
}

PowerPenalty graph_penalty(const Options& options) {
  return {float(options.strength), options.penalty == "ridge" ? 2 : 3};
}

}  // namespace kinfold
