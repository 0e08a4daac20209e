// Handlers for table, knowledge graph and node models.
#include <algorithm>
#include <cmath>

#include "kg/query.h"
#include "server/handlers.h"
#include "table/impute.h"

namespace kinfold::http {
namespace {

std::vector<std::string> column_names(const TableModel& model) {
  std::vector<std::string> names;
  for (const ModelColumn& column : model.columns) names.push_back(column.column.name);
  return names;
}

// Converts a cell to the model's encoding: a number, or the index of its level.
float cell_of(const ModelColumn& column, const json& value, const std::string& where) {
  if (value.is_null()) return NAN;
  const std::vector<std::string>& levels = column.column.levels;
  if (levels.empty()) {
    if (value.is_boolean() && column.column.kind == ColumnKind::kBoolean) return value.get<bool>();
    if (!value.is_number()) throw Problem(400, "'" + where + "' must be a number or null", where);
    const double number = value.get<double>();
    const bool flag = column.column.kind == ColumnKind::kBoolean, count = column.column.kind == ColumnKind::kCount;
    if (flag && number != 0 && number != 1) throw Problem(400, "'" + where + "' must be 0, 1 or null", where);
    if (count && (number < 0 || number != std::floor(number)))
      throw Problem(400, "'" + where + "' must be a non-negative integer or null", where);
    return float(number);
  }
  const std::string text = value.is_string() ? value.get<std::string>() : value.dump();
  const auto level = std::ranges::find(levels, text);
  if (level == levels.end()) throw Problem(400, "'" + text + "' is not a level of this column", where, levels);
  return float(level - levels.begin());
}

Matrix cells_of(const TableModel& model, const json& rows, const std::string& field) {
  const std::vector<std::string> names = column_names(model);
  Matrix cells(rows.size(), names.size());
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

void add_value(JsonWriter& out, const ModelColumn& column, float value) {
  const std::vector<std::string>& levels = column.column.levels;
  const auto index = std::size_t(std::max(std::lround(value), 0l));
  out.key("value");
  if (levels.empty())
    out.value(value);
  else
    out.value(levels[std::min(index, levels.size() - 1)]);
}

void add_row(JsonWriter& out, const TableModel& model, const float* cells, std::span<const ImputedCell> imputed) {
  out.begin_object();
  for (Id c = 0; c < model.columns.size(); ++c) {
    const auto at = std::ranges::find(imputed, c, &ImputedCell::column);
    out.key(model.columns[c].column.name).begin_object();
    add_value(out, model.columns[c], cells[c]);
    if (at != imputed.end() && !std::isnan(at->low)) out.field("low", at->low).field("high", at->high);
    if (at != imputed.end() && !std::isnan(at->probability)) out.field("probability", at->probability);
    out.field("observed", at == imputed.end()).end_object();
  }
  out.end_object();
}

}  // namespace

Outcome impute(const RequestContext& context) {
  const auto& model = std::get<TableModel>(context.served().model());
  const bool single = context.args.has("row");
  if (single == context.args.has("rows")) throw Problem(400, "give either `row` or `rows`", "row", {"row", "rows"});
  const json rows = single ? json::array({context.args.value("row")}) : context.args.value("rows");
  Pool pool(1);
  Matrix cells = cells_of(model, rows, single ? "row" : "rows");
  const Matrix vectors = transform(model, cells, pool);
  const std::vector<ImputedCell> imputed = kinfold::impute(model, cells, pool);
  JsonWriter out;
  out.begin_object().key("rows").begin_array();
  for (Id row = 0; row < cells.rows(); ++row) {
    const auto first = std::ranges::lower_bound(imputed, row, {}, &ImputedCell::row);
    const auto last = std::ranges::upper_bound(imputed, row, {}, &ImputedCell::row);
    out.begin_object().key("cells");
    add_row(out, model, cells[row], {first, last});
    out.list("vector", vectors.row(row)).end_object();
  }
  return Response::json(out.end_array().end_object().take());
}

namespace {

constexpr std::size_t kMaxTripleExplanations = 3;

// A link prediction query, and the entity to score when head, relation and tail are all present.
struct QueryRequest {
  TripleQuery query;
  std::optional<Id> answer;
  Triple triple(Id candidate) const {
    const auto& [entity, relation, end] = query;
    return end == TripleEnd::kTail ? Triple{entity, relation, candidate} : Triple{candidate, relation, entity};
  }
};

QueryRequest parse_query(const RequestContext& context, const GraphModel& model) {
  const RequestArgs& args = context.args;
  const NamedRows& entities = context.served().sides()[0];
  if (model.task == "links") {
    if (!args.has("node")) throw Problem(400, "give a node; the answers are its predicted links", "node");
    for (const char* other : {"head", "relation", "tail"})
      if (args.has(other))
        throw Problem(400, "a model of links takes `node` instead", other, {"node", "top", "include_known", "explain"});
    return {{row_of(entities, args.string("node"), "node"), 0, TripleEnd::kTail}, {}};
  }
  if (args.has("node"))
    throw Problem(400, "a model of triples takes `head`, `relation` and `tail` instead", "node",
                  {"head", "relation", "tail"});
  if (!args.has("relation") || !(args.has("head") || args.has("tail")))
    throw Problem(400, "give a relation and a head or a tail", "relation", {"head", "relation", "tail"});
  const auto relation = model.relations.find(args.string("relation"));
  if (!relation)
    throw Problem(404, "there is no relation '" + args.string("relation") + "' in this model", "relation",
                  model.relations.closest_to(args.string("relation")));
  std::optional<Id> head, tail;
  if (args.has("head")) head = row_of(entities, args.string("head"), "head");
  if (args.has("tail")) tail = row_of(entities, args.string("tail"), "tail");
  if (head) return {{*head, *relation, TripleEnd::kTail}, tail};
  return {{*tail, *relation, TripleEnd::kHead}, {}};
}

void add_explanation(JsonWriter& out, const GraphModel& model, const Triple& triple) {
  out.key("explanations").begin_array();
  for (const SimilarFact& similar : similar_facts(model, triple, kMaxTripleExplanations)) {
    out.begin_object().field("head", model.entities[similar.fact.head]);
    if (model.task != "links") out.field("relation", model.relations[similar.fact.relation]);
    out.field("tail", model.entities[similar.fact.tail]).field("similarity", similar.similarity).end_object();
  }
  out.end_array();
}

}  // namespace

Outcome query(const RequestContext& context) {
  const auto& model = std::get<GraphModel>(context.served().model());
  const LinkPredictor& link_predictor = *context.served().link_predictor();
  const QueryRequest request = parse_query(context, model);
  Pool pool(1);
  std::vector<ScoredEntity> answers;
  if (request.answer) {
    const Triple triple = request.triple(*request.answer);
    answers = {{*request.answer, link_predictor.score(triple), link_predictor.known(triple)}};
  } else {
    const bool include_known = !context.args.has("include_known") || context.args.boolean("include_known");
    answers = link_predictor(request.query, {context.args.integer("top"), include_known}, pool);
  }
  JsonWriter out;
  out.begin_object().key("answers").begin_array();
  for (const ScoredEntity& answer : answers) {
    out.begin_object();
    add_name(out, context.served().sides()[0], answer.entity);
    out.field("score", answer.score).field("known", answer.known);
    if (context.args.boolean("explain")) add_explanation(out, model, request.triple(answer.entity));
    out.end_object();
  }
  return Response::json(out.end_array().end_object().take());
}

namespace {

void add_classes(JsonWriter& out, const NodeModel& model, std::span<const float> probabilities) {
  std::vector<ScoredId> sorted;
  for (Id c = 0; c < probabilities.size(); ++c) sorted.push_back({c, probabilities[c]});
  std::ranges::stable_sort(sorted, std::greater{}, &ScoredId::score);
  out.field("class", model.classes[sorted[0].id]).field("probability", sorted[0].score).key("classes").begin_array();
  for (const ScoredId& s : sorted)
    out.begin_object().field("class", model.classes[s.id]).field("probability", s.score).end_object();
  out.end_array();
}

}  // namespace

Outcome classify(const RequestContext& context) {
  const auto& model = std::get<NodeModel>(context.served().model());
  if (context.args.has("node") == context.args.has("nodes"))
    throw Problem(400, "give either `node` or `nodes`", "node", {"node", "nodes"});
  std::vector<std::string> ids = context.args.strings("nodes");
  if (context.args.has("node")) ids = {context.args.string("node")};
  const NamedRows& nodes = context.served().sides()[0];
  JsonWriter out;
  out.begin_object().key("nodes").begin_array();
  for (const std::string& id : ids) {
    const Id node = row_of(nodes, id, context.args.has("node") ? "node" : "nodes");
    out.begin_object();
    add_name(out, nodes, node);
    add_classes(out, model, context.served().probabilities()->row(node));
    const auto label = std::ranges::find(model.training_labels, node, &NodeLabel::node);
    if (label != model.training_labels.end()) out.field("label", model.classes[label->class_id]);
    out.end_object();
  }
  return Response::json(out.end_array().end_object().take());
}

}  // namespace kinfold::http
