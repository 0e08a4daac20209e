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
#include "store/atomic_file.h"

namespace kinfold::app {
namespace {

std::string summary(const GraphModel& model) {
  const std::size_t count = std::stoull(model.data.at("facts"));
  if (model.task == "links")
    return fmt::format("{} {}links of {} nodes", grouped(count), model.undirected ? "undirected " : "directed ",
                       grouped(model.entities.size()));
  return fmt::format("{} triples of {} entities and {} relations", grouped(count), grouped(model.entities.size()),
                     grouped(model.relations.size()));
}

void say(Call& call, const TrainOptions& options, const PartitionPlan& plan) {
  if (options.memory_limit.empty()) return;
  const std::string where =
      plan.on_disk ? fmt::format("in {} blocks in files, two at hand", plan.partitions) : "in memory";
  call.warn(fmt::format("entities stand {}; the program holds at most {} MiB", where, grouped((plan.bytes >> 20) + 1)));
}

std::string counted(const std::string& count, const std::string& what) {
  return count + " " + what + (count == "1" ? " was" : "s were");
}

void note_what_was_left(Call& call, const GraphModel& model) {
  if (model.data.at("duplicates") != "0")
    call.warn(counted(model.data.at("duplicates"), "repeated fact") + " merged" +
              (model.undirected ? ", (a, b) and (b, a) being one" : ""));
  if (model.data.at("self_loops_dropped") != "0")
    call.warn(counted(model.data.at("self_loops_dropped"), "fact") +
              " of an entity and itself, and left out; --self-loops keep keeps them");
}

Json curve_of(const GraphModel& model) {
  Json points = Json::array();
  for (std::size_t e = 0; e < model.curve.size(); ++e)
    points.push_back(
        {{"epoch", e + 1}, {"loss", json_of(model.curve[e].loss)}, {"validation", json_of(model.curve[e].validation)}});
  return points;
}

void report(Call& call, const GraphModel& model, const std::string& source, const std::string& out, double seconds) {
  const double validation = model.best_epoch > 0 ? model.curve[model.best_epoch - 1].validation : NAN;
  if (call.json) {
    Json metrics = {{"loss", json_of(model.curve.empty() ? NAN : model.curve.back().loss)}};
    if (std::isfinite(validation)) metrics["validation_mrr"] = validation;
    return call.answer({{"model", out},
                        {"epochs", model.best_epoch},
                        {"seconds", seconds},
                        {"metrics", metrics},
                        {"stop_reason", model.stop_reason},
                        {"curve", curve_of(model)}});
  }
  fmt::print("{}: {}\n", source, summary(model));
  fmt::print("{} of rank {}: {} epochs in {:.2f} s, loss {:.4f} -> {:.4f}\n", model.kind, model.rank(),
             model.curve.size(), seconds, model.curve.front().loss, model.curve.back().loss);
  if (!model.stop_reason.empty()) fmt::print("stopped: {}\n", model.stop_reason);
  if (std::isfinite(validation))
    fmt::print("validation mrr {:.4f} over {} facts, after epoch {}\n", validation,
               grouped(std::stoull(model.data.at("validation_facts"))), model.best_epoch);
  fmt::print("wrote {}\n", out);
}

}  // namespace

GraphTask graph_of(const std::string& task) { return task == "links" ? GraphTask::kLinks : GraphTask::kTriples; }

void train_graph_call(Call& call, const std::string& task, const std::string& source, const std::string& out) {
  const TrainOptions options = call.training_options(task);
  AtomicFile{out};  // refuses now what could not be written after hours of work
  if (!options.memory_limit.empty()) DuckDb::limit_memory();
  GraphData data{load_triples(call, source, options, graph_of(task)), {}, {}};
  if (!options.validation.empty() && !is_split_strategy(options.validation))
    data.validation = load_triples(call, options.validation, options, graph_of(task));
  if (data.facts.has_time() && is_split_strategy(options.validation) && !options.validation.starts_with("temporal"))
    call.warn("the facts have times, and --validation " + options.validation +
              " trains on some that are later than those it validates on; --validation temporal:0.1 does not");
  if (!options.node_features.empty()) data.features = load_node_features(call, options);
  double seconds = 0;
  GraphModel model = [&] {
    const InterruptGuard guard;
    Bar bar(options.task, "mrr");
    const auto watch = [&](const Progress& progress) {
      seconds = progress.seconds;
      return bar.draw(progress);
    };
    return train_graph(std::move(data), options, watch, [&](const PartitionPlan& plan) { say(call, options, plan); });
  }();
  model.data["source"] = source;
  save(model, out);
  note_what_was_left(call, model);
  report(call, model, source, out, seconds);
}

Json info_json(const GraphModel& model) {
  return {{"task", model.task},
          {"model", model.kind},
          {"rank", model.rank()},
          {"entities", model.entities.size()},
          {"relations", model.relations.size()},
          {"epochs", model.best_epoch},
          {"stop_reason", model.stop_reason},
          {"data", model.data},
          {"options", model.options},
          {"curve", curve_of(model)}};
}

void show_graph_info(Call& call, const GraphModel& model) {
  if (call.json) return call.answer(info_json(model));
  fmt::print("{} of {}, rank {}\n", model.kind, summary(model), model.rank());
  for (const auto& [name, value] : model.data) fmt::print("  {:<20} {}\n", name, value);
  fmt::print("options\n");
  for (const auto& [name, value] : model.options)
    if (!value.empty()) fmt::print("  {:<20} {}\n", name, value);
  fmt::print("{} epochs were kept of {}{}\n", model.best_epoch, model.curve.size(),
             model.stop_reason.empty() ? "" : "; stopped: " + model.stop_reason);
}

}  // namespace kinfold::app
