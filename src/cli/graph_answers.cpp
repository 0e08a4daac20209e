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
  const FilterIndex known = model.filter_index(QuerySet(rows), {model.facts});
  const GraphQueries asked(model);
  std::vector<std::string> heads, relations, tails, shown;
  std::vector<float> scores;
  std::size_t unseen = 0;
  for (std::size_t n = 0; n < rows.size(); ++n) {
    const Triple &own = facts.rows[n], &t = rows[n];
    const bool seen = t.head != kUnseen && t.relation != kUnseen && t.tail != kUnseen;
    unseen += !seen;
    heads.emplace_back(facts.entities[own.head]);
    relations.emplace_back(facts.relations[own.relation]);
    tails.emplace_back(facts.entities[own.tail]);
    scores.push_back(seen ? asked.score(t) : NAN);
    shown.emplace_back(!seen ? "unseen" : known.contains(t) ? "yes" : "no");
  }
  if (unseen > 0)
    call.warn(fmt::format("{} of {} facts have a name that training does not show: they have no score", grouped(unseen),
                          grouped(rows.size())));
  if (call.json && out.empty()) {
    Json list = Json::array();
    for (std::size_t n = 0; n < rows.size(); ++n)
      list.push_back({{"head", heads[n]},
                      {"relation", relations[n]},
                      {"tail", tails[n]},
                      {"score", json_of(double(scores[n]))},
                      {"known", shown[n]}});
    return call.answer({{"predictions", list}});
  }
  OutputTable output{{"head", "relation", "tail", "score", "known"}, {heads, relations, tails, scores, shown}};
  if (model.task == "links") output = {{"source", "target", "score", "known"}, {heads, tails, scores, shown}};
  if (out.empty()) return fmt::print("{}", to_csv(output));
  write_rows(output, out);
  if (call.json)
    call.answer({{"file", out}, {"rows", rows.size()}, {"unseen", unseen}});
  else
    fmt::print("wrote {} scores to {}\n", grouped(rows.size()), out);
}

void recommend_links_call(Call& call, const GraphModel& model, const std::vector<std::string>& nodes, std::size_t top,
                          bool include_seen) {
  if (model.task != "links")
    throw UsageError("a model of triples recommends by a relation", "--user",
                     "use kinfold ask MODEL \"head, relation, ?\"");
  if (nodes.empty()) throw UsageError("--user is required: the node whose links are asked for", "command line", "");
  std::vector<TripleQuery> questions;
  for (const std::string& node : nodes)
    questions.push_back({find_name(model.entities, node, "node"), 0, TripleEnd::kTail});
  Pool pool(std::size_t(call.options().threads));
  QueryOptions rule;
  rule.top = top;
  rule.include_known = include_seen;
  const std::vector<std::vector<ScoredEntity>> answers = answer_queries(model, questions, rule, pool);
  Json lists = Json::array();
  for (std::size_t n = 0; n < nodes.size(); ++n) {
    Json items = Json::array();
    if (nodes.size() > 1 && !call.json) fmt::print("{}\n", nodes[n]);
    for (const ScoredEntity& answer : answers[n]) {
      if (call.json)
        items.push_back({{"id", model.entities[answer.entity]}, {"score", answer.score}, {"known", answer.known}});
      else
        fmt::print("{:>8.3f}  {}{}\n", answer.score, short_name(model.entities[answer.entity]),
                   answer.known ? "  (known)" : "");
    }
    if (answers[n].empty() && !call.json) fmt::print("nothing is left to show\n");
    lists.push_back({{"user", nodes[n]}, {"items", items}});
  }
  if (call.json) call.answer(nodes.size() == 1 ? Json{{"items", lists[0]["items"]}} : Json{{"users", lists}});
}

void similar_in_graph_call(Call& call, const GraphModel& model, const std::string& side, const std::string& id,
                           std::size_t top) {
  const std::vector<std::string> sides =
      model.task == "links" ? std::vector<std::string>{"node"} : std::vector<std::string>{"entity", "relation"};
  const std::string asked = side == "item" ? sides[0] : side;  // "item" is what the verb has where nothing was said
  if (std::ranges::find(sides, asked) == sides.end())
    throw UsageError("unknown side '" + side + "'", "--side", known_choices(side, sides));
  const bool relations = asked == "relation";
  const Vocabulary& names = relations ? model.relations : model.entities;
  const Matrix& rows = relations ? model.tables.relation : model.tables.entity;
  Json items = Json::array();
  for (const ScoredId& s : similar_entities(rows, find_name(names, id, asked), top)) {
    // Rows behind the relations are their ways back.
    const std::string name =
        s.id < names.size() ? std::string(names[s.id]) : std::string(names[Id(s.id - names.size())]) + " (back)";
    if (call.json)
      items.push_back({{"id", name}, {"score", s.score}});
    else
      fmt::print("{:>8.3f}  {}\n", s.score, name);
  }
  if (call.json) call.answer({{"items", items}});
}

}  // namespace kinfold::app
