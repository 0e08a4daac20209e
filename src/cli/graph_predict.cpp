#include <fmt/format.h>

#include "cli/graph_call.h"
#include "cli/graph_source.h"
#include "core/error.h"
#include "data/short_name.h"
#include "kg/graph_queries.h"

namespace kinfold::app {

void predict_graph_call(Call& call, const GraphModel& model, const std::string& source, const std::string& out) {
  const Triples facts = load_triples(call, source, call.options(), graph_of(model.task));
  const std::vector<Triple> rows = translate(facts, model.entities, model.relations);
  const FilterIndex filter = model.filter_index(QuerySet(rows), {model.facts});
  const GraphQueries graph_queries(model);
  std::vector<std::string> heads, relations, tails, known_column;
  std::vector<float> scores;
  std::size_t unseen = 0;
  for (std::size_t n = 0; n < rows.size(); ++n) {
    const Triple &source_row = facts.rows[n], &t = rows[n];
    const bool seen = t.head != kUnseen && t.relation != kUnseen && t.tail != kUnseen;
    unseen += !seen;
    heads.emplace_back(facts.entities[source_row.head]);
    relations.emplace_back(facts.relations[source_row.relation]);
    tails.emplace_back(facts.entities[source_row.tail]);
    scores.push_back(seen ? graph_queries.score(t) : NAN);
    known_column.emplace_back(!seen ? "unseen" : filter.contains(t) ? "yes" : "no");
  }
  if (unseen > 0)
    call.warn(fmt::format("{} of {} facts have no score: an entity or relation is unseen in training",
                          format_count(unseen), format_count(rows.size())));
  if (call.json && out.empty()) {
    Json list = Json::array();
    for (std::size_t n = 0; n < rows.size(); ++n)
      list.push_back({{"head", heads[n]},
                      {"relation", relations[n]},
                      {"tail", tails[n]},
                      {"score", json_of(double(scores[n]))},
                      {"known", known_column[n]}});
    return call.print_json({{"predictions", list}});
  }
  OutputTable output{{"head", "relation", "tail", "score", "known"}, {heads, relations, tails, scores, known_column}};
  if (model.task == "links") output = {{"source", "target", "score", "known"}, {heads, tails, scores, known_column}};
  if (out.empty()) return fmt::print("{}", to_csv(output));
  write_rows(output, out);
  if (call.json)
    call.print_json({{"file", out}, {"rows", rows.size()}, {"unseen", unseen}});
  else
    fmt::print("wrote {} scores to {}\n", format_count(rows.size()), out);
}

void recommend_links_call(Call& call, const GraphModel& model, const std::vector<std::string>& nodes, std::size_t top,
                          bool include_seen) {
  if (model.task != "links")
    throw UsageError("kinfold recommend supports links, not triples", "--user",
                     "use kinfold query MODEL \"head, relation, ?\"");
  if (nodes.empty()) throw UsageError("--user is required for links", "command line", "name a node with --user");
  std::vector<TripleQuery> queries;
  for (const std::string& node : nodes)
    queries.push_back({find_name(model.entities, node, "node"), 0, TripleEnd::kTail});
  Pool pool(std::size_t(call.options().threads));
  QueryOptions query_options;
  query_options.top = top;
  query_options.include_known = include_seen;
  const std::vector<std::vector<ScoredEntity>> candidates = answer_queries(model, queries, query_options, pool);
  Json lists = Json::array();
  for (std::size_t n = 0; n < nodes.size(); ++n) {
    Json items = Json::array();
    if (nodes.size() > 1 && !call.json) fmt::print("{}\n", nodes[n]);
    for (const ScoredEntity& candidate : candidates[n]) {
      if (call.json)
        items.push_back(
            {{"id", model.entities[candidate.entity]}, {"score", candidate.score}, {"known", candidate.known}});
      else
        fmt::print("{:>8.3f}  {}{}\n", candidate.score, short_name(model.entities[candidate.entity]),
                   candidate.known ? "  (known)" : "");
    }
    if (candidates[n].empty() && !call.json) fmt::print("no results\n");
    lists.push_back({{"user", nodes[n]}, {"items", items}});
  }
  if (call.json) call.print_json(nodes.size() == 1 ? Json{{"items", lists[0]["items"]}} : Json{{"users", lists}});
}

void similar_in_graph_call(Call& call, const GraphModel& model, const std::string& side, const std::string& id,
                           std::size_t top) {
  const std::vector<std::string> sides =
      model.task == "links" ? std::vector<std::string>{"node"} : std::vector<std::string>{"entity", "relation"};
  const std::string chosen_side = side == "item" ? sides[0] : side;  // "item" is the default of the verb
  if (std::ranges::find(sides, chosen_side) == sides.end())
    throw UsageError("unknown side '" + side + "'", "--side", known_choices(side, sides));
  const bool relations = chosen_side == "relation";
  const Vocabulary& names = relations ? model.relations : model.entities;
  const Matrix& rows = relations ? model.tables.relation : model.tables.entity;
  Json items = Json::array();
  for (const ScoredId& s : similar_entities(rows, find_name(names, id, chosen_side), top)) {
    // The rows after the relations are the inverse relations.
    const std::string name =
        s.id < names.size() ? std::string(names[s.id]) : std::string(names[Id(s.id - names.size())]) + " (inverse)";
    if (call.json)
      items.push_back({{"id", name}, {"score", s.score}});
    else
      fmt::print("{:>8.3f}  {}\n", s.score, name);
  }
  if (call.json) call.print_json({{"items", items}});
}

}  // namespace kinfold::app
