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

// Entities are drawn alike, or by a power of the weight of their facts.
std::vector<double> draw_weights(const GraphModel& model, std::span<const float> weights, const Options& options) {
  const double power = options.sampling == "uniform" ? 0 : options.sampling == "popular" ? options.popularity_power : 1;
  std::vector<double> weight(model.entities.size(), power == 0 ? 1 : 0);
  for (std::size_t n = 0; n < model.facts.size() && power != 0; ++n)
    for (const Id entity : {model.facts[n].head, model.facts[n].tail})
      weight[entity] += weights.empty() ? 1 : weights[n];
  for (double& w : weight) w = w > 0 ? std::pow(w, power) : 0;
  return weight;
}

SampledRule sampled_rule(const GraphModel& model, const Options& options) {
  SampledRule rule;
  rule.loss = options.loss;
  rule.setting = {float(options.temperature), float(options.margin), model.entities.size()};
  rule.negatives = std::size_t(options.negatives);
  rule.corrected = options.loss == "softmax" && options.log_q && options.sampling != "uniform";
  rule.margin = model.margin;
  rule.dropout = float(options.dropout);
  rule.penalty = graph_penalty(options);
  rule.loops = model.loops;
  rule.askers = options.askers;
  return rule;
}

AskedFact asked_fact(const GraphModel& model, const Triple& fact, float weight) {
  return {model.asked(question_of(fact, End::kTail)), model.asked(question_of(fact, End::kHead)), weight};
}

PowerPenalty graph_penalty(const Options& options) {
  return {float(options.strength), options.penalty == "ridge" ? 2 : 3};
}

}  // namespace kinfold
