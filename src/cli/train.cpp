#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cli/graph_call.h"
#include "cli/node_call.h"
#include "cli/table_call.h"
#include "cli/train_call.h"
#include "core/error.h"
#include "data/split.h"
#include "factorization/model_file.h"
#include "factorization/validation.h"
#include "registry/applicability.h"
#include "registry/registry.h"
#include "store/atomic_file.h"

namespace kinfold::app {
namespace {

struct TrainArgs {
  std::string task, source, out;
};

void print_training(Call& call, const TrainArgs& args, const TrainingResult& training, const std::string& summary) {
  const Model& model = training.model;
  const auto& curve = model.curve;
  const double validation = model.best_epoch > 0 ? curve[model.best_epoch - 1].validation : NAN;
  const double loss = model.best_epoch > 0 ? curve[model.best_epoch - 1].loss : NAN;
  if (call.json) {
    Json points = Json::array();
    for (std::size_t e = 0; e < curve.size(); ++e)
      points.push_back(
          {{"epoch", e + 1}, {"loss", json_of(curve[e].loss)}, {"validation", json_of(curve[e].validation)}});
    Json metrics = {{"loss", json_of(loss)}};
    if (std::isfinite(validation)) metrics["validation_" + validation_metric(model.task)] = validation;
    return call.print_json({{"model", args.out},
                            {"epochs", model.best_epoch},
                            {"seconds", training.seconds},
                            {"ratings_per_second", training.examples_per_second},
                            {"metrics", metrics},
                            {"stop_reason", model.stop_reason},
                            {"curve", points}});
  }
  fmt::print("{}\n", summary);
  if (!curve.empty())
    fmt::print("{} epochs in {:.2f} s, {:.1f} M {}/s, loss {:.4f} -> {:.4f}\n", curve.size(), training.seconds,
               training.examples_per_second / 1e6, model.task, curve.front().loss, curve.back().loss);
  if (!model.stop_reason.empty()) fmt::print("stopped: {}\n", model.stop_reason);
  if (std::isfinite(validation))
    fmt::print("validation {} {:.4f}, after epoch {}\n", validation_metric(model.task), validation, model.best_epoch);
  fmt::print("wrote {}\n", args.out);
}

// Warns if likes have different values: a low star rating still counts as a like.
void warn_confidence(Call& call, const Ratings& likes, const TrainOptions& options) {
  const auto [low, high] = std::ranges::minmax_element(likes.rows, {}, &Rating::value);
  if (options.task != "likes" || options.confidence_weight == 0 || low->value == high->value) return;
  call.warn(
      fmt::format("every row counts as a like, and its value (from {} to {}) is its confidence; use "
                  "--confidence-weight 0 for equal "
                  "weights, and select the liked rows with a query if low values are not likes",
                  low->value, high->value));
}

void train(Call& call, const TrainArgs& args) {
  if (args.task == "table") return train_table_call(call, args.source, args.out);
  if (args.task == "nodes") return train_nodes_call(call, args.source, args.out);
  if (is_graph(args.task)) return train_graph_call(call, args.task, args.source, args.out);
  const TrainOptions options = call.training_options(args.task);
  AtomicFile(args.out);  // fails now, not after training, if the file cannot be written
  RatingsInput input = load_ratings(call, args.source, options, rating_fields(args.task));
  warn_confidence(call, input.ratings, options);
  warn_lookahead(call, input.ratings, options.validation);
  FactorizationData data = load_data(call, std::move(input.ratings), options);
  const auto finish = [&](Model& model) {
    model.options = applicable_values(options);
    model.data["source"] = args.source;
    if (!options.item_names.empty()) add_item_names(model, options.item_names, options);
    save(model, args.out);
  };
  try {
    const InterruptGuard guard;
    TrainingResult training = train_with_progress(std::move(data), options);
    finish(training.model);
    const Model& model = training.model;
    if (const std::uint64_t count = count_property(model.data, "duplicates"); count > 0)
      call.warn(format_count(count) + " rows repeated a (user, item) pair; kept: " + options.on_duplicate);
    print_training(call, args, training,
                   fmt::format("{}: {} {} by {} users of {} items, mean {}, std {} (columns {})", args.source,
                               format_count(count_property(model.data, "rows")), args.task,
                               format_count(model.user_ids.size()), format_count(model.item_ids.size()),
                               text_property(model.data, "mean"), text_property(model.data, "std"), input.columns));
  } catch (const DivergenceError& diverged) {
    if (!diverged.last_finite_model) throw;
    finish(*diverged.last_finite_model);
    throw Error(diverged.problem(), diverged.where(),
                diverged.advice() + fmt::format("; the model after epoch {} is in {}",
                                                diverged.last_finite_model->best_epoch, args.out));
  }
}

}  // namespace

void add_train(CommandLine& line, Call& call) {
  auto args = std::make_shared<TrainArgs>();
  Verb verb = line.add_verb(call, "train", "Train a model", [&call, args] { train(call, *args); });
  verb.add_option("task", args->task,
                  "Task: ratings (user, item, number), votes (user, item, like or dislike), likes (user, item), table "
                  "(rows and "
                  "columns), links (node, node), triples (head, relation, tail) or nodes (node, class).")
      .required();
  verb.add_option("source", args->source, "Data source: a file, a glob, FILE.duckdb::TABLE or an SQL query.")
      .required();
  verb.add_option("--out,-o", args->out, "Model file to write.").required().type_name("FILE");
  verb.add_training_options(call);
}

}  // namespace kinfold::app
