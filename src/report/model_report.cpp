#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <ctime>
#include <numeric>

#include "factorization/popularity.h"
#include "factorization/ranking.h"
#include "factorization/rating.h"
#include "factorization/unseen_ids.h"
#include "factorization/votes.h"
#include "report/leakage_checks.h"
#include "report/report_pages.h"
#include "report/report_parts.h"
#include "report/requested_metrics.h"

namespace kinfold::app {
namespace {

constexpr std::size_t kTopK = 10;  // length of the lists whose popularity is measured

// The items with the most training rows.
void add_item_map(Page& page, const Model& model) {
  std::vector<Id> order(model.items.size());
  std::iota(order.begin(), order.end(), Id{0});
  std::ranges::stable_sort(order, std::greater{}, [&](Id item) { return model.item_counts[item]; });
  order.resize(std::min(order.size(), kMaxMapPoints));
  if (model.rank() == 0) return;
  Matrix rows(order.size(), model.rank());
  std::vector<std::string> names;
  for (Id n = 0; n < order.size(); ++n) {
    std::ranges::copy(model.items.factors.row(order[n]), rows[n]);
    const bool has_name = !model.item_names.empty() && !model.item_names[order[n]].empty();
    names.push_back(has_name ? model.item_names[order[n]] : std::string(model.item_ids[order[n]]));
  }
  add_map(page, order.size() < model.items.size() ? "the most frequent items" : "items", rows, names);
}

std::string day_of(double seconds) {
  const auto time = std::time_t(seconds);
  std::tm parts{};
  gmtime_r(&time, &parts);
  return fmt::format("{:04}-{:02}-{:02}", parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday);
}

// The metrics of all rows and of the warm and cold subsets as a table, and the metric `first` as bars.
template <class Scores>
void add_subsets(Page& page, const Scores& scores, const std::string& first) {
  TableRows rows;
  BarChart chart{first + " by seen and unseen users and items", "", {}, {{first, {}, {}, {}}}};
  BarSeries& bars = chart.series[0];
  for (const auto& [name, subset] :
       {std::pair("all rows", &scores.all), std::pair("user and item seen", &scores.warm),
        std::pair("user unseen", &scores.cold_user), std::pair("item unseen", &scores.cold_item)}) {
    if (subset->rows == 0) continue;
    for (const auto& [metric, value] : subset->metrics) {
      std::vector<std::string> row = row_of(fmt::format("{}: {}", name, metric), value);
      row.insert(row.begin() + 1, format_count(subset->rows));
      rows.push_back(row);
    }
    const Metric& value = subset->metrics.at(first);
    chart.groups.push_back(name);
    bars.values.push_back(value.value), bars.low.push_back(value.low), bars.high.push_back(value.high);
  }
  page.table("metrics with bootstrap intervals over users", {"metric", "rows", "value", "95 % CI low", "95 % CI high"},
             rows);
  if (chart.groups.size() > 2)
    page.figure(svg_bars(chart),
                "whiskers are 95 % confidence intervals; unseen users and items are predicted without an embedding of "
                "their own");
}

void add_ratings(Page& page, const Model& model, const Ratings& test, std::uint64_t seed, Pool& pool) {
  page.section("Metrics");
  if (model.task == "votes")
    add_subsets(page, evaluate_votes(model, test, seed, pool), "log_loss");
  else
    add_subsets(page, evaluate_ratings(model, test, seed), "rmse");
  const SlicedErrors errors = slice_errors(model, test);
  const auto count = [](double x) { return format_count(std::size_t(x)); };
  const auto format_number = [](double x) { return fmt::format("{:.3g}", x); };
  page.section("By amount of training data");
  add_slices(page, "RMSE by training rows of the user", "training rows of the user", errors.by_user,
             SliceChart::kErrors, count);
  add_slices(page, "RMSE by training rows of the item", "training rows of the item", errors.by_item,
             SliceChart::kErrors, count);
  page.section("Calibration");
  add_slices(page, "Predicted and actual values", "predicted", errors.by_prediction, SliceChart::kCalibration,
             format_number);
  if (errors.by_time.empty()) return;
  page.section("Over time");
  add_slices(page, "Residuals over time", "day", errors.by_time, SliceChart::kResiduals, day_of);
}

// Number of relevant test rows of each item of the model.
std::vector<std::uint32_t> count_relevant(const Model& model, const Ratings& test, float threshold) {
  std::vector<std::uint32_t> counts(model.items.size());
  for (const Rating& row : translate(test, model.user_ids, model.item_ids))
    if (row.right != kUnseen && row.value >= threshold) ++counts[row.right];
  return counts;
}

std::vector<std::uint32_t> select_warm_items(const Model& model, const std::vector<std::uint32_t>& counts) {
  std::vector<std::uint32_t> result;
  for (Id item = 0; item < counts.size(); ++item)
    if (model.item_is_warm(item)) result.push_back(counts[item]);
  return result;
}

void add_popularity(Page& page, const Model& model, const Ratings& test, const RankingReport& report, float threshold) {
  const auto at = report.exposure.find(kTopK);
  if (at == report.exposure.end()) return;
  const std::vector<std::uint32_t>& recommended_counts = at->second;
  const std::vector<std::uint32_t> test_counts = count_relevant(model, test, threshold);
  const std::vector<PopularityGroup> groups = popularity_groups(model.item_counts, recommended_counts, test_counts);
  const std::vector<std::uint32_t> lists = select_warm_items(model, recommended_counts);
  BarChart chart{"Popularity of recommended items",
                 "deciles of the items, least popular first",
                 {},
                 {{"fraction of training rows", {}, {}, {}},
                  {"fraction of recommendations", {}, {}, {}},
                  {"fraction of test rows", {}, {}, {}}}};
  TableRows rows;
  for (std::size_t n = 0; n < groups.size(); ++n) {
    const PopularityGroup& g = groups[n];
    chart.groups.push_back(std::to_string(n + 1));
    chart.series[0].values.push_back(g.training), chart.series[1].values.push_back(g.lists);
    chart.series[2].values.push_back(g.test);
    rows.push_back({std::to_string(n + 1), format_count(g.items),
                    g.min_count == g.max_count ? format_count(g.min_count)
                                               : format_count(g.min_count) + " to " + format_count(g.max_count),
                    number(g.training), number(g.lists), number(g.test)});
  }
  page.section("Popularity");
  const auto covered = std::size_t(std::ranges::count_if(lists, [](std::uint32_t n) { return n > 0; }));
  page.text(fmt::format(
      "The top {} recommendations of {} evaluated users cover {} of {} items ({:.1f} %). Gini coefficient, from 0 (all "
      "items equally often) to 1 (one item has all): {} of the recommendations, {} of the training rows.",
      kTopK, format_count(report.evaluated), format_count(covered), format_count(lists.size()),
      100.0 * double(covered) / double(lists.size()), number(gini_index(lists)),
      number(gini_index(select_warm_items(model, model.item_counts)))));
  page.figure(svg_bars(chart),
              "fractions by decile; recommendations above the training rows in the top deciles mean popularity bias");
  page.table("items by popularity",
             {"decile", "items", "training rows of an item", "fraction of training rows", "fraction of recommendations",
              "fraction of test rows"},
             rows);
}

// Each evaluated user has one value per metric, recall@20 first.
void add_activity(Page& page, const Model& model, const Ratings& test, const RankingReport& report) {
  std::vector<double> num_known;
  std::vector<float> recalls, zeros(report.evaluated_users.size());
  for (std::size_t n = 0; n < report.evaluated_users.size(); ++n) {
    const auto user = model.user_ids.find(test.users[report.evaluated_users[n]]);
    num_known.push_back(user ? double(model.history.begin[*user + 1] - model.history.begin[*user]) : 0);
    recalls.push_back(float(report.values[n * (report.values.size() / report.evaluated_users.size())]));
  }
  TableRows rows;
  BarChart chart{
      "recall@20 by training likes of the user", "training likes of the user", {}, {{"recall@20", {}, {}, {}}}};
  for (const Slice& s : slices_by(num_known, recalls, zeros)) {
    const std::string bounds = s.low == s.high ? fmt::format("{}", s.low) : fmt::format("{} to {}", s.low, s.high);
    rows.push_back({bounds, format_count(s.rows), number(s.predicted)});
    chart.groups.push_back(bounds);
    chart.series[0].values.push_back(s.predicted);
  }
  page.section("By amount of training data");
  if (rows.size() > 1)
    page.figure(svg_bars(chart), "up to ten slices of about equal size; users with equal counts share a slice");
  page.table("recall@20 by training likes of the user", {"training likes of the user", "users", "recall@20"}, rows);
}

void add_likes(Page& page, const Model& model, const Ratings& test, std::uint64_t seed, Pool& pool) {
  RankingOptions options{ranking_metrics(ranking_metric_names(), {kTopK, 20})};
  // add_activity() needs recall@20 as the first value of each user.
  std::stable_partition(options.metrics.begin(), options.metrics.end(),
                        [](const RankingMetric& m) { return m.text() == "recall@20"; });
  options.seed = seed;
  const RankingReport report = evaluate_ranking(model, test, options, pool);
  page.section("Metrics");
  page.text(
      fmt::format("Ranks among all {} training items, without the training items of the user. Evaluated: {} users who "
                  "have a test item that is in training, but not for them.",
                  format_count(report.catalogue), format_count(report.evaluated)));
  add_metrics(page, "metrics with bootstrap intervals over users", report.metrics);
  if (report.evaluated == 0) return;
  add_activity(page, model, test, report);
  add_popularity(page, model, test, report, options.relevance_threshold);
}

// The popularity of the top items of a model of ratings or votes.
void add_lists(Page& page, const Model& model, const Ratings& test, Pool& pool) {
  RankingOptions options{ranking_metrics({"coverage", "gini"}, {kTopK})};
  options.relevance_threshold = relevance_threshold(model, "").value;
  options.resamples = 0;
  const RankingReport report = evaluate_ranking(model, test, options, pool);
  if (report.evaluated > 0) add_popularity(page, model, test, report, options.relevance_threshold);
}

}  // namespace

void factorization_page(Page& page, Warnings& warnings, const Model& model, const Ratings& test,
                        const std::string& source, std::uint64_t seed, Pool& pool) {
  check_reused_data(warnings, model.data, checksum(test), source);
  const UnseenIds unseen = find_unseen_ids(model, test);
  check_test_ratings(warnings, model, test, unseen);
  if (model.task == "likes") {
    add_likes(page, model, test, seed, pool);
  } else {
    add_ratings(page, model, test, seed, pool);
    add_lists(page, model, test, pool);
  }
  add_curve(page, model.curve, model.best_epoch, "score");
  add_item_map(page, model);
  add_properties(page, model.data, model.options);
}

}  // namespace kinfold::app
