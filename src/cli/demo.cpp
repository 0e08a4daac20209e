#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "cli/train_call.h"
#include "core/error.h"
#include "data/split.h"
#include "factorization/model_file.h"
#include "factorization/rating.h"
#include "factorization/recommend.h"
#include "factorization/trainer.h"
#include "plot/line_plot.h"
#include "registry/applicability.h"

namespace kinfold::app {
namespace {

std::string demo_folder() {
  if (const char* from_environment = std::getenv("KINFOLD_DEMO")) return from_environment;
  // An installed program finds its data relative to its own path.
  std::error_code error;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", error);
  const std::string beside = (program.parent_path().parent_path() / KINFOLD_DEMO_INSTALLED).string();
  for (const std::string& folder : {beside, std::string(KINFOLD_DEMO_SOURCE)})
    if (std::filesystem::exists(folder + "/ratings.parquet")) return folder;
  throw Error("the demo data are missing", beside, "set KINFOLD_DEMO to the folder with ratings.parquet");
}

constexpr std::size_t kMinCount = 20;  // minimum number of ratings of a displayed film

struct DemoResult {
  std::string name;
  TrainingResult training;
  RatingReport report;
};

DemoResult train_and_evaluate(const std::string& kind, const std::string& name, const Ratings& train,
                              const Ratings& test) {
  TrainOptions options;
  options.model = kind;
  options.rank = 32;
  options.validation = "per-user:0.1";
  options.patience = 5;
  DemoResult result{name, train_with_progress({train, {}}, options), {}};
  result.training.model.options = applicable_values(options);
  result.report = evaluate_ratings(result.training.model, test);
  return result;
}

Json result_json(const DemoResult& result) {
  const Metric& rmse = result.report.all.metrics.at("rmse");
  return {{"model", result.name}, {"rmse", rmse.value}, {"low", rmse.low}, {"high", rmse.high}};
}

// The user whose number of ratings is closest to 60, which is enough to show a preference and few enough to print.
Id pick_viewer(const Model& model) {
  Id best = 0;
  const auto distance = [&](Id u) {
    return std::llabs((long long)(model.history.begin[u + 1] - model.history.begin[u]) - 60);
  };
  for (Id u = 1; u < model.user_ids.size(); ++u)
    if (distance(u) < distance(best)) best = u;
  return best;
}

Id most_rated(const Model& model) {
  return Id(std::ranges::max_element(model.item_counts) - model.item_counts.begin());
}

std::vector<ScoredId> top_rated(const Model& model, Id user) {
  std::vector<ScoredId> all;
  for (std::uint64_t at = model.history.begin[user]; at < model.history.begin[user + 1]; ++at)
    all.push_back({model.history.item[at], model.history.value[at]});
  std::ranges::stable_sort(all, std::greater{}, &ScoredId::score);
  all.resize(std::min<std::size_t>(all.size(), 8));
  return all;
}

void print_titles(const Model& model, const std::vector<ScoredId>& list, const char* form) {
  for (const ScoredId& s : list)
    fmt::print("  {}  {}\n", fmt::format(fmt::runtime(form), s.score), model.item_names[s.id]);
}

void set_item_names(Model& model, const std::string& movies) {
  Source source(movies, {});
  model.item_names.resize(model.item_ids.size());
  for (const auto& [id, title] : read_names(source))
    if (const auto row = model.item_ids.find(id)) model.item_names[*row] = title;
}

void demo(Call& call, const std::string& out) {
  const std::string folder = demo_folder();
  RatingsInput input = load_ratings(call, folder + "/ratings.parquet", TrainOptions());
  const Ratings& all = input.ratings;
  const ValueStats facts = value_stats(all.rows);
  const auto marks = split_ratings(all, parse_split_strategy("per-user:0.1"), 1);
  const Ratings train = select(all, marks, 0), test = select(all, marks, 1);
  const Coverage test_coverage = coverage(train, test);

  std::vector<DemoResult> results;
  results.push_back(train_and_evaluate("mean", "mean of all ratings", train, test));
  results.push_back(train_and_evaluate("biases", "user and film biases", train, test));
  results.push_back(train_and_evaluate("mf", "biases and embeddings (mf)", train, test));
  Model& model = results.back().training.model;
  set_item_names(model, folder + "/movies.parquet");
  model.data["source"] = "demo";
  save(model, out);

  const Id viewer = pick_viewer(model), film = most_rated(model);
  if (call.json) {
    Json models = Json::array(), titles = Json::array();
    for (const DemoResult& j : results) models.push_back(result_json(j));
    for (const ScoredId& s : recommend(model, viewer, 10, false, kMinCount))
      titles.push_back(
          {{"id", std::string(model.item_ids[s.id])}, {"score", s.score}, {"name", model.item_names[s.id]}});
    return call.print_json(
        {{"model", out}, {"models", models}, {"user", std::string(model.user_ids[viewer])}, {"items", titles}});
  }
  fmt::print("MovieLens latest-small: {} ratings of {} films by {} users, from {} to {}, mean {:.2f}\n",
             format_count(all.rows.size()), format_count(all.items.size()), format_count(all.users.size()), facts.low,
             facts.high, facts.mean);
  fmt::print(
      "test set: the latest tenth of each user's ratings, {} in total; {} of them are of films unseen in training\n",
      format_count(test_coverage.rows), format_count(test_coverage.cold_rows));
  fmt::print(
      "(split per user, so that every user is in the training set; {} training ratings are later than the first test "
      "rating)\n\n",
      format_count(test_coverage.lookahead_rows));
  LineSeries curve{"validation rmse of mf by epoch", {}};
  for (const CurvePoint& point : model.curve) curve.y.push_back(point.validation);
  fmt::print("{}\n", terminal_plot({curve}, 60, 8));
  fmt::print("{:<28} {:<8} {}\n", "on the test set", "rmse", "95 % interval");
  for (const DemoResult& j : results) {
    const Metric& rmse = j.report.all.metrics.at("rmse");
    fmt::print("{:<28} {:.4f}   [{:.4f}, {:.4f}]\n", j.name, rmse.value, rmse.low, rmse.high);
  }
  fmt::print("mf trained {1} epochs in {0:.2f} s, {2:.0f} million ratings per second\n",
             results.back().training.seconds, model.curve.size(), results.back().training.examples_per_second / 1e6);
  fmt::print("\nuser {} rated highest\n", model.user_ids[viewer]);
  print_titles(model, top_rated(model, viewer), "{:4.1f}");
  fmt::print("\nkinfold recommends, among films with at least {} ratings\n", kMinCount);
  print_titles(model, recommend(model, viewer, 10, false, kMinCount), "{:4.2f}");
  fmt::print("\nmost similar to {}\n", model.item_names[film]);
  print_titles(model, similar(model, "item", film, 8, kMinCount), "{:4.2f}");
  fmt::print(
      "\nwrote the model to {0}; try\n  kinfold recommend {0} --user {1} --min-count {2}\n  kinfold info {0}\n"
      "  kinfold serve {0}      and open http://127.0.0.1:8080/\n",
      out, model.user_ids[viewer], kMinCount);
}

}  // namespace

void add_demo(CommandLine& line, Call& call) {
  auto out = std::make_shared<std::string>("demo.kf");
  Verb verb = line.add_verb(call, "demo", "Train on MovieLens, evaluate and recommend, in seconds",
                            [&call, out] { demo(call, *out); });
  verb.add_option("--out,-o", *out, "Model file to write. [demo.kf]").type_name("FILE");
}

}  // namespace kinfold::app
