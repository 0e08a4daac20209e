#include <fmt/format.h>

#include "cli/display.h"
#include "cli/graph_call.h"
#include "cli/node_call.h"
#include "cli/table_call.h"
#include "core/error.h"
#include "factorization/model_file.h"
#include "factorization/recommend.h"
#include "kg/graph_file.h"
#include "nodes/node_file.h"
#include "table/impute.h"
#include "table/table_file.h"

namespace kinfold::app {
namespace {

struct SimilarArgs {
  std::string model, id, side = "item", metric = "cosine";
  std::size_t top = 10, min_count = 1;
};

void check_choice(const std::string& option, const std::string& value, const std::vector<std::string>& known) {
  if (std::ranges::find(known, value) == known.end())
    throw UsageError("unknown " + option + " '" + value + "'", "--" + option, known_choices(value, known));
}

// Nearest rows by their scores, or nearest columns by their loadings scaled by the singular values.
void show_similar_in_table(Call& call, const SimilarArgs& args, const TableModel& model) {
  check_choice("side", args.side, {"row", "column"});
  const bool rows = args.side == "row";
  std::vector<std::string> names;
  for (Id id = 0; id < (rows ? model.rows.rows() : model.feature_count()); ++id)
    names.push_back(rows ? model.row_name(id) : model.feature_name(id));
  const auto at = std::ranges::find(names, args.id);
  if (at == names.end())
    throw Error("there is no " + args.side + " '" + args.id + "'", "", known_choices(args.id, names));
  Json items = Json::array();
  for (const ScoredId& s : nearest(model, rows, Id(at - names.begin()), args.top, args.metric)) {
    if (call.json)
      items.push_back({{"id", names[s.id]}, {"score", s.score}});
    else
      fmt::print("{:>8.3f}  {}\n", s.score, names[s.id]);
  }
  if (call.json) call.print_json({{"items", items}});
}

void show_similar(Call& call, const SimilarArgs& args) {
  check_choice("metric", args.metric, kSimilarities);
  const TensorReader file(args.model);
  if (is_table_model(file)) return show_similar_in_table(call, args, load_table(file));
  if (is_graph_model(file)) return similar_in_graph_call(call, load_graph(file), args.side, args.id, args.top);
  if (is_node_model(file)) return similar_nodes_call(call, load_nodes(file), args.side, args.id, args.top);
  check_choice("side", args.side, {"item", "user"});
  const Model model = load(file);
  const Id row = find_id(model, args.side, args.id);
  const auto neighbors = similar(model, args.side, row, args.top, args.min_count, args.metric);
  if (call.json) return call.print_json({{"items", json_of(model, neighbors, args.side == "item")}});
  for (const ScoredId& s : neighbors) print_scored(model, s, args.side == "item");
  if (neighbors.empty()) fmt::print("no results\n");
}

}  // namespace

void add_similar(CommandLine& line, Call& call) {
  auto args = std::make_shared<SimilarArgs>();
  Verb verb = line.add_verb(call, "similar",
                            "Show the nearest neighbors of an item, user, row, column, node, entity or relation",
                            [&call, args] { show_similar(call, *args); });
  verb.add_option("model", args->model, "Model file.").required();
  verb.add_option("id", args->id, "Id whose neighbors are shown.").required();
  verb.add_option("--side", args->side,
                  "Side of the id: item or user; tables: row or column; links and nodes: node; triples: entity or "
                  "relation. [item, node, "
                  "entity]")
      .type_name("SIDE");
  verb.add_option("--metric", args->metric, "Similarity: cosine or dot (inner product). [cosine]").type_name("NAME");
  verb.add_option("--top", args->top, "Number of neighbors. [10]").type_name("N");
  verb.add_option("--min-count", args->min_count, "Minimum number of training ratings of a neighbor. [1]")
      .type_name("N");
}

}  // namespace kinfold::app
