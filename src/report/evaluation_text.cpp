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

// The asked metrics of a part; none where it has no rows.
Json json_of(const Report::Part& part, const std::vector<std::string>& columns) {
  Json metrics = Json::object();
  for (const std::string& name : columns)
    if (const auto at = part.metrics.find(name); at != part.metrics.end()) metrics[name] = app::json_of(at->second);
  return metrics;
}

void print_part(const Report::Part& part, const std::string& title, const std::vector<std::string>& columns) {
  if (part.rows == 0) return;
  std::string line = fmt::format("{:<20} {:>10}", title, grouped(part.rows));
  for (const std::string& name : columns) line += fmt::format("   {:<24}", text_of(part.metrics.at(name)));
  fmt::print("{}\n", line.substr(0, line.find_last_not_of(' ') + 1));
}

void print_parts(const Report& report) {
  static const std::map<std::string, std::string> titles = {
      {"all", "all"}, {"warm", "user and item known"}, {"cold_user", "user unseen"}, {"cold_item", "item unseen"}};
  std::string head = fmt::format("{:<20} {:>10}", "", "rows");
  for (const std::string& name : report.columns) head += fmt::format("   {:<24}", name);
  fmt::print("\n{}\n", head.substr(0, head.find_last_not_of(' ') + 1));
  const bool all_warm = report.parts[1].rows == report.parts[0].rows;
  for (const Report::Part& part : report.parts)
    if (part.name == "all" || !all_warm) print_part(part, titles.at(part.name), report.columns);
}

void print_calibration(const std::vector<CalibrationBin>& bins) {
  fmt::print("\n{:<20} {:>10}   {:<10} {}\n", "predicted", "rows", "mean", "liked");
  for (const CalibrationBin& bin : bins)
    if (bin.rows > 0)
      fmt::print("{:<20} {:>10}   {:<10.4f} {:.4f}\n", fmt::format("{:.1f} to {:.1f}", bin.low, bin.high),
                 grouped(bin.rows), bin.predicted, bin.liked);
}

}  // namespace

Report::Report(const std::string& of_task, const UnseenIds& strangers) : task(of_task) {
  std::size_t warm = 0;
  for (std::size_t i = 0; i < strangers.rows.size(); ++i) warm += !strangers.user[i] && !strangers.item[i];
  const auto count = [](const std::vector<std::uint8_t>& marks) { return std::ranges::count(marks, 1); };
  counts = {{"rows", strangers.rows.size()},
            {"users", strangers.users},
            {"items", strangers.items},
            {"cold_users", strangers.cold_users},
            {"cold_items", strangers.cold_items},
            {"warm_rows", warm},
            {"cold_user_rows", count(strangers.user)},
            {"cold_item_rows", count(strangers.item)},
            {"rows_seen_in_training", count(strangers.repeated)}};
}

Json Report::json() const {
  Json metrics = parts.empty() ? Json::object() : json_of(parts[0], columns);
  for (const auto& [name, metric] : ranking) metrics[name] = json_of(metric);
  Json result = {{"task", task}, {"protocol", join(protocols, "; ")}, {"counts", counts}, {"metrics", metrics}};
  for (const ColdRanking& cold : cold_ranking) {
    Json& part = result["ranking_" + cold.name];
    part = {{"judged_users", cold.judged}, {"catalogue", cold.catalogue}, {"metrics", Json::object()}};
    for (const auto& [name, metric] : cold.metrics) part["metrics"][name] = json_of(metric);
  }
  for (std::size_t i = 1; i < parts.size(); ++i) result[parts[i].name] = json_of(parts[i], columns);
  if (calibration.empty()) return result;
  result["calibration"] = Json::array();
  for (const CalibrationBin& bin : calibration)
    result["calibration"].push_back(
        {{"from", bin.low}, {"to", bin.high}, {"rows", bin.rows}, {"predicted", bin.predicted}, {"liked", bin.liked}});
  return result;
}

void Report::print() const {
  const auto number = [&](const char* name) { return grouped(counts[name].get<std::size_t>()); };
  for (const std::string& protocol : protocols) fmt::print("{}\n", protocol);
  fmt::print("{} users, {} of them unseen in training; {} items, {} unseen\n", number("users"), number("cold_users"),
             number("items"), number("cold_items"));
  if (!parts.empty()) print_parts(*this);
  if (!calibration.empty()) print_calibration(calibration);
  if (!ranking.empty()) fmt::print("\n");
  for (const auto& [name, metric] : ranking) fmt::print("{:<20} {}\n", name, text_of(metric));
  for (const ColdRanking& cold : cold_ranking) {
    fmt::print("\n{}: {} users, {} items to rank\n",
               cold.name == "cold_user" ? "users unseen in training" : "items unseen in training", grouped(cold.judged),
               grouped(cold.catalogue));
    for (const auto& [name, metric] : cold.metrics) fmt::print("{:<20} {}\n", name, text_of(metric));
  }
}

}  // namespace kinfold::app
