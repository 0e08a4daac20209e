#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "cli/rank_curve.h"
#include "cli/table_call.h"
#include "core/error.h"
#include "nodes/node_file.h"
#include "plot/layout.h"
#include "plot/node_plot.h"
#include "plot/scatter_plot.h"
#include "store/atomic_file.h"
#include "table/table_file.h"

namespace kinfold::app {
namespace {

struct PlotArgs {
  std::string model, out, kind, axes, title;
};

const std::vector<std::string> kTablePlots = {"scatter", "biplot", "3d", "scree", "rank"},
                               kNodePlots = {"graph", "scatter"};

// Parses "1,2" into component indices from 0.
std::vector<std::size_t> parse_axes(const PlotArgs& args, const TableModel& model) {
  const std::size_t num_axes = args.kind == "3d" ? 3 : 2;
  std::vector<std::size_t> axes;
  const std::string text = !args.axes.empty() ? args.axes : num_axes == 3 ? "1,2,3" : "1,2";
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    std::size_t number = 0;
    const auto [last, error] = std::from_chars(text.data() + begin, text.data() + end, number);
    if (error != std::errc() || last != text.data() + end || number < 1 || number > model.rank())
      throw UsageError(fmt::format("the model has no component '{}'", text.substr(begin, end - begin)), "--axes",
                       fmt::format("use {} numbers from 1 to {}, as in --axes 1,2", num_axes, model.rank()));
    axes.push_back(number - 1);
    begin = end + 1;
  }
  if (axes.size() != num_axes)
    throw UsageError(fmt::format("--kind {} needs {} components", args.kind, num_axes), "--axes " + text,
                     "use numbers such as 1,2, or 1,2,3 for 3d");
  return axes;
}

ScatterPlot scatter_plot_of(const TableModel& model, const PlotArgs& args) {
  ScatterPlot scatter_plot;
  const std::string source = model.data.contains("source") ? text_property(model.data, "source") : "a table";
  scatter_plot.title = fmt::format("{} of {}", model.kind, source.substr(source.rfind('/') + 1));
  if (!args.title.empty()) scatter_plot.title = args.title;
  for (const std::size_t k : parse_axes(args, model)) {
    ScatterAxis axis{fmt::format("component {}", k + 1), {}, {}};
    if (model.explained_variance_ratio(k) > 0)
      axis.name += fmt::format(": {:.1f} % of variance", 100 * model.explained_variance_ratio(k));
    for (Id row = 0; row < model.rows.rows(); ++row) axis.at.push_back(model.rows[row][k]);
    for (Id f = 0; f < model.feature_count(); ++f) axis.arrow.push_back(model.features[f][k]);
    scatter_plot.axes.push_back(std::move(axis));
  }
  scatter_plot.labels = model.labels;
  for (Id row = 0; row < model.rows.rows(); ++row) scatter_plot.names.push_back(model.row_name(row));
  if (args.kind == "biplot")
    for (Id f = 0; f < model.feature_count(); ++f) scatter_plot.arrows.push_back(model.feature_name(f));
  return scatter_plot;
}

std::string explained_variance_plot(const TableModel& model, const PlotArgs& args) {
  std::vector<double> ratios;
  for (std::size_t k = 0; k < model.values.size(); ++k) ratios.push_back(model.explained_variance_ratio(k));
  if (ratios.empty())
    throw Error("a model of kind '" + model.kind + "' has no explained variance per component", "--kind scree",
                "use --kind scatter or biplot");
  return svg_explained_variance(args.title.empty() ? "Explained variance by component" : args.title, ratios);
}

void check_kind(const std::string& kind, const std::vector<std::string>& kinds) {
  if (std::ranges::find(kinds, kind) == kinds.end())
    throw UsageError("unknown kind '" + kind + "'", "--kind", known_choices(kind, kinds));
}

std::string table_plot_svg(const TableModel& model, PlotArgs& args) {
  if (args.kind.empty()) args.kind = "scatter";
  check_kind(args.kind, kTablePlots);
  if (args.kind == "scree") return explained_variance_plot(model, args);
  return args.kind == "rank" ? svg_rank_curve(model) : svg_scatter_plot(scatter_plot_of(model, args));
}

std::string node_plot_svg(const NodeModel& model, PlotArgs& args) {
  const bool can_draw_graph = model.nodes.size() <= kMaxLayoutNodes;
  if (args.kind.empty()) args.kind = can_draw_graph ? "graph" : "scatter";
  check_kind(args.kind, kNodePlots);
  if (!args.axes.empty())
    throw UsageError("a node classification model has no components", "--axes " + args.axes, "remove the option");
  if (args.kind == "graph" && !can_draw_graph)
    throw Error(fmt::format("the graph has {} nodes; a plot shows at most {}", format_count(model.nodes.size()),
                            format_count(kMaxLayoutNodes)),
                "--kind graph", "use --kind scatter");
  const std::string graph = text_property(model.options, "graph");
  const std::string title =
      args.title.empty() ? fmt::format("{}: labels of {}", model.kind, graph.substr(graph.rfind('/') + 1)) : args.title;
  return args.kind == "graph" ? svg_node_labels(model, title) : svg_node_embeddings(model, title);
}

void write_plot(Call& call, PlotArgs& args) {
  const TensorReader file(args.model);
  write_file(args.out, is_node_model(file) ? node_plot_svg(load_nodes(file), args)
                                           : table_plot_svg(load_table(args.model), args));
  if (call.json) return call.print_json({{"file", args.out}, {"kind", args.kind}});
  fmt::print("wrote {}\n", args.out);
}

}  // namespace

void add_plot(CommandLine& line, Call& call) {
  auto args = std::make_shared<PlotArgs>();
  Verb verb = line.add_verb(call, "plot",
                            "Plot the rows of a table by their components, or the nodes of a graph with their labels",
                            [&call, args] { write_plot(call, *args); });
  verb.add_option("model", args->model, "Model file of a table or of node classification.").required();
  verb.add_option("--out,-o", args->out, "SVG file to write.").required().type_name("FILE");
  verb.add_option(
          "--kind", args->kind,
          "Tables: scatter, biplot (with an arrow per column), 3d, scree (explained variance per component) or rank "
          "(rank selection of --rank auto) [scatter]. Nodes: graph (up to 2,000 nodes, with training and predicted "
          "labels) "
          "or scatter (embeddings of the hidden layer) [graph, or scatter for larger graphs].")
      .type_name("NAME");
  verb.add_option("--axes", args->axes, "Components on the axes. [1,2; 3d: 1,2,3]").type_name("N,N");
  verb.add_option("--title", args->title, "Title of the plot. [the model and its source]").type_name("TEXT");
}

}  // namespace kinfold::app
