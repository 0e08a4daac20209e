#include "report/evaluation_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace kinfold::app {

Json json_of(const Metric& metric) {
  return {{"value", json_of(metric.value)}, {"low", json_of(metric.low)}, {"high", json_of(metric.high)}};
}

std::string text_of(const Metric& metric) {
  if (std::isnan(metric.value)) return "none";
  if (std::isnan(metric.low)) return fmt::format("{:.4f}", metric.value);
  return fmt::format("{:.4f}  [{:.4f}, {:.4f}]", metric.value, metric.low, metric.high);
}

namespace {

// The metrics of a subset that `columns` names. Empty if the subset has no rows.
Json json_of(const EvaluationReport::Subset& subset, const std::vector<std::string>& columns) {
  Json metrics = Json::object();
  for (const std::string& name : columns)
    if (const auto at = subset.metrics.find(name); at != subset.metrics.end()) metrics[name] = app::json_of(at->second);
  return metrics;
}

void print_subset(const EvaluationReport::Subset& subset, const std::string& title,
                  const std::vector<std::string>& columns) {
  if (subset.rows == 0) return;
  std::string line = fmt::format("{:<20} {:>10}", title, format_count(subset.rows));
  for (const std::string& name : columns) line += fmt::format("   {:<24}", text_of(subset.metrics.at(name)));
  fmt::print("{}\n", line.substr(0, line.find_last_not_of(' ') + 1));
}

void print_subsets(const EvaluationReport& report) {
  static const std::map<std::string, std::string> titles = {
      {"all", "all"}, {"warm", "user and item seen"}, {"cold_user", "user unseen"}, {"cold_item", "item unseen"}};
  std::string header = fmt::format("{:<20} {:>10}", "", "rows");
  for (const std::string& name : report.columns) header += fmt::format("   {:<24}", name);
  fmt::print("\n{}\n", header.substr(0, header.find_last_not_of(' ') + 1));
  const bool all_warm = report.subsets[1].rows == report.subsets[0].rows;
  for (const EvaluationReport::Subset& subset : report.subsets)
    if (subset.name == "all" || !all_warm) print_subset(subset, titles.at(subset.name), report.columns);
}

void print_calibration(const std::vector<CalibrationBin>& bins) {
  fmt::print("\n{:<20} {:>10}   {:<10} {}\n", "predicted", "rows", "mean", "liked");
  for (const CalibrationBin& bin : bins)
    if (bin.rows > 0)
      fmt::print("{:<20} {:>10}   {:<10.4f} {:.4f}\n", fmt::format("{:.1f} to {:.1f}", bin.low, bin.high),
                 format_count(bin.rows), bin.predicted, bin.liked);
}

}  // namespace

EvaluationReport::EvaluationReport(const std::string& task_name, const UnseenIds& unseen) : task(task_name) {
  std::size_t warm = 0;
  for (std::size_t i = 0; i < unseen.rows.size(); ++i) warm += !unseen.user[i] && !unseen.item[i];
  const auto count = [](const std::vector<std::uint8_t>& marks) { return std::ranges::count(marks, 1); };
  counts = {{"rows", unseen.rows.size()},
            {"users", unseen.users},
            {"items", unseen.items},
            {"cold_users", unseen.cold_users},
            {"cold_items", unseen.cold_items},
            {"warm_rows", warm},
            {"cold_user_rows", count(unseen.user)},
            {"cold_item_rows", count(unseen.item)},
            {"rows_seen_in_training", count(unseen.repeated)}};
}

Json EvaluationReport::json() const {
  Json metrics = subsets.empty() ? Json::object() : json_of(subsets[0], columns);
  for (const auto& [name, metric] : ranking) metrics[name] = json_of(metric);
  Json result = {{"task", task}, {"protocol", join(protocols, "; ")}, {"counts", counts}, {"metrics", metrics}};
  for (const ColdRanking& cold : cold_ranking) {
    Json& subset = result["ranking_" + cold.name];
    subset = {{"evaluated_users", cold.evaluated}, {"catalogue", cold.catalogue}, {"metrics", Json::object()}};
    for (const auto& [name, metric] : cold.metrics) subset["metrics"][name] = json_of(metric);
  }
  for (std::size_t i = 1; i < subsets.size(); ++i) result[subsets[i].name] = json_of(subsets[i], columns);
  if (calibration.empty()) return result;
  result["calibration"] = Json::array();
  for (const CalibrationBin& bin : calibration)
    result["calibration"].push_back(
        {{"from", bin.low}, {"to", bin.high}, {"rows", bin.rows}, {"predicted", bin.predicted}, {"liked", bin.liked}});
  return result;
}

void EvaluationReport::print() const {
  const auto number = [&](const char* name) { return format_count(counts[name].get<std::size_t>()); };
  for (const std::string& protocol : protocols) fmt::print("{}\n", protocol);
  fmt::print("{} users, {} of them unseen in training; {} items, {} unseen\n", number("users"), number("cold_users"),
             number("items"), number("cold_items"));
  if (!subsets.empty()) print_subsets(*this);
  if (!calibration.empty()) print_calibration(calibration);
  if (!ranking.empty()) fmt::print("\n");
  for (const auto& [name, metric] : ranking) fmt::print("{:<20} {}\n", name, text_of(metric));
  for (const ColdRanking& cold : cold_ranking) {
    fmt::print("\n{}: {} users, {} items to rank\n",
               cold.name == "cold_user" ? "users unseen in training" : "items unseen in training",
               format_count(cold.evaluated), format_count(cold.catalogue));
    for (const auto& [name, metric] : cold.metrics) fmt::print("{:<20} {}\n", name, text_of(metric));
  }
}

}  // namespace kinfold::app
