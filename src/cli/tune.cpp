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
#include "registry/applicability.h"
#include "registry/registry.h"
#include "store/atomic_file.h"

namespace kinfold::app {
namespace {

struct TuneArgs {
  std::string task, source, out, search, trials_file, plot, config;
  std::vector<std::string> ranges;
  std::size_t trials = 0, halving = 0;  // 0: the value of the search file, or the default
};

constexpr std::size_t kMaxPrintedTrials = 10;
constexpr const char* kTestNote =
    "trials use training and validation rows only; evaluate the selected model once on a test set";

// Ranges of options that have no effect are errors, unless the search changes what decides this.
void check_ranges(const TrainOptions& options, const SearchPlan& plan) {
  const std::vector<std::string> choices = {"model", "solver", "loss", "negatives"};
  for (const SearchRange& range : plan.space)
    if (std::ranges::find(choices, range.name) != choices.end()) return;
  for (const SearchRange& range : plan.space)
    if (!TrainOptions::field(range.name).applies(options.choice())) check_applies(range.name, options);
}

void check_options(const TrainOptions& options, const SearchPlan& plan) {
  check_ranges(options, plan);
  if (options.validation.empty())
    throw UsageError("tune needs validation data", "--validation",
                     "add --validation random:0.1, --validation temporal:0.1 or a source");
  if (!options.checkpoint_dir.empty() || options.resume)
    throw UsageError("tune stores trials, not checkpoints", "--checkpoint-dir",
                     "use --trials-file FILE; the same command resumes the search");
  if (plan.rungs.size() < 2) return;
  for (const SearchRange& range : plan.space)
    if (range.name == "epochs")
      throw UsageError("successive halving sets the epochs, so they cannot be searched", "--range epochs",
                       "remove the range, or add --halving 1");
}

SearchPlan plan_of(const TuneArgs& args, const TrainOptions& options) {
  SearchFile file;
  if (!args.search.empty()) file = read_search(args.search);
  file.ranges.insert(file.ranges.end(), args.ranges.begin(), args.ranges.end());
  if (file.ranges.empty())
    throw UsageError("the search space is empty", "--range",
                     "name options, such as --range rank,reg,lr or --range lr=0.005..0.2:log");
  const auto first = [](std::size_t a, std::size_t b, std::size_t c) { return a ? a : b ? b : c; };
  SearchPlan plan;
  plan.space = make_search_space(file.ranges);
  plan.seed = options.seed;
  plan.higher_is_better = greater_is_better(args.task);
  plan.rungs = halving_rungs(first(args.trials, file.trials, 20), std::size_t(options.epochs),
                             first(args.halving, file.halving, 1));
  check_options(options, plan);
  return plan;
}

// Everything that determines the result of a trial, except its sampled options and its epochs.
Json search_metadata(const TuneArgs& args, const TrainOptions& options, const SearchPlan& plan,
                     const FactorizationData& data) {
  Json metadata = {{"task", args.task}, {"data", std::to_string(checksum(data.ratings))}};
  if (data.validation) metadata["validation data"] = std::to_string(checksum(*data.validation));
  for (const auto& [name, value] : option_values(options))
    if (name != "epochs") metadata["--" + name] = property_text(value);
  for (const SearchRange& range : plan.space) {
    metadata.erase("--" + range.name);
    metadata["range of " + range.name] = range.text();
  }
  return metadata;
}

TrainOptions options_of(const Trial& trial, TrainOptions options) {
  options.epochs = int(trial.epochs);
  return apply_params(trial.params, options);
}

// Trains one trial. Returns false if it was interrupted.
bool run_trial(const FactorizationData& data, const TrainOptions& options, Trial& trial) {
  const auto begin = std::chrono::steady_clock::now();
  try {
    const Model model = train_with_progress(data, options_of(trial, options)).model;
    if (model.stop_reason == "interrupted") return false;
    trial.best_epoch = model.best_epoch;
    trial.score = model.best_epoch > 0 ? model.curve[model.best_epoch - 1].validation : NAN;
  } catch (const DivergenceError&) {
    trial.score = NAN;
  }
  trial.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  return true;
}

double axis_value(const SearchRange& range, const std::string& text) {
  if (!range.choices.empty()) return double(std::ranges::find(range.choices, text) - range.choices.begin());
  double value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

std::string tuning_plot(const TuneArgs& args, const SearchPlan& plan, const std::vector<Trial>& trials) {
  std::vector<ScatterPanel> panels;
  for (std::size_t r = 0; r < plan.space.size(); ++r) {
    const SearchRange& range = plan.space[r];
    panels.push_back({range.name, range.log_scale, range.choices, range.low, range.high, {}});
    for (const Trial& trial : trials) panels.back().x.push_back(axis_value(range, trial.params[r].second));
  }
  std::vector<double> scores, weights;
  for (const Trial& trial : trials) {
    scores.push_back(trial.score);
    weights.push_back(double(trial.epochs) / double(trials.front().epochs));
  }
  const std::string title = fmt::format("{} trials on {}{}", trials.size(), args.source,
                                        plan.rungs.size() > 1 ? ": darker points have more epochs" : "");
  return svg_small_multiples(title, "validation " + validation_metric(args.task), panels, scores, weights, 0);
}

void print_table(const TuneArgs& args, const SearchPlan& plan, const std::vector<Trial>& trials) {
  fmt::print("{:>6}  {:>6}  {:>15}  {:>9}", "trial", "epochs", "validation " + validation_metric(args.task), "seconds");
  for (const SearchRange& range : plan.space) fmt::print("  {:>13}", range.name);
  fmt::print("\n");
  for (std::size_t i = 0; i < std::min(kMaxPrintedTrials, trials.size()); ++i) {
    const Trial& t = trials[i];
    fmt::print("{:>6}  {:>6}  {:>15}  {:>9.2f}", t.number + 1, t.epochs,
               std::isfinite(t.score) ? fmt::format("{:.4f}", t.score) : "diverged", t.seconds);
    for (const auto& [name, text] : t.params) fmt::print("  {:>13}", text);
    fmt::print("\n");
  }
}

std::string rungs_summary(const SearchPlan& plan) {
  std::vector<std::string> parts;
  for (const Rung& rung : plan.rungs) parts.push_back(fmt::format("{} of {} epochs", rung.trials, rung.epochs));
  return "trials: " + join(parts, ", then the best ");
}

struct TuneResult {
  std::vector<Trial> trials;    // best first
  std::size_t num_resumed = 0;  // read from the trials file
  bool interrupted = false;
  double seconds = 0;  // of the new trials
};

TuneResult search(const TuneArgs& args, const TrainOptions& options, const SearchPlan& plan,
                  const FactorizationData& data) {
  const InterruptGuard guard;  // also between trials
  TrialsFile file(args.trials_file, search_metadata(args, options, plan, data));
  std::vector<Trial> finished = file.trials();
  TuneResult result;
  result.num_resumed = finished.size();
  result.trials = run_search(plan, finished, [&](Trial& trial) {
    result.interrupted = !run_trial(data, options, trial);
    if (result.interrupted) return false;
    result.seconds += trial.seconds;
    file.add(trial);
    if (is_terminal(STDERR_FILENO))
      fmt::print(stderr, "trial {}, {} epochs: {:.4f}\n", trial.number + 1, trial.epochs, trial.score);
    return true;
  });
  return result;
}

void print_search_result(Call& call, const TuneArgs& args, const SearchPlan& plan, const TuneResult& result,
                         const TrainOptions& best) {
  const Trial& winner = result.trials.front();
  std::vector<std::string> flags;
  for (const auto& [name, text] : winner.params) flags.push_back("--" + name + " " + text);
  if (std::ranges::find(plan.space, "epochs", &SearchRange::name) == plan.space.end())
    flags.push_back("--epochs " + std::to_string(best.epochs));
  if (call.json) {
    Json trials = Json::array();
    for (const Trial& trial : result.trials) trials.push_back(json_of_trial(trial));
    return call.print_json(
        {{"task", args.task},
         {"protocol", fmt::format("{}; validation on {}; {}", rungs_summary(plan), best.validation, kTestNote)},
         {"metric", validation_metric(args.task)},
         {"best", json_of_trial(winner)},
         {"trials", trials},
         {"resumed", result.num_resumed},
         {"seconds", result.seconds},
         {"interrupted", result.interrupted},
         {"model", args.out}});
  }
  fmt::print("{}; validation on {}, seed {}\n", rungs_summary(plan), best.validation, plan.seed);
  if (result.num_resumed > 0) fmt::print("resumed {} trials of {}\n", result.num_resumed, args.trials_file);
  fmt::print("\n");
  print_table(args, plan, result.trials);
  fmt::print("\nbest: {}\n{}\n", join(flags, " "), kTestNote);
  for (const std::string& file : {args.config, args.plot, args.out})
    if (!file.empty()) fmt::print("wrote {}\n", file);
}

void tune(Call& call, const TuneArgs& args) {
  if (args.task == "table" || args.task == "nodes" || is_graph(args.task))
    throw UsageError("tune supports only ratings, votes and likes", "tune " + args.task,
                     args.task == "table" ? "kinfold train table --rank auto selects the rank"
                                          : "compare options by the validation score of kinfold train --validation");
  const TrainOptions options = call.options(args.task);
  const SearchPlan plan = plan_of(args, options);
  for (const std::string& file : {args.out, args.plot, args.config})
    if (!file.empty()) AtomicFile{file};  // fails now, not after training, if the file cannot be written
  const FactorizationData data =
      load_data(call, load_ratings(call, args.source, options, rating_fields(args.task)).ratings, options);
  warn_lookahead(call, data.ratings, options.validation);

  const TuneResult result = search(args, options, plan, data);
  if (result.interrupted)
    call.warn(args.trials_file.empty() ? "interrupted; use --trials-file to make a search resumable"
                                       : "interrupted; the same command resumes the search");
  if (result.trials.empty()) throw Error("no trial finished", "tune", "let the search run longer");
  const Trial& winner = result.trials.front();
  if (!std::isfinite(winner.score))
    throw Error("every trial diverged", "tune", "search smaller learning rates, such as --range lr=0.001..0.02:log");
  const TrainOptions best = options_of(winner, options);
  if (!args.config.empty()) {
    std::vector<std::string> always = {"epochs", "validation"};
    for (const SearchRange& range : plan.space) always.push_back(range.name);
    write_file(args.config, "# " + args.task + ": validation " + validation_metric(args.task) + " " +
                                fmt::format("{:.6f}", winner.score) + "\n" + config_text(best, always));
  }
  if (!args.plot.empty()) write_file(args.plot, tuning_plot(args, plan, result.trials));
  if (!args.out.empty()) {
    const InterruptGuard guard;
    Model model = train_with_progress(data, best).model;
    model.options = applicable_values(best);
    model.data["source"] = args.source;
    if (data.validation) model.data["tuning_checksum"] = std::to_string(checksum(*data.validation));
    if (!options.item_names.empty()) add_item_names(model, options.item_names, options);
    save(model, args.out);
  }
  print_search_result(call, args, plan, result, best);
}

}  // namespace

void add_tune(CommandLine& line, Call& call) {
  auto args = std::make_shared<TuneArgs>();
  Verb verb = line.add_verb(call, "tune", "Search training options by their validation score",
                            [&call, args] { tune(call, *args); });
  verb.add_option("task", args->task, "Task: ratings, votes or likes.").required();
  verb.add_option("source", args->source, "Data source: a file, a glob, FILE.duckdb::TABLE or an SQL query.")
      .required();
  verb.add_option(
          "--range", args->ranges,
          "Search range: NAME=LOW..HIGH, NAME=LOW..HIGH:log, NAME=A,B,C, or only names, such as rank,reg,lr, for "
          "their default ranges. Repeatable.")
      .type_name("RANGE")
      .repeatable(true);
  verb.add_option("--search", args->search, "TOML file with trials, halving and a table [range].").type_name("FILE");
  verb.add_option("--trials", args->trials, "Number of randomly sampled trials. [20]").type_name("N").positive();
  verb.add_option("--halving", args->halving,
                  "Reduction factor N of successive halving: after each round the best 1/N of the trials train N times "
                  "as long, up "
                  "to --epochs; 1 trains every trial for all epochs. [1]")
      .type_name("N")
      .positive();
  verb.add_option("--trials-file", args->trials_file,
                  "File that stores each finished trial. Trials in the file are not run again.")
      .type_name("FILE");
  verb.add_option("--plot", args->plot, "SVG file with the validation score against each searched option.")
      .type_name("FILE");
  verb.add_option("--save-config", args->config, "TOML file for the best options, for use with --config.")
      .type_name("FILE");
  verb.add_option("--out,-o", args->out, "Model file for a model trained with the best options on the same rows.")
      .type_name("FILE");
  verb.add_training_options(call);
}

}  // namespace kinfold::app
