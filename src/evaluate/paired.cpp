#include "evaluate/paired.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "evaluate/fact_ranking.h"
#include "evaluate/ranking.h"
#include "evaluate/strangers.h"
#include "evaluate/votes.h"

namespace kinfold {
namespace {

struct Sums {
  double first = 0, second = 0, units = 0;

  double difference(bool root) const {
    const double a = first / units, b = second / units;
    return root ? std::sqrt(b) - std::sqrt(a) : b - a;
  }
};

UnitScores of_rows(const Model& model, const Ratings& test) {
  const bool votes = model.task == "votes";
  UnitScores scores{votes ? "log_loss" : "rmse", "rows", false, !votes, {}, {}};
  const Strangers strangers = find_strangers(model, test);
  const Predictor predicted(model);
  const float bar = votes ? like_threshold(test) : 0;
  for (std::uint32_t i = 0; i < test.rows.size(); ++i) {
    const Rating& row = strangers.rows[i];
    const double value = predicted(row.left, row.right, test.has_time() ? test.time[i] : NAN);
    const double chance = std::clamp(value, 1e-7, 1 - 1e-7);
    const double miss = value - double(row.value);
    scores.values[i] = votes ? -std::log(row.value > bar ? chance : 1 - chance) : miss * miss;
    scores.group.push_back(test.rows[i].left);
  }
  return scores;
}

}  // namespace

UnitScores unit_scores(const Model& model, const Ratings& test, Pool& pool) {
  if (model.task != "likes") return of_rows(model, test);
  UnitScores scores{"ndcg@10", "users", true, false, {}, {}};
  RankingRule rule{{{"ndcg", 10}}};
  rule.resamples = 0;
  const RankingReport report = evaluate_ranking(model, test, rule, pool);
  for (std::size_t n = 0; n < report.judged_users.size(); ++n) scores.values[report.judged_users[n]] = report.values[n];
  return scores;
}

UnitScores unit_scores(const GraphModel& model, const Triples& test, Pool& pool) {
  UnitScores scores{"mrr", "facts", true, false, {}, {}};
  const std::vector<Triple> rows = translate(test, model.entities, model.relations);
  std::vector<Triple> judged;
  std::vector<std::uint32_t> numbers;
  for (std::uint32_t n = 0; n < rows.size(); ++n)
    if (rows[n].head != kUnseen && rows[n].relation != kUnseen && rows[n].tail != kUnseen)
      judged.push_back(rows[n]), numbers.push_back(n);
  const KnownFacts right = model.known(QuestionSet(judged), {model.facts, model.validated, judged});
  const std::vector<FactRanks> ranks = rank_facts(model, judged, right, pool);
  for (std::size_t n = 0; n < judged.size(); ++n)
    scores.values[numbers[n]] = (1 / ranks[n][0].filtered + 1 / ranks[n][1].filtered) / 2;
  return scores;
}

UnitScores unit_scores(const NodeModel& model, const Labels& test) {
  UnitScores scores{"accuracy", "nodes", true, false, {}, {}};
  const std::vector<Id> told = likeliest(model.scores);
  std::vector<std::uint8_t> shown(model.nodes.size());
  for (const auto* labels : {&model.trained, &model.validated})
    for (const NodeLabel& label : *labels) shown[label.node] = 1;
  for (const NodeLabel& label : test.rows) {
    const auto node = model.nodes.find(test.nodes[label.node]);
    if (!node || shown[*node]) continue;
    scores.values[label.node] = model.classes[told[*node]] == test.classes[label.kind];
  }
  return scores;
}

Paired compare(const UnitScores& first, const UnitScores& second, std::uint64_t seed, Pool& pool) {
  if (first.metric != second.metric)
    throw Error("one model is judged by " + first.metric + " and the other by " + second.metric, "compare",
                "compare models of one task");
  std::map<std::uint32_t, Sums> groups;
  Paired result;
  for (const auto& [unit, value] : first.values) {
    const auto other = second.values.find(unit);
    if (other == second.values.end()) continue;
    Sums& sums = groups[first.group.empty() ? unit : first.group[unit]];
    sums.first += value, sums.second += other->second, ++sums.units;
    const double gain = (first.greater_is_better ? 1 : -1) * (other->second - value);
    result.better += gain > 0, result.worse += gain < 0;
    ++result.units;
  }
  if (result.units == 0)
    throw Error("no " + first.unit + " of the test are scored by both models", "compare",
                "test on data whose names both models know");
  result.better /= double(result.units), result.worse /= double(result.units);
  std::vector<Sums> sums;
  Sums all;
  for (const auto& [number, own] : groups) {
    sums.push_back(own);
    all.first += own.first, all.second += own.second, all.units += own.units;
  }
  std::vector<double> resampled(kResamples);
  pool.run(kResamples, [&](std::size_t i) {
    const std::vector<std::uint32_t> times = draws(sums.size(), seed, i);
    Sums drawn;
    for (std::size_t n = 0; n < sums.size(); ++n) {
      drawn.first += times[n] * sums[n].first, drawn.second += times[n] * sums[n].second;
      drawn.units += times[n] * sums[n].units;
    }
    resampled[i] = drawn.difference(first.root);
  });
  const auto shown = [&](double sum) { return first.root ? std::sqrt(sum / all.units) : sum / all.units; };
  result.first = shown(all.first), result.second = shown(all.second);
  result.difference = interval(all.difference(first.root), std::move(resampled));
  return result;
}

}  // namespace kinfold
