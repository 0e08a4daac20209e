// What models of tables, graphs and labels are asked.
#include <algorithm>
#include <cmath>

#include "app/http/answers.h"
#include "serve/ask.h"
#include "serve/complete.h"

namespace kinfold::http {
namespace {

std::vector<std::string> column_names(const TableModel& model) {
  std::vector<std::string> names;
  for (const ModelColumn& column : model.columns) names.push_back(column.column.name);
  return names;
}

// A cell as the model takes it: a number, or the place of its level.
float cell_of(const ModelColumn& column, const json& value, const std::string& where) {
  if (value.is_null()) return NAN;
  const std::vector<std::string>& levels = column.column.levels;
  if (levels.empty()) {
    if (value.is_boolean() && column.column.kind == Kind::kBoolean) return value.get<bool>();
    if (!value.is_number()) throw Problem(400, "it must be a number or null", where);
    const double number = value.get<double>();
    const bool flag = column.column.kind == Kind::kBoolean, count = column.column.kind == Kind::kCount;
    if (flag && number != 0 && number != 1) throw Problem(400, "it must be 0, 1 or null", where);
    if (count && (number < 0 || number != std::floor(number))) throw Problem(400, "it must be a count or null", where);
    return float(number);
  }
  const std::string text = value.is_string() ? value.get<std::string>() : value.dump();
  const auto level = std::ranges::find(levels, text);
  if (level == levels.end()) throw Problem(400, "'" + text + "' is no level of this column", where, levels);
  return float(level - levels.begin());
}

Table cells_of(const TableModel& model, const json& rows, const std::string& field) {
  const std::vector<std::string> names = column_names(model);
  Table cells(rows.size(), names.size());
  for (Id row = 0; row < rows.size(); ++row) {
    std::fill_n(cells[row], names.size(), NAN);
    for (const auto& [name, value] : rows[row].items()) {
      const std::string where = (field == "row" ? field : field + "[" + std::to_string(row) + "]") + "." + name;
      const auto at = std::ranges::find(names, name);
      if (at == names.end()) throw Problem(400, "the model has no column '" + name + "'", where, names);
      const auto column = std::size_t(at - names.begin());
      cells[row][column] = cell_of(model.columns[column], value, where);
    }
  }
  return cells;
}

void add_value(JsonText& out, const ModelColumn& column, float value) {
  const std::vector<std::string>& levels = column.column.levels;
  const auto place = std::size_t(std::max(std::lround(value), 0l));
  out.key("value");
  if (levels.empty())
    out.value(value);
  else
    out.value(levels[std::min(place, levels.size() - 1)]);
}

void add_row(JsonText& out, const TableModel& model, const float* cells, std::span<const Filled> filled) {
  out.begin_object();
  for (Id c = 0; c < model.columns.size(); ++c) {
    const auto at = std::ranges::find(filled, c, &Filled::column);
    out.key(model.columns[c].column.name).begin_object();
    add_value(out, model.columns[c], cells[c]);
    if (at != filled.end() && !std::isnan(at->low)) out.field("low", at->low).field("high", at->high);
    if (at != filled.end() && !std::isnan(at->chance)) out.field("chance", at->chance);
    out.field("given", at == filled.end()).end_object();
  }
  out.end_object();
}

}  // namespace

Outcome complete(const Asking& asking) {
  const auto& model = std::get<TableModel>(asking.served().model());
  const bool one = asking.words.has("row");
  if (one == asking.words.has("rows")) throw Problem(400, "give a row, or a list of rows", "row", {"row", "rows"});
  const json rows = one ? json::array({asking.words.value("row")}) : asking.words.value("rows");
  Pool alone(1);
  Table cells = cells_of(model, rows, one ? "row" : "rows");
  const Table vectors = transform(model, cells, alone);
  const std::vector<Filled> filled = kinfold::complete(model, cells, alone);
  JsonText out;
  out.begin_object().key("rows").begin_array();
  for (Id row = 0; row < cells.rows(); ++row) {
    const auto first = std::ranges::lower_bound(filled, row, {}, &Filled::row);
    const auto last = std::ranges::upper_bound(filled, row, {}, &Filled::row);
    out.begin_object().key("cells");
    add_row(out, model, cells[row], {first, last});
    out.list("vector", vectors.row(row)).end_object();
  }
  return Reply::json(out.end_array().end_object().take());
}

namespace {

constexpr std::size_t kFacts = 3;

// A question, and the one answer where that is asked for, too.
struct GraphQuestion {
  Question question;
  std::optional<Id> answer;
  Triple fact(Id found) const {
    const auto& [entity, relation, end] = question;
    return end == End::kTail ? Triple{entity, relation, found} : Triple{found, relation, entity};
  }
};

GraphQuestion question_of(const Asking& asking, const GraphModel& model) {
  const Asked& words = asking.words;
  const NamedRows& entities = asking.served().sides()[0];
  if (model.task == "links") {
    if (!words.has("node")) throw Problem(400, "name a node: its likely links are the answers", "node");
    for (const char* other : {"head", "relation", "tail"})
      if (words.has(other)) throw Problem(400, "links are asked for by a node", other, {"node", "top", "known", "why"});
    return {{row_of(entities, words.text("node"), "node"), 0, End::kTail}, {}};
  }
  if (words.has("node"))
    throw Problem(400, "facts are asked for by head, relation and tail", "node", {"head", "relation", "tail"});
  if (!words.has("relation") || !(words.has("head") || words.has("tail")))
    throw Problem(400, "give a relation, and the head or the tail", "relation", {"head", "relation", "tail"});
  const auto relation = model.relations.find(words.text("relation"));
  if (!relation)
    throw Problem(404, "there is no relation '" + words.text("relation") + "' in this model", "relation",
                  model.relations.closest_to(words.text("relation")));
  std::optional<Id> head, tail;
  if (words.has("head")) head = row_of(entities, words.text("head"), "head");
  if (words.has("tail")) tail = row_of(entities, words.text("tail"), "tail");
  if (head) return {{*head, *relation, End::kTail}, tail};
  return {{*tail, *relation, End::kHead}, {}};
}

void add_facts(JsonText& out, const GraphModel& model, const Triple& fact) {
  out.key("because").begin_array();
  for (const NearFact& near : nearest_facts(model, fact, kFacts)) {
    out.begin_object().field("head", model.entities[near.fact.head]);
    if (model.task != "links") out.field("relation", model.relations[near.fact.relation]);
    out.field("tail", model.entities[near.fact.tail]).field("likeness", near.likeness).end_object();
  }
  out.end_array();
}

}  // namespace

Outcome ask(const Asking& asking) {
  const auto& model = std::get<GraphModel>(asking.served().model());
  const Asker& asker = *asking.served().asker();
  const GraphQuestion asked = question_of(asking, model);
  Pool alone(1);
  std::vector<Answer> answers;
  if (asked.answer) {
    const Triple fact = asked.fact(*asked.answer);
    answers = {{*asked.answer, asker.score(fact), asker.known(fact)}};
  } else {
    const bool known = !asking.words.has("known") || asking.words.flag("known");
    answers = asker(asked.question, {asking.words.whole("top"), known}, alone);
  }
  JsonText out;
  out.begin_object().key("answers").begin_array();
  for (const Answer& answer : answers) {
    out.begin_object();
    add_name(out, asking.served().sides()[0], answer.entity);
    out.field("score", answer.score).field("known", answer.known);
    if (asking.words.flag("why")) add_facts(out, model, asked.fact(answer.entity));
    out.end_object();
  }
  return Reply::json(out.end_array().end_object().take());
}

namespace {

void add_classes(JsonText& out, const NodeModel& model, std::span<const float> chances) {
  std::vector<Scored> sorted;
  for (Id c = 0; c < chances.size(); ++c) sorted.push_back({c, chances[c]});
  std::ranges::stable_sort(sorted, std::greater{}, &Scored::score);
  out.field("class", model.classes[sorted[0].id]).field("chance", sorted[0].score).key("classes").begin_array();
  for (const Scored& s : sorted)
    out.begin_object().field("class", model.classes[s.id]).field("chance", s.score).end_object();
  out.end_array();
}

}  // namespace

Outcome classify(const Asking& asking) {
  const auto& model = std::get<NodeModel>(asking.served().model());
  if (asking.words.has("node") == asking.words.has("nodes"))
    throw Problem(400, "give a node, or a list of nodes", "node", {"node", "nodes"});
  std::vector<std::string> ids = asking.words.texts("nodes");
  if (asking.words.has("node")) ids = {asking.words.text("node")};
  const NamedRows& nodes = asking.served().sides()[0];
  JsonText out;
  out.begin_object().key("nodes").begin_array();
  for (const std::string& id : ids) {
    const Id node = row_of(nodes, id, asking.words.has("node") ? "node" : "nodes");
    out.begin_object();
    add_name(out, nodes, node);
    add_classes(out, model, asking.served().chances()->row(node));
    const auto given = std::ranges::find(model.trained, node, &NodeLabel::node);
    if (given != model.trained.end()) out.field("given", model.classes[given->kind]);
    out.end_object();
  }
  return Reply::json(out.end_array().end_object().take());
}

}  // namespace kinfold::http
