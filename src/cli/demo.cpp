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

namespace kinfold::app {
namespace {

std::string demo_folder() {
  if (const char* given = std::getenv("KINFOLD_DEMO")) return given;
  // An installed program may have been put anywhere: its data lie beside it.
  std::error_code error;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", error);
  const std::string beside = (program.parent_path().parent_path() / KINFOLD_DEMO_INSTALLED).string();
  for (const std::string& folder : {beside, std::string(KINFOLD_DEMO_SOURCE)})
    if (std::filesystem::exists(folder + "/ratings.parquet")) return folder;
  throw Error("the demo's data are not there", beside, "set KINFOLD_DEMO to the folder that holds ratings.parquet");
}

constexpr std::size_t kLeast = 20;  // ratings of a film to be shown: of others, little is known

struct Judged {
  std::string name;
  Trained trained;
  RatingReport report;
};

Judged judge(const std::string& kind, const std::string& name, const Ratings& train, const Ratings& test) {
  TrainOptions options;
  options.model = kind;
  options.rank = 32;
  options.validation = "per-user:0.1";
  options.patience = 5;
  Judged judged{name, train_with_bar({train, {}}, options), {}};
  judged.report = evaluate_ratings(judged.trained.model, test);
  return judged;
}

Json json_of_judged(const Judged& judged) {
  const Metric& rmse = judged.report.all.metrics.at("rmse");
  return {{"model", judged.name}, {"rmse", rmse.value}, {"low", rmse.low}, {"high", rmse.high}};
}

// The user whose number of ratings is nearest to 60: enough to see a taste, few enough to print.
Id pick_viewer(const Model& model) {
  Id best = 0;
  const auto far = [&](Id u) {
    return std::llabs((long long)(model.history.begin[u + 1] - model.history.begin[u]) - 60);
  };
  for (Id u = 1; u < model.user_ids.size(); ++u)
    if (far(u) < far(best)) best = u;
  return best;
}

Id most_rated(const Model& model) {
  return Id(std::ranges::max_element(model.item_counts) - model.item_counts.begin());
}

std::vector<ScoredId> liked(const Model& model, Id user) {
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

void name_items(Model& model, const std::string& movies) {
  Source source(movies, {});
  model.item_names.resize(model.item_ids.size());
  for (const auto& [id, title] : read_names(source))
    if (const auto row = model.item_ids.find(id)) model.item_names[*row] = title;
}

void demo(Call& call, const std::string& out) {
  const std::string folder = demo_folder();
  Loaded loaded = load_ratings(call, folder + "/ratings.parquet", TrainOptions());
  const Ratings& all = loaded.ratings;
  const ValueStats facts = value_stats(all.rows);
  const auto marks = split_ratings(all, parse_split_strategy("per-user:0.1"), 1);
  const Ratings train = select(all, marks, 0), test = select(all, marks, 1);
  const Coverage cover = coverage(train, test);

  std::vector<Judged> judged;
  judged.push_back(judge("mean", "mean of all ratings", train, test));
  judged.push_back(judge("biases", "biases of viewer and film", train, test));
  judged.push_back(judge("mf", "biases and vectors (mf)", train, test));
  Model& model = judged.back().trained.model;
  name_items(model, folder + "/movies.parquet");
  model.data["source"] = "demo";
  save(model, out);

  const Id viewer = pick_viewer(model), film = most_rated(model);
  if (call.json) {
    Json models = Json::array(), titles = Json::array();
    for (const Judged& j : judged) models.push_back(json_of_judged(j));
    for (const ScoredId& s : recommend(model, viewer, 10, false, kLeast))
      titles.push_back(
          {{"id", std::string(model.item_ids[s.id])}, {"score", s.score}, {"name", model.item_names[s.id]}});
    return call.answer(
        {{"model", out}, {"models", models}, {"user", std::string(model.user_ids[viewer])}, {"items", titles}});
  }
  fmt::print("MovieLens latest-small: {} ratings of {} films by {} viewers, from {} to {}, mean {:.2f}\n",
             grouped(all.rows.size()), grouped(all.items.size()), grouped(all.users.size()), facts.low, facts.high,
             facts.mean);
  fmt::print(
      "withheld: the latest tenth of each viewer's ratings, {} in all; {} are of films that training never showed\n",
      grouped(cover.rows), grouped(cover.cold_rows));
  fmt::print("(by viewer, so that each is known; {} training ratings are later than the first withheld one)\n\n",
             grouped(cover.lookahead_rows));
  Line curve{"validation rmse while mf learned", {}};
  for (const CurvePoint& point : model.curve) curve.y.push_back(point.validation);
  fmt::print("{}\n", terminal_plot({curve}, 60, 8));
  fmt::print("{:<28} {:<8} {}\n", "on the withheld ratings", "rmse", "95 % interval");
  for (const Judged& j : judged) {
    const Metric& rmse = j.report.all.metrics.at("rmse");
    fmt::print("{:<28} {:.4f}   [{:.4f}, {:.4f}]\n", j.name, rmse.value, rmse.low, rmse.high);
  }
  fmt::print("mf took {:.2f} s for {} epochs, {:.0f} million ratings a second\n", judged.back().trained.seconds,
             model.curve.size(), judged.back().trained.examples_per_second / 1e6);
  fmt::print("\nviewer {} liked\n", model.user_ids[viewer]);
  print_titles(model, liked(model, viewer), "{:4.1f}");
  fmt::print("\nso kinfold recommends, of films with {} ratings or more\n", kLeast);
  print_titles(model, recommend(model, viewer, 10, false, kLeast), "{:4.2f}");
  fmt::print("\nnearest to {}\n", model.item_names[film]);
  print_titles(model, similar(model, "item", film, 8, kLeast), "{:4.2f}");
  fmt::print(
      "\nthe model is in {0}; try\n  kinfold recommend {0} --user {1} --min-count {2}\n  kinfold info {0}\n"
      "  kinfold serve {0}      and open http://127.0.0.1:8080/\n",
      out, model.user_ids[viewer], kLeast);
}

}  // namespace

void add_demo(CommandLine& line, Call& call) {
  auto out = std::make_shared<std::string>("demo.kf");
  Verb verb = line.add_verb(call, "demo", "Learn from MovieLens, judge and recommend, in seconds",
                            [&call, out] { demo(call, *out); });
  verb.add_option("--out,-o", *out, "the model file to write [demo.kf]").type_name("FILE");
}

}  // namespace kinfold::app
