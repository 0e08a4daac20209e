#include <cmath>
#include <numbers>

#include "core/random.h"
#include "kg/graph_trainer.h"

namespace kinfold {
namespace {

enum InitStream : std::uint64_t { kEntities = 11, kRelations = 12, kCore = 13 };

void fill_normal(std::span<float> row, double stddev, Random random) {
  for (float& x : row) x = float(stddev * random.normal());
}

}  // namespace

void init_entity(std::span<float> row, Id entity, const GraphTrainOptions& options) {
  fill_normal(row, options.init_std, Random(options.seed, {kEntities, entity}));
}

Embeddings init_relations(const GraphModel& model, const GraphTrainOptions& options) {
  const RelationalScorer scorer = model.scorer();
  const std::size_t relations = model.relations.size() * (model.inverse_relations ? 2 : 1);
  Embeddings tables;
  std::size_t width = scorer.dims().relation;
  if (scorer.has_core()) {
    tables.core = Matrix(options.relation_dim > 0 ? std::size_t(options.relation_dim) : model.rank(), width);
    for (Id m = 0; m < tables.core.rows(); ++m)
      fill_normal(tables.core.row(m), 1 / std::sqrt(double(model.rank())), Random(options.seed, {kCore, m}));
    width = tables.core.rows();
  }
  tables.relation = Matrix(relations, width);
  for (Id r = 0; r < relations; ++r) {
    Random random(options.seed, {kRelations, r});
    fill_normal(tables.relation.row(r), options.init_std, random);
    if (scorer.angles())
      for (float& x : tables.relation.row(r)) x = float(std::numbers::pi * (2 * random.uniform() - 1));
  }
  return tables;
}

// The probability of an entity as a negative: uniform, or proportional to a power of the weight of its facts.
std::vector<double> sampling_weights(const GraphModel& model, std::span<const float> weights,
                                     const GraphTrainOptions& options) {
  const double exponent = options.negative_sampler == "uniform"      ? 0
                          : options.negative_sampler == "popularity" ? options.popularity_exponent
                                                                     : 1;
  std::vector<double> weight(model.entities.size(), exponent == 0 ? 1 : 0);
  for (std::size_t n = 0; n < model.facts.size() && exponent != 0; ++n)
    for (const Id entity : {model.facts[n].head, model.facts[n].tail})
      weight[entity] += weights.empty() ? 1 : weights[n];
  for (double& w : weight) w = w > 0 ? std::pow(w, exponent) : 0;
  return weight;
}

SampledEntityOptions sampled_entity_options(const GraphModel& model, const GraphTrainOptions& options) {
  SampledEntityOptions solver_options;
  solver_options.loss = options.loss;
  solver_options.loss_options = {float(options.temperature), float(options.margin), model.entities.size()};
  solver_options.negatives = std::size_t(options.negatives);
  solver_options.logq_correction =
      options.loss == "softmax" && options.logq_correction && options.negative_sampler != "uniform";
  solver_options.margin = model.margin;
  solver_options.dropout = float(options.dropout);
  solver_options.regularizer = graph_regularizer(options);
  solver_options.self_loops = model.self_loops;
  solver_options.in_batch_negatives = options.in_batch_negatives;
  return solver_options;
}

FactQueries fact_queries(const GraphModel& model, const Triple& fact, float weight) {
  return {model.resolve_inverses(query_of(fact, TripleEnd::kTail)),
          model.resolve_inverses(query_of(fact, TripleEnd::kHead)), weight};
}

PowerSumRegularizer graph_regularizer(const GraphTrainOptions& options) {
  return {float(options.reg), options.regularizer == "l2" ? 2 : 3};
}

}  // namespace kinfold
