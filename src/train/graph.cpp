#include "train/graph.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <numbers>

#include "evaluate/fact_ranking.h"
#include "train/graph_learner.h"

namespace kinfold {
namespace {

enum Stream : std::uint64_t { kEntities = 11, kRelations = 12, kCore = 13 };

void fill(Table& table, double deviation, std::uint64_t seed, Stream stream) {
  for (Id row = 0; row < table.rows(); ++row) {
    Random random(seed, {stream, row});
    for (float& x : table.row(row)) x = float(deviation * random.normal());
  }
}

Embeddings starting_tables(const GraphModel& model, const Options& options) {
  const RelationalScorer scorer = model.scorer();
  const Widths widths = scorer.widths();
  const std::size_t relations = model.relations.size() * (model.reciprocal ? 2 : 1);
  Embeddings tables{Table(model.entities.size(), widths.entity), {}, {}};
  fill(tables.entity, options.init, options.seed, kEntities);
  if (scorer.has_core()) {
    const std::size_t parts = options.relation_rank > 0 ? std::size_t(options.relation_rank) : model.rank();
    tables.core = Table(parts, widths.relation);
    fill(tables.core, 1 / std::sqrt(double(model.rank())), options.seed, kCore);
    tables.relation = Table(relations, parts);
  } else {
    tables.relation = Table(relations, widths.relation);
  }
  fill(tables.relation, options.init, options.seed, kRelations);
  for (Id r = 0; r < relations && scorer.angles(); ++r) {
    Random random(options.seed, {kRelations, r});
    for (float& x : tables.relation.row(r)) x = float(std::numbers::pi * (2 * random.uniform() - 1));
  }
  return tables;
}

}  // namespace

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
  model.tables = starting_tables(model, options);
  Pool pool(std::size_t(options.threads));
  std::vector<Triple> valid;
  if (data.valid)
    for (const Triple& t : translate(*data.valid, model.entities, model.relations))
      if (t.head != kUnseen && t.relation != kUnseen && t.tail != kUnseen) valid.push_back(t);
  std::vector<Triple> all = model.facts;
  all.insert(all.end(), valid.begin(), valid.end());
  const KnownFacts known = model.known(all);
  const auto learner = make_graph_learner(model, data.facts.weight, options, pool);
  Embeddings best = model.tables;
  double best_score = -1;
  const auto start = std::chrono::steady_clock::now();
  double spent = 0;
  for (std::size_t epoch = 0; epoch < std::size_t(options.epochs); ++epoch) {
    CurvePoint point{learner->epoch(epoch), NAN};
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    if (!valid.empty()) {
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
  if (!valid.empty()) model.tables = std::move(best);
  return model;
}

}  // namespace kinfold
