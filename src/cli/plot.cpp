#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "cli/rank_curve.h"
#include "cli/table_call.h"
#include "core/error.h"
#include "nodes/node_file.h"
#include "plot/layout.h"
#include "plot/node_plot.h"
#include "plot/scatter_cloud.h"
#include "store/atomic_file.h"
#include "table/table_file.h"

namespace kinfold::app {
namespace {

struct Asked {
  std::string model, out, kind, axes, title;
};

const std::vector<std::string> kPictures = {"scatter", "biplot", "3d", "shares", "rank"},
                               kOfLabels = {"graph", "scatter"};

// "1,2" as numbers from 0.
std::vector<std::size_t> axes_of(const Asked& asked, const TableModel& model) {
  const std::size_t wanted = asked.kind == "3d" ? 3 : 2;
  std::vector<std::size_t> axes;
  const std::string text = !asked.axes.empty() ? asked.axes : wanted == 3 ? "1,2,3" : "1,2";
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    std::size_t number = 0;
    const auto [last, error] = std::from_chars(text.data() + begin, text.data() + end, number);
    if (error != std::errc() || last != text.data() + end || number < 1 || number > model.rank())
      throw UsageError(fmt::format("the model has no direction '{}'", text.substr(begin, end - begin)), "--axes",
                       fmt::format("give {} numbers from 1 to {}, as in --axes 1,2", wanted, model.rank()));
    axes.push_back(number - 1);
    begin = end + 1;
  }
  if (axes.size() != wanted)
    throw UsageError(fmt::format("{} takes {} directions", asked.kind, wanted), "--axes " + text, "");
  return axes;
}

Cloud cloud_of(const TableModel& model, const Asked& asked) {
  Cloud cloud;
  const std::string source = model.data.contains("source") ? model.data.at("source") : "a table";
  cloud.title = fmt::format("{} of {}", model.kind, source.substr(source.rfind('/') + 1));
  if (!asked.title.empty()) cloud.title = asked.title;
  for (const std::size_t k : axes_of(asked, model)) {
    CloudAxis axis{fmt::format("direction {}", k + 1), {}, {}};
    if (model.explained_variance_ratio(k) > 0)
      axis.name += fmt::format(": {:.1f} % of the squares", 100 * model.explained_variance_ratio(k));
    for (Id row = 0; row < model.rows.rows(); ++row) axis.at.push_back(model.rows[row][k]);
    for (Id f = 0; f < model.feature_count(); ++f) axis.arrow.push_back(model.features[f][k]);
    cloud.axes.push_back(std::move(axis));
  }
  cloud.labels = model.labels;
  for (Id row = 0; row < model.rows.rows(); ++row) cloud.names.push_back(model.row_name(row));
  if (asked.kind == "biplot")
    for (Id f = 0; f < model.feature_count(); ++f) cloud.arrows.push_back(model.feature_name(f));
  return cloud;
}

std::string shares_of(const TableModel& model, const Asked& asked) {
  std::vector<double> shares;
  for (std::size_t k = 0; k < model.values.size(); ++k) shares.push_back(model.explained_variance_ratio(k));
  if (shares.empty())
    throw Error("the directions of a model of kind '" + model.kind + "' share what they explain", "--kind shares",
                "use --kind scatter or biplot");
  return svg_shares(asked.title.empty() ? "What the directions explain" : asked.title, shares);
}

void check_kind(const std::string& kind, const std::vector<std::string>& kinds) {
  if (std::ranges::find(kinds, kind) == kinds.end())
    throw UsageError("unknown kind '" + kind + "'", "--kind", known_choices(kind, kinds));
}

std::string picture_of(const TableModel& model, Asked& asked) {
  if (asked.kind.empty()) asked.kind = "scatter";
  check_kind(asked.kind, kPictures);
  if (asked.kind == "shares") return shares_of(model, asked);
  return asked.kind == "rank" ? svg_ranks(model) : svg_cloud(cloud_of(model, asked));
}

std::string picture_of(const NodeModel& model, Asked& asked) {
  const bool small = model.nodes.size() <= kMostPlaced;
  if (asked.kind.empty()) asked.kind = small ? "graph" : "scatter";
  check_kind(asked.kind, kOfLabels);
  if (!asked.axes.empty())
    throw UsageError("a model of labels has no directions to choose", "--axes " + asked.axes, "leave it out");
  if (asked.kind == "graph" && !small)
    throw Error(fmt::format("the graph has {} nodes, and {} at most are drawn", grouped(model.nodes.size()),
                            grouped(kMostPlaced)),
                "--kind graph", "use --kind scatter");
  const std::string graph = model.options.contains("graph") ? model.options.at("graph") : "";
  const std::string title = asked.title.empty()
                                ? fmt::format("{}: labels of {}", model.kind, graph.substr(graph.rfind('/') + 1))
                                : asked.title;
  return asked.kind == "graph" ? svg_labels(model, title) : svg_hidden(model, title);
}

void draw(Call& call, Asked& asked) {
  const TensorReader file(asked.model);
  write_file(asked.out,
             is_node_model(file) ? picture_of(load_nodes(file), asked) : picture_of(load_table(asked.model), asked));
  if (call.json) return call.answer({{"file", asked.out}, {"kind", asked.kind}});
  fmt::print("wrote {}\n", asked.out);
}

}  // namespace

void add_plot(CommandLine& line, Call& call) {
  auto asked = std::make_shared<Asked>();
  Verb verb = line.add_verb(
      call, "plot", "Draw the rows of a table on a model's directions, or the nodes of a graph with their labels",
      [&call, asked] { draw(call, *asked); });
  verb.add_option("model", asked->model, "a model of a table or of labels").required();
  verb.add_option("--out,-o", asked->out, "the SVG file to write").required().type_name("FILE");
  verb.add_option(
          "--kind", asked->kind,
          "scatter, biplot (with an arrow for each column), 3d, shares (what each direction explains), or rank (how "
          "--rank auto chose) [scatter]; of labels graph (up to 2,000 nodes, with the labels it learned from beside) "
          "or "
          "scatter (what the network has of the nodes)")
      .type_name("NAME");
  verb.add_option("--axes", asked->axes, "which directions [1,2]").type_name("N,N");
  verb.add_option("--title", asked->title, "what stands above [the model and its source]").type_name("TEXT");
}

}  // namespace kinfold::app
