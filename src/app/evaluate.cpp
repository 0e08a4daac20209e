#include <fmt/format.h>

#include "app/call.h"
#include "evaluate/rating.h"
#include "store/model_file.h"

namespace kinfold::app {
namespace {

struct Asked {
  std::string model, test;
};

void note_protocol(Call& call, const Model& model, const Ratings& test, const RatingReport& report) {
  if (report.repeated > 0)
    call.warn(fmt::format("{} of {} test rows are about a (user, item) pair that training saw",
                          grouped(report.repeated), grouped(report.all.rows)));
  if (!test.has_time() || !model.data.contains("last time")) return;
  const double last = std::stod(model.data.at("last time"));
  const auto older = std::size_t(std::ranges::count_if(test.time, [last](double t) { return t < last; }));
  if (older > 0)
    call.warn(fmt::format("{} of {} test rows are older than the newest training row: the model has seen their future",
                          grouped(older), grouped(report.all.rows)));
}

Json json_of_scores(const RatingScores& scores) {
  Json metrics = Json::object();
  for (const auto& [name, metric] : scores.metrics)
    metrics[name] = {{"value", metric.value}, {"low", metric.low}, {"high", metric.high}};
  return metrics;
}

void print_row(const char* name, const RatingScores& scores) {
  if (scores.rows == 0) return;
  const Metric &rmse = scores.metrics.at("rmse"), &mae = scores.metrics.at("mae");
  fmt::print("{:<20} {:>10}   {:.4f}  [{:.4f}, {:.4f}]   {:.4f}  [{:.4f}, {:.4f}]\n", name, grouped(scores.rows),
             rmse.value, rmse.low, rmse.high, mae.value, mae.low, mae.high);
}

void evaluate(Call& call, const Asked& asked) {
  const Options options = call.options();
  const Model model = load(asked.model);
  const Ratings test = load_ratings(call, asked.test, options).ratings;
  const RatingReport report = evaluate_ratings(model, test, options.seed);
  note_protocol(call, model, test, report);
  const std::string protocol =
      fmt::format("withheld ratings of {}; 95 % intervals by bootstrap over {}, 1000 resamples, seed {}", asked.test,
                  report.users < 10 ? "rows" : "users", options.seed);
  if (call.json) {
    return call.answer({{"task", model.task},
                        {"protocol", protocol},
                        {"counts",
                         {{"rows", report.all.rows},
                          {"users", report.users},
                          {"items", report.items},
                          {"cold_users", report.cold_users},
                          {"cold_items", report.cold_items},
                          {"warm_rows", report.warm.rows},
                          {"cold_user_rows", report.cold_user.rows},
                          {"cold_item_rows", report.cold_item.rows},
                          {"rows_seen_in_training", report.repeated}}},
                        {"metrics", json_of_scores(report.all)},
                        {"warm", json_of_scores(report.warm)},
                        {"cold_user", json_of_scores(report.cold_user)},
                        {"cold_item", json_of_scores(report.cold_item)}});
  }
  fmt::print("{}\n{} users, {} of them unseen in training; {} items, {} unseen\n\n", protocol, grouped(report.users),
             grouped(report.cold_users), grouped(report.items), grouped(report.cold_items));
  fmt::print("{:<20} {:>10}   {:<24}   {}\n", "", "rows", "rmse", "mae");
  print_row("all", report.all);
  if (report.warm.rows == report.all.rows) return;
  print_row("user and item known", report.warm);
  print_row("user unseen", report.cold_user);
  print_row("item unseen", report.cold_item);
}

}  // namespace

void add_evaluate(CLI::App& root, Call& call) {
  auto asked = std::make_shared<Asked>();
  CLI::App& verb =
      add_verb(root, call, "evaluate", "Measure a model on withheld data", [&call, asked] { evaluate(call, *asked); });
  verb.add_option("model", asked->model, "a model file")->required();
  verb.add_option("--test", asked->test, "the withheld ratings")->required()->type_name("SOURCE");
  add_options(verb, call, {"data"});
}

}  // namespace kinfold::app
