#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>

#include "cli/config_file.h"
#include "cli/train_call.h"
#include "cli/trials_file.h"
#include "core/error.h"
#include "data/split.h"
#include "factorization/model_file.h"
#include "factorization/validation.h"
#include "plot/small_multiples.h"
#include "registry/registry.h"
#include "store/atomic_file.h"

namespace kinfold::app {
namespace {

struct Asked {
  std::string task, source, out, search, trials_file, plot, config;
  std::vector<std::string> ranges;
  std::size_t trials = 0, halving = 0;  // 0: as the search file says, or by default
};

constexpr std::size_t kShown = 10;
constexpr const char* kNote =
    "trials saw training and validation rows only; judge the chosen model once, on a test set";

void check_options(const TrainOptions& options, const SearchPlan& plan) {
  if (options.validation.empty())
    throw UsageError("a search needs rows to validate on", "--validation",
                     "add --validation random:0.1, --validation temporal:0.1 or a source");
  if (!options.checkpoint_dir.empty() || options.resume)
    throw UsageError("a search keeps trials rather than checkpoints", "--checkpoint-dir",
                     "use --trials-file FILE; the same command goes on where it ended");
  if (plan.rungs.size() < 2) return;
  for (const SearchRange& range : plan.space)
    if (range.name == "epochs")
      throw UsageError("the epochs cannot be searched while halving gives them", "--range epochs",
                       "leave the range out, or add --halving 1");
}

SearchPlan plan_of(const Asked& asked, const TrainOptions& options) {
  SearchFile file;
  if (!asked.search.empty()) file = read_search(asked.search);
  file.ranges.insert(file.ranges.end(), asked.ranges.begin(), asked.ranges.end());
  if (file.ranges.empty())
    throw UsageError("nothing is to be searched", "--range",
                     "name options, such as --range rank,strength,rate or --range rate=0.005..0.2:log");
  const auto first = [](std::size_t a, std::size_t b, std::size_t c) { return a ? a : b ? b : c; };
  SearchPlan plan;
  plan.space = make_search_space(file.ranges);
  plan.seed = options.seed;
  plan.higher_is_better = greater_is_better(asked.task);
  plan.rungs = halving_rungs(first(asked.trials, file.trials, 20), std::size_t(options.epochs),
                             first(asked.halving, file.halving, 1));
  check_options(options, plan);
  return plan;
}

// All that decides how a trial ends, but its own draws and epochs.
Json about_search(const Asked& asked, const TrainOptions& options, const SearchPlan& plan,
                  const FactorizationData& data) {
  Json about = {{"task", asked.task}, {"data", std::to_string(checksum(data.ratings))}};
  if (data.validation) about["validation data"] = std::to_string(checksum(*data.validation));
  for (const auto& [name, value] : option_values(options))
    if (name != "epochs") about["--" + name] = value;
  for (const SearchRange& range : plan.space) {
    about.erase("--" + range.name);
    about["range of " + range.name] = range.text();
  }
  return about;
}

TrainOptions options_of(const Trial& trial, TrainOptions options) {
  options.epochs = int(trial.epochs);
  return apply_params(trial.params, options);
}

// Trains one trial; false if it was interrupted.
bool run_trial(const FactorizationData& data, const TrainOptions& options, Trial& trial) {
  const auto begin = std::chrono::steady_clock::now();
  try {
    const Model model = train_with_bar(data, options_of(trial, options)).model;
    if (model.stop_reason == "interrupted") return false;
    trial.best_epoch = model.best_epoch;
    trial.score = model.best_epoch > 0 ? model.curve[model.best_epoch - 1].validation : NAN;
  } catch (const DivergenceError&) {
    trial.score = NAN;
  }
  trial.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  return true;
}

double place_of(const SearchRange& range, const std::string& text) {
  if (!range.choices.empty()) return double(std::ranges::find(range.choices, text) - range.choices.begin());
  double value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

std::string plot_of(const Asked& asked, const SearchPlan& plan, const std::vector<Trial>& trials) {
  std::vector<Scatter> panels;
  for (std::size_t r = 0; r < plan.space.size(); ++r) {
    const SearchRange& range = plan.space[r];
    panels.push_back({range.name, range.log_scale, range.choices, range.low, range.high, {}});
    for (const Trial& trial : trials) panels.back().x.push_back(place_of(range, trial.params[r].second));
  }
  std::vector<double> scores, weights;
  for (const Trial& trial : trials) {
    scores.push_back(trial.score);
    weights.push_back(double(trial.epochs) / double(trials.front().epochs));
  }
  const std::string title = fmt::format("{} trials on {}{}", trials.size(), asked.source,
                                        plan.rungs.size() > 1 ? ": the darker, the more epochs" : "");
  return svg_scatter(title, "validation " + validation_metric(asked.task), panels, scores, weights, 0);
}

void print_table(const Asked& asked, const SearchPlan& plan, const std::vector<Trial>& trials) {
  fmt::print("{:>6}  {:>6}  {:>15}  {:>9}", "trial", "epochs", "validation " + validation_metric(asked.task),
             "seconds");
  for (const SearchRange& range : plan.space) fmt::print("  {:>13}", range.name);
  fmt::print("\n");
  for (std::size_t i = 0; i < std::min(kShown, trials.size()); ++i) {
    const Trial& t = trials[i];
    fmt::print("{:>6}  {:>6}  {:>15}  {:>9.2f}", t.number + 1, t.epochs,
               std::isfinite(t.score) ? fmt::format("{:.4f}", t.score) : "diverged", t.seconds);
    for (const auto& [name, text] : t.params) fmt::print("  {:>13}", text);
    fmt::print("\n");
  }
}

std::string rungs_text(const SearchPlan& plan) {
  std::vector<std::string> parts;
  for (const Rung& rung : plan.rungs) parts.push_back(fmt::format("{} of {} epochs", rung.trials, rung.epochs));
  return "trials: " + join(parts, ", then the best ");
}

struct Outcome {
  std::vector<Trial> trials;  // best first
  std::size_t known = 0;      // read from the file
  bool interrupted = false;
  double seconds = 0;  // in new trials
};

Outcome search(const Asked& asked, const TrainOptions& options, const SearchPlan& plan, const FactorizationData& data) {
  const InterruptGuard guard;  // during trials and between them
  TrialsFile file(asked.trials_file, about_search(asked, options, plan, data));
  std::vector<Trial> finished = file.trials();
  Outcome outcome;
  outcome.known = finished.size();
  outcome.trials = run_search(plan, finished, [&](Trial& trial) {
    outcome.interrupted = !run_trial(data, options, trial);
    if (outcome.interrupted) return false;
    outcome.seconds += trial.seconds;
    file.add(trial);
    if (terminal(STDERR_FILENO))
      fmt::print(stderr, "trial {}, {} epochs: {:.4f}\n", trial.number + 1, trial.epochs, trial.score);
    return true;
  });
  return outcome;
}

void report(Call& call, const Asked& asked, const SearchPlan& plan, const Outcome& outcome, const TrainOptions& best) {
  const Trial& winner = outcome.trials.front();
  std::vector<std::string> words;
  for (const auto& [name, text] : winner.params) words.push_back("--" + name + " " + text);
  if (std::ranges::find(plan.space, "epochs", &SearchRange::name) == plan.space.end())
    words.push_back("--epochs " + std::to_string(best.epochs));
  if (call.json) {
    Json trials = Json::array();
    for (const Trial& trial : outcome.trials) trials.push_back(json_of_trial(trial));
    return call.answer({{"task", asked.task},
                        {"protocol", fmt::format("{}; validation on {}; {}", rungs_text(plan), best.validation, kNote)},
                        {"metric", validation_metric(asked.task)},
                        {"best", json_of_trial(winner)},
                        {"trials", trials},
                        {"resumed", outcome.known},
                        {"seconds", outcome.seconds},
                        {"interrupted", outcome.interrupted},
                        {"model", asked.out}});
  }
  fmt::print("{}; validation on {}, seed {}\n", rungs_text(plan), best.validation, plan.seed);
  if (outcome.known > 0) fmt::print("{} trials were in {}\n", outcome.known, asked.trials_file);
  fmt::print("\n");
  print_table(asked, plan, outcome.trials);
  fmt::print("\nbest: {}\n{}\n", join(words, " "), kNote);
  for (const std::string& file : {asked.config, asked.plot, asked.out})
    if (!file.empty()) fmt::print("wrote {}\n", file);
}

void tune(Call& call, const Asked& asked) {
  if (asked.task == "table" || asked.task == "nodes" || is_graph(asked.task))
    throw UsageError("tune searches settings of ratings, votes and likes", "tune " + asked.task,
                     asked.task == "table" ? "--rank auto chooses the rank of a table"
                                           : "compare settings by the validation score of kinfold train --validation");
  const TrainOptions options = call.options(asked.task);
  const SearchPlan plan = plan_of(asked, options);
  for (const std::string& file : {asked.out, asked.plot, asked.config})
    if (!file.empty()) AtomicFile{file};  // refuses now what could not be written after hours of work
  const FactorizationData data =
      load_data(call, load_ratings(call, asked.source, options, read_of(asked.task)).ratings, options);
  warn_of_look_ahead(call, data.ratings, options.validation);

  const Outcome outcome = search(asked, options, plan, data);
  if (outcome.interrupted)
    call.warn(asked.trials_file.empty() ? "interrupted; with --trials-file the trials would have been kept"
                                        : "interrupted; the same command goes on");
  if (outcome.trials.empty()) throw Error("no trial came to an end", "tune", "let it run longer");
  const Trial& winner = outcome.trials.front();
  if (!std::isfinite(winner.score))
    throw Error("every trial diverged", "tune", "search smaller rates, such as --range rate=0.001..0.02:log");
  const TrainOptions best = options_of(winner, options);
  if (!asked.config.empty()) {
    std::vector<std::string> always = {"epochs", "valid"};
    for (const SearchRange& range : plan.space) always.push_back(range.name);
    write_file(asked.config, "# " + asked.task + ": validation " + validation_metric(asked.task) + " " +
                                 fmt::format("{:.6f}", winner.score) + "\n" + config_text(best, always));
  }
  if (!asked.plot.empty()) write_file(asked.plot, plot_of(asked, plan, outcome.trials));
  if (!asked.out.empty()) {
    const InterruptGuard guard;
    Model model = train_with_bar(data, best).model;
    model.data["source"] = asked.source;
    if (data.validation) model.data["tuning_checksum"] = std::to_string(checksum(*data.validation));
    if (!options.item_names.empty()) add_names(model, options.item_names, options);
    save(model, asked.out);
  }
  report(call, asked, plan, outcome, best);
}

}  // namespace

void add_tune(CommandLine& line, Call& call) {
  auto asked = std::make_shared<Asked>();
  Verb verb =
      line.add_verb(call, "tune", "Search good options on validation rows", [&call, asked] { tune(call, *asked); });
  verb.add_option("task", asked->task, "what the data is: ratings, votes or likes").required();
  verb.add_option("source", asked->source, "a file, a glob, FILE.duckdb::TABLE or a query").required();
  verb.add_option("--range", asked->ranges,
                  "what to search, repeatable: NAME=LOW..HIGH, NAME=LOW..HIGH:log, NAME=A,B,C or names alone, as in "
                  "rank,strength,rate, for their usual ranges")
      .type_name("RANGE")
      .repeatable(true);
  verb.add_option("--search", asked->search, "a TOML file with trials, halving and a table [range]").type_name("FILE");
  verb.add_option("--trials", asked->trials, "settings to draw [20]").type_name("N").positive();
  verb.add_option(
          "--halving", asked->halving,
          "first trains all for a part of the epochs, then the best N-th for N times as long, up to --epochs; 1: "
          "all for all epochs [1]")
      .type_name("N")
      .positive();
  verb.add_option("--trials-file", asked->trials_file, "keeps each trial as it ends; those there are not run again")
      .type_name("FILE");
  verb.add_option("--plot", asked->plot, "an SVG: validation against each searched option").type_name("FILE");
  verb.add_option("--save-config", asked->config, "the best options, for --config").type_name("FILE");
  verb.add_option("--out,-o", asked->out, "the model of the best options, trained on the same rows").type_name("FILE");
  verb.add_training_options(call);
}

}  // namespace kinfold::app
