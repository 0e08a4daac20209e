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

struct Asked {
  std::string model, id, side = "item", metric = "cosine";
  std::size_t top = 10, least = 1;
};

void check_choice(const std::string& option, const std::string& value, const std::vector<std::string>& known) {
  if (std::ranges::find(known, value) == known.end())
    throw UsageError("unknown " + option + " '" + value + "'", "--" + option, known_choices(value, known));
}

// Rows by their scores, columns by their loadings times what the directions are worth.
void show_similar_in_table(Call& call, const Asked& asked, const TableModel& model) {
  check_choice("side", asked.side, {"row", "column"});
  const bool rows = asked.side == "row";
  std::vector<std::string> names;
  for (Id id = 0; id < (rows ? model.rows.rows() : model.feature_count()); ++id)
    names.push_back(rows ? model.row_name(id) : model.feature_name(id));
  const auto at = std::ranges::find(names, asked.id);
  if (at == names.end())
    throw Error("there is no " + asked.side + " '" + asked.id + "'", "", known_choices(asked.id, names));
  Json items = Json::array();
  for (const ScoredId& s : nearest(model, rows, Id(at - names.begin()), asked.top, asked.metric)) {
    if (call.json)
      items.push_back({{"id", names[s.id]}, {"score", s.score}});
    else
      fmt::print("{:>8.3f}  {}\n", s.score, names[s.id]);
  }
  if (call.json) call.answer({{"items", items}});
}

void show_similar(Call& call, const Asked& asked) {
  check_choice("metric", asked.metric, kSimilarities);
  const TensorReader file(asked.model);
  if (is_table_model(file)) return show_similar_in_table(call, asked, load_table(file));
  if (is_graph_model(file)) return similar_in_graph_call(call, load_graph(file), asked.side, asked.id, asked.top);
  if (is_node_model(file)) return similar_nodes_call(call, load_nodes(file), asked.side, asked.id, asked.top);
  check_choice("side", asked.side, {"item", "user"});
  const Model model = load(file);
  const Id row = find_id(model, asked.side, asked.id);
  const auto near = similar(model, asked.side, row, asked.top, asked.least, asked.metric);
  if (call.json) return call.answer({{"items", json_of(model, near, asked.side == "item")}});
  for (const ScoredId& s : near) print(model, s, asked.side == "item");
  if (near.empty()) fmt::print("nothing is left to show\n");
}

}  // namespace

void add_similar(CommandLine& line, Call& call) {
  auto asked = std::make_shared<Asked>();
  Verb verb = line.add_verb(call, "similar", "The nearest neighbours of an item, user, node, ...",
                            [&call, asked] { show_similar(call, *asked); });
  verb.add_option("model", asked->model, "a model file").required();
  verb.add_option("id", asked->id, "the id").required();
  verb.add_option(
          "--side", asked->side,
          "item or user; of a table, row or column; of links node; of triples entity or relation [item, node, entity]")
      .type_name("SIDE");
  verb.add_option("--metric", asked->metric, "what is near: cosine, or dot, which favours long vectors [cosine]")
      .type_name("NAME");
  verb.add_option("--top", asked->top, "how many [10]").type_name("N");
  verb.add_option("--min-count", asked->least, "leave out rows with fewer ratings in training [1]").type_name("N");
}

}  // namespace kinfold::app
