#include <fmt/format.h>

#include <cmath>

#include "cli/call.h"
#include "cli/graph_call.h"
#include "cli/model_info.h"
#include "cli/node_call.h"
#include "cli/table_call.h"
#include "factorization/model_file.h"
#include "kg/graph_file.h"
#include "nodes/node_file.h"
#include "plot/line_plot.h"
#include "store/atomic_file.h"
#include "store/metadata.h"
#include "table/table_file.h"

namespace kinfold::app {
namespace {

struct InfoArgs {
  std::string model, plot;
};

std::vector<LineSeries> curve_lines(const Model& model) {
  LineSeries loss{"mean training loss in units of the standard deviation", {}}, validation{"validation rmse", {}};
  for (const CurvePoint& point : model.curve) {
    loss.y.push_back(point.loss);
    validation.y.push_back(point.validation);
  }
  return {loss, validation};
}

Json factorization_info_json(const Model& model) {
  Json curve = Json::array();
  for (const CurvePoint& p : model.curve)
    curve.push_back({{"loss", json_of(p.loss)}, {"validation", json_of(p.validation)}});
  return {{"task", model.task},
          {"model", model.kind},
          {"rank", model.rank()},
          {"users", model.user_ids.size()},
          {"items", model.item_ids.size()},
          {"epochs", model.best_epoch},
          {"stop_reason", model.stop_reason},
          {"values", {{"low", model.low}, {"high", model.high}}},
          {"data", properties_to_json(model.data)},
          {"options", properties_to_json(model.options)},
          {"curve", curve}};
}

void show_info(Call& call, const InfoArgs& args) {
  const TensorReader file(args.model);
  if (is_table_model(file)) return show_table_info(call, load_table(file));
  if (is_graph_model(file)) return show_graph_info(call, load_graph(file));
  if (is_node_model(file)) return show_node_info(call, load_nodes(file));
  const Model model = load(file);
  if (!args.plot.empty())
    write_file(args.plot, svg_plot("Learning curve", "epoch", curve_lines(model), model.best_epoch,
                                   fmt::format("best: epoch {}", model.best_epoch)));
  if (call.json) return call.print_json(factorization_info_json(model));
  fmt::print("{} of {}: {} users and {} items, rank {}\n", model.kind, model.task, format_count(model.user_ids.size()),
             format_count(model.item_ids.size()), model.rank());
  for (const auto& [name, value] : model.data) fmt::print("  {:<16} {}\n", name, property_text(value));
  fmt::print("options\n{}", format_pairs(model.options));
  fmt::print("best epoch: {} of {}{}\n\n", model.best_epoch, model.curve.size(),
             model.stop_reason.empty() ? "" : "; stopped: " + model.stop_reason);
  fmt::print("{}", terminal_plot(curve_lines(model)));
  if (!args.plot.empty()) fmt::print("wrote {}\n", args.plot);
}

}  // namespace

Json info_json(const AnyModel& any) {
  if (const auto* table = std::get_if<TableModel>(&any)) return info_json(*table);
  if (const auto* graph = std::get_if<GraphModel>(&any)) return info_json(*graph);
  if (const auto* nodes = std::get_if<NodeModel>(&any)) return info_json(*nodes);
  return factorization_info_json(std::get<Model>(any));
}

void add_info(CommandLine& line, Call& call) {
  auto args = std::make_shared<InfoArgs>();
  Verb verb = line.add_verb(call, "info", "Show what a model file contains and how it was trained",
                            [&call, args] { show_info(call, *args); });
  verb.add_option("model", args->model, "Model file.").required();
  verb.add_option("--plot", args->plot, "SVG file for the learning curve.").type_name("FILE");
}

}  // namespace kinfold::app
