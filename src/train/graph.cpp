#include "train/graph.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <numbers>

#include "core/random.h"
#include "evaluate/fact_ranking.h"
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

GraphModel train_graph(GraphData data, const Options& options, const Watch& watch) {
  GraphModel model;
  model.task = options.task;
  model.kind = options.model;
  model.entities = data.facts.entities;
  model.relations = data.facts.relations;
  model.setting = {std::size_t(options.rank), options.norm};
  model.reciprocal = options.reciprocal;
  model.margin = model.scorer().metric() == Metric::kDot ? 0 : float(options.margin);
  model.facts = std::move(data.facts.rows);
  Pool pool(std::size_t(options.threads));
  std::vector<Triple> valid;
  if (data.valid)
    for (const Triple& t : translate(*data.valid, model.entities, model.relations))
      if (t.head != kUnseen && t.relation != kUnseen && t.tail != kUnseen) valid.push_back(t);
  std::vector<Triple> all = model.facts;
  all.insert(all.end(), valid.begin(), valid.end());
  const KnownFacts known = model.known(all);
  const auto learner =
      (options.negatives == 0 ? learn_against_all : learn_against_sampled)(model, data.facts.weight, options, pool);
  Embeddings best;
  double best_score = -1;
  const auto start = std::chrono::steady_clock::now();
  double spent = 0;
  for (std::size_t epoch = 0; epoch < std::size_t(options.epochs); ++epoch) {
    CurvePoint point{learner->epoch(epoch), NAN};
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    if (!valid.empty()) {
      learner->publish(model.tables, false);
      double sum = 0;
      for (const FactRanks& ranks : rank_facts(model, valid, known, pool))
        for (const Rank& rank : ranks) sum += 1 / rank.filtered;
      point.validation = sum / double(2 * valid.size());
      if (point.validation > best_score) {
        best_score = point.validation;
        best = model.tables;
        model.best_epoch = epoch + 1;
      }
    }
    model.curve.push_back(point);
    if (watch && !watch({epoch + 1, std::size_t(options.epochs), point, seconds, 0})) break;
    spent = seconds;
  }
  (void)spent;
  if (!valid.empty())
    model.tables = std::move(best);
  else
    learner->publish(model.tables, true);
  return model;
}

}  // namespace kinfold
