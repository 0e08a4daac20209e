#include "cli/graph_call.h"

#include <fmt/format.h>

#include <cmath>

#include "cli/graph_source.h"
#include "cli/node_call.h"
#include "cli/table_call.h"
#include "cli/train_call.h"
#include "core/error.h"
#include "data/split.h"
#include "io/duckdb_connection.h"
#include "kg/graph_file.h"
#include "kg/train_graph.h"
#include "registry/applicability.h"
#include "store/atomic_file.h"
#include "store/metadata.h"

namespace kinfold::app {
namespace {

std::string graph_summary(const GraphModel& model) {
  const std::size_t count = count_property(model.data, "facts");
  if (model.task == "links")
    return fmt::format("{} {}links of {} nodes", format_count(count), model.undirected ? "undirected " : "directed ",
                       format_count(model.entities.size()));
  return fmt::format("{} triples of {} entities and {} relations", format_count(count),
                     format_count(model.entities.size()), format_count(model.relations.size()));
}

void warn_partitions(Call& call, const TrainOptions& options, const PartitionPlan& plan) {
  if (options.memory_limit.empty()) return;
  const std::string where =
      plan.on_disk ? fmt::format("on disk in {} partitions, two of them in memory", plan.partitions) : "in memory";
  call.warn(fmt::format("the entity embeddings are {}; memory use is at most {} MiB", where,
                        format_count((plan.bytes >> 20) + 1)));
}

std::string count_phrase(std::uint64_t count, const std::string& what) {
  return format_count(count) + " " + what + (count == 1 ? " was" : "s were");
}

void warn_dropped_facts(Call& call, const GraphModel& model) {
  if (const std::uint64_t count = count_property(model.data, "duplicates"); count > 0)
    call.warn(count_phrase(count, "duplicate fact") + " merged" +
              (model.undirected ? "; (a, b) and (b, a) are the same link" : ""));
  if (const std::uint64_t count = count_property(model.data, "self_loops_dropped"); count > 0)
    call.warn(count_phrase(count, "self-loop") + " dropped; use --self-loops keep to train on them");
}

Json curve_of(const GraphModel& model) {
  Json points = Json::array();
  for (std::size_t e = 0; e < model.curve.size(); ++e)
    points.push_back(
        {{"epoch", e + 1}, {"loss", json_of(model.curve[e].loss)}, {"validation", json_of(model.curve[e].validation)}});
  return points;
}

void print_graph_training(Call& call, const GraphModel& model, const std::string& source, const std::string& out,
                          double seconds) {
  const double validation = model.best_epoch > 0 ? model.curve[model.best_epoch - 1].validation : NAN;
  if (call.json) {
    Json metrics = {{"loss", json_of(model.curve.empty() ? NAN : model.curve.back().loss)}};
    if (std::isfinite(validation)) metrics["validation_mrr"] = validation;
    return call.print_json({{"model", out},
                            {"epochs", model.best_epoch},
                            {"seconds", seconds},
                            {"metrics", metrics},
                            {"stop_reason", model.stop_reason},
                            {"curve", curve_of(model)}});
  }
  fmt::print("{}: {}\n", source, graph_summary(model));
  fmt::print("{} of rank {}: {} epochs in {:.2f} s, loss {:.4f} -> {:.4f}\n", model.kind, model.rank(),
             model.curve.size(), seconds, model.curve.front().loss, model.curve.back().loss);
  if (!model.stop_reason.empty()) fmt::print("stopped: {}\n", model.stop_reason);
  if (std::isfinite(validation))
    fmt::print("validation mrr {:.4f} over {} facts, after epoch {}\n", validation,
               format_count(count_property(model.data, "validation_facts")), model.best_epoch);
  fmt::print("wrote {}\n", out);
}

}  // namespace

GraphTask graph_of(const std::string& task) { return task == "links" ? GraphTask::kLinks : GraphTask::kTriples; }

void train_graph_call(Call& call, const std::string& task, const std::string& source, const std::string& out) {
  const TrainOptions options = call.training_options(task);
  AtomicFile{out};  // fails now, not after training, if the file cannot be written
  if (!options.memory_limit.empty()) DuckDb::limit_memory();
  GraphData data{load_triples(call, source, options, graph_of(task)), {}, {}};
  if (!options.validation.empty() && !is_split_strategy(options.validation))
    data.validation = load_triples(call, options.validation, options, graph_of(task));
  if (data.facts.has_time() && is_split_strategy(options.validation) && !options.validation.starts_with("temporal"))
    call.warn("--validation " + options.validation +
              " trains on facts that are later than the validation facts; use --validation temporal:0.1 to avoid this "
              "lookahead");
  if (!options.node_features.empty()) data.features = load_node_features(call, options);
  double seconds = 0;
  GraphModel model = [&] {
    const InterruptGuard guard;
    ProgressBar bar(options.task, "mrr");
    const auto watch = [&](const Progress& progress) {
      seconds = progress.seconds;
      return bar.draw(progress);
    };
    return train_graph(std::move(data), options, watch,
                       [&](const PartitionPlan& plan) { warn_partitions(call, options, plan); });
  }();
  model.options = applicable_values(options);
  model.data["source"] = source;
  save(model, out);
  warn_dropped_facts(call, model);
  print_graph_training(call, model, source, out, seconds);
}

Json info_json(const GraphModel& model) {
  return {{"task", model.task},
          {"model", model.kind},
          {"rank", model.rank()},
          {"entities", model.entities.size()},
          {"relations", model.relations.size()},
          {"epochs", model.best_epoch},
          {"stop_reason", model.stop_reason},
          {"data", properties_to_json(model.data)},
          {"options", properties_to_json(model.options)},
          {"curve", curve_of(model)}};
}

void show_graph_info(Call& call, const GraphModel& model) {
  if (call.json) return call.print_json(info_json(model));
  fmt::print("{} of {}, rank {}\n", model.kind, graph_summary(model), model.rank());
  for (const auto& [name, value] : model.data) fmt::print("  {:<20} {}\n", name, property_text(value));
  fmt::print("options\n{}", format_pairs(model.options));
  fmt::print("best epoch: {} of {}{}\n", model.best_epoch, model.curve.size(),
             model.stop_reason.empty() ? "" : "; stopped: " + model.stop_reason);
}

}  // namespace kinfold::app
