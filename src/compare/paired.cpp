#include "compare/paired.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "factorization/ranking.h"
#include "factorization/unseen_ids.h"
#include "factorization/votes.h"
#include "kg/triple_ranking.h"

namespace kinfold {
namespace {

struct PairedSums {
  double first = 0, second = 0, units = 0;

  double difference(bool root) const {
    const double a = first / units, b = second / units;
    return root ? std::sqrt(b) - std::sqrt(a) : b - a;
  }
};

UnitScores row_scores(const Model& model, const Ratings& test) {
  const bool votes = model.task == "votes";
  UnitScores scores{votes ? "log_loss" : "rmse", "rows", false, !votes, {}, {}};
  const UnseenIds unseen = find_unseen_ids(model, test);
  const Predictor predictor(model);
  const float threshold = votes ? like_threshold(test) : 0;
  for (std::uint32_t i = 0; i < test.rows.size(); ++i) {
    const Rating& row = unseen.rows[i];
    const double value = predictor(row.left, row.right, test.has_time() ? test.time[i] : NAN);
    const double probability = std::clamp(value, 1e-7, 1 - 1e-7);
    const double error = value - double(row.value);
    scores.values[i] = votes ? -std::log(row.value > threshold ? probability : 1 - probability) : error * error;
    scores.group.push_back(test.rows[i].left);
  }
  return scores;
}

}  // namespace

UnitScores unit_scores(const Model& model, const Ratings& test, Pool& pool) {
  if (model.task != "likes") return row_scores(model, test);
  UnitScores scores{"ndcg@10", "users", true, false, {}, {}};
  RankingOptions options{{{"ndcg", 10}}};
  options.resamples = 0;
  const RankingReport report = evaluate_ranking(model, test, options, pool);
  for (std::size_t n = 0; n < report.evaluated_users.size(); ++n)
    scores.values[report.evaluated_users[n]] = report.values[n];
  return scores;
}

UnitScores unit_scores(const GraphModel& model, const Triples& test, Pool& pool) {
  UnitScores scores{"mrr", "facts", true, false, {}, {}};
  const std::vector<Triple> rows = translate(test, model.entities, model.relations);
  std::vector<Triple> seen_facts;
  std::vector<std::uint32_t> numbers;
  for (std::uint32_t n = 0; n < rows.size(); ++n)
    if (rows[n].head != kUnseen && rows[n].relation != kUnseen && rows[n].tail != kUnseen)
      seen_facts.push_back(rows[n]), numbers.push_back(n);
  const FilterIndex filter = model.filter_index(QuerySet(seen_facts), {model.facts, model.validation_rows, seen_facts});
  const std::vector<FactRanks> ranks = rank_facts(model, seen_facts, filter, pool);
  for (std::size_t n = 0; n < seen_facts.size(); ++n)
    scores.values[numbers[n]] = (1 / ranks[n][0].filtered + 1 / ranks[n][1].filtered) / 2;
  return scores;
}

UnitScores unit_scores(const NodeModel& model, const NodeLabels& test) {
  UnitScores scores{"accuracy", "nodes", true, false, {}, {}};
  const std::vector<Id> predicted = predicted_classes(model.scores);
  std::vector<std::uint8_t> in_training(model.nodes.size());
  for (const auto* labels : {&model.training_labels, &model.validation_rows})
    for (const NodeLabel& label : *labels) in_training[label.node] = 1;
  for (const NodeLabel& label : test.rows) {
    const auto node = model.nodes.find(test.nodes[label.node]);
    if (!node || in_training[*node]) continue;
    scores.values[label.node] = model.classes[predicted[*node]] == test.classes[label.class_id];
  }
  return scores;
}

PairedComparison compare(const UnitScores& first, const UnitScores& second, std::uint64_t seed, Pool& pool) {
  if (first.metric != second.metric)
    throw Error("one model is evaluated by " + first.metric + " and the other by " + second.metric, "compare",
                "compare models of the same task");
  std::map<std::uint32_t, PairedSums> groups;
  PairedComparison result;
  for (const auto& [unit, value] : first.values) {
    const auto other = second.values.find(unit);
    if (other == second.values.end()) continue;
    PairedSums& sums = groups[first.group.empty() ? unit : first.group[unit]];
    sums.first += value, sums.second += other->second, ++sums.units;
    const double gain = (first.greater_is_better ? 1 : -1) * (other->second - value);
    result.better += gain > 0, result.worse += gain < 0;
    ++result.units;
  }
  if (result.units == 0)
    throw Error("no " + first.unit + " of the test set are scored by both models", "compare",
                "use a test set whose ids occur in the training data of both models");
  result.better /= double(result.units), result.worse /= double(result.units);
  std::vector<PairedSums> sums;
  PairedSums all;
  for (const auto& [number, group_sums] : groups) {
    sums.push_back(group_sums);
    all.first += group_sums.first, all.second += group_sums.second, all.units += group_sums.units;
  }
  std::vector<double> resampled(kResamples);
  pool.run(kResamples, [&](std::size_t i) {
    const std::vector<std::uint32_t> times = resample_counts(sums.size(), seed, i);
    PairedSums resampled_sums;
    for (std::size_t n = 0; n < sums.size(); ++n) {
      resampled_sums.first += times[n] * sums[n].first, resampled_sums.second += times[n] * sums[n].second;
      resampled_sums.units += times[n] * sums[n].units;
    }
    resampled[i] = resampled_sums.difference(first.root);
  });
  const auto metric_value = [&](double sum) { return first.root ? std::sqrt(sum / all.units) : sum / all.units; };
  result.first = metric_value(all.first), result.second = metric_value(all.second);
  result.difference = interval(all.difference(first.root), std::move(resampled));
  return result;
}

}  // namespace kinfold
