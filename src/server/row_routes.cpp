// Handlers for rows: nearest neighbors, search by name, and the description of one row.
#include <cmath>

#include "serve/neighbors.h"
#include "server/handlers.h"

namespace kinfold::http {
namespace {

constexpr std::size_t kMaxListed = 50;

// Writes the matches [offset, offset + top), each by `add_item`, and whether there are more.
void add_page(JsonWriter& out, const RequestContext& context, std::size_t matches, auto add_item) {
  const std::size_t offset = context.args.integer("offset"), end = offset + context.args.integer("top");
  out.key("items").begin_array();
  for (std::size_t n = offset; n < std::min(end, matches); ++n) {
    out.begin_object();
    add_item(n);
    out.end_object();
  }
  out.end_array().field("offset", offset).field("more", matches > end);
}

std::size_t page_end(const RequestContext& context) {
  return context.args.integer("offset") + context.args.integer("top") + 1;
}

}  // namespace

Outcome similar(const RequestContext& context) {
  const bool has_items = context.served().ranker() != nullptr;
  const NamedRows& rows = side_of(context, has_items ? "item" : "");
  const std::string id = context.args.string("id");
  const Id row = row_of(rows, id, "id");
  if (!rows.trained(row))
    throw Problem(422, rows.side + " '" + id + "' has no trained vector: it does not occur in the training set", "id");
  const auto neighbor_list = neighbors(rows, row, page_end(context), context.args.string("metric"));
  JsonWriter out;
  out.begin_object();
  add_name(out, rows, row);
  out.field("side", rows.side);
  add_page(out, context, neighbor_list.size(), [&](std::size_t n) {
    add_name(out, rows, neighbor_list[n].id);
    out.field("score", neighbor_list[n].score);
  });
  return Response::json(out.end_object().take());
}

Outcome search(const RequestContext& context) {
  // Pairs of side and row, of one side or of all sides in turn.
  std::vector<std::pair<const NamedRows*, Id>> matches;
  const auto& sides = context.served().sides();
  const std::string side = context.args.string("side");
  if (!side.empty()) side_of(context);
  for (std::size_t n = sides.size(); n-- > 0;)  // items before users
    if (side.empty() || sides[n].side == side)
      for (const Id row : context.served().search(n)(context.args.string("q"), page_end(context)))
        matches.emplace_back(&sides[n], row);
  JsonWriter out;
  out.begin_object();
  add_page(out, context, matches.size(), [&](std::size_t n) {
    const auto& [rows, row] = matches[n];
    add_name(out, *rows, row);
    out.field("side", rows->side);
    if (!rows->counts.empty()) out.field("count", rows->counts[row]);
  });
  return Response::json(out.end_object().take());
}

namespace {

void add_features(JsonWriter& out, const NamedRows& rows, Id row) {
  out.key("features").begin_array();
  const SideFeatures* side_features = rows.side_features;
  for (std::uint64_t n = side_features ? side_features->bags.begin[row] : 0;
       side_features && n < side_features->bags.begin[row + 1]; ++n)
    if (const std::string_view id = side_features->ids[side_features->bags.member[n]]; is_feature(id)) out.value(id);
  out.end_array();
}

void add_axes(JsonWriter& out, const RequestContext& context, std::size_t side, Id row) {
  const NamedRows& rows = context.served().sides()[side];
  out.key("axes").begin_array();
  if (rows.trained(row) && rows.vectors->rank() > 0) {
    Pool pool(1);
    const Axes& axes = context.served().axes(side, "principal", pool);
    for (std::size_t axis = 0; axis < std::min<std::size_t>(axes.count(), 8); ++axis)
      out.begin_object()
          .field("axis", axis)
          .field("value", axes.at[row][axis])
          .field("quantile", quantile_of(axes, rows, axis, row))
          .end_object();
  }
  out.end_array();
}

// Writes the history of a user, or the users of an item, highest values first.
void add_history(JsonWriter& out, const RequestContext& context, const Model& model, const NamedRows& rows, Id row) {
  const History& history = model.history;
  std::vector<ScoredId> matches;
  const bool user = rows.side == "user";
  if (user)
    for (std::uint64_t n = history.begin[row]; n < history.begin[row + 1]; ++n)
      matches.push_back({history.item[n], history.value[n]});
  for (Id u = 0; !user && u < model.user_ids.size(); ++u)
    for (std::uint64_t n = history.begin[u]; n < history.begin[u + 1]; ++n)
      if (history.item[n] == row) matches.push_back({u, history.value[n]});
  std::ranges::stable_sort(matches, std::greater{}, &ScoredId::score);
  if (matches.size() > kMaxListed) matches.resize(kMaxListed);
  const NamedRows& other = context.served().sides()[user ? 1 : 0];
  out.key(user ? "history" : "liked_by").begin_array();
  for (const ScoredId& s : matches) {
    out.begin_object();
    add_name(out, other, s.id);
    out.field("value", s.score).end_object();
  }
  out.end_array();
}

void add_links(JsonWriter& out, const std::vector<Triple>& facts, const Vocabulary& nodes, const Vocabulary& relations,
               Id row, bool relation) {
  std::size_t listed = 0;
  out.key("links").begin_array();
  for (const Triple& t : facts) {
    if (relation ? t.relation != row : t.head != row && t.tail != row) continue;
    if (++listed > kMaxListed) break;
    out.begin_object().field("head", nodes[t.head]);
    if (relations.size() > 0) out.field("relation", relations[t.relation]);
    out.field("tail", nodes[t.tail]).end_object();
  }
  out.end_array();
}

void add_cells(JsonWriter& out, const TableModel& model, const NamedRows& rows, Id row) {
  if (rows.side != "row" || model.labels.empty()) return;
  out.field("class", model.labels[row]);
}

void add_class(JsonWriter& out, const RequestContext& context, const NodeModel& model, Id row) {
  const auto probabilities = context.served().probabilities()->row(row);
  out.field("class", model.classes[Id(std::ranges::max_element(probabilities) - probabilities.begin())]);
}

}  // namespace

Outcome show(const RequestContext& context) {
  const NamedRows& rows = side_of(context);
  const Id row = row_of(rows, context.args.string("id"), "id");
  const AnyModel& any = context.served().model();
  JsonWriter out;
  out.begin_object();
  add_name(out, rows, row);
  out.field("side", rows.side);
  if (!rows.counts.empty()) out.field("count", rows.counts[row]);
  add_features(out, rows, row);
  add_axes(out, context, std::size_t(&rows - context.served().sides().data()), row);
  if (const auto* model = std::get_if<Model>(&any)) add_history(out, context, *model, rows, row);
  if (const auto* table = std::get_if<TableModel>(&any)) add_cells(out, *table, rows, row);
  if (const auto* graph = std::get_if<GraphModel>(&any)) {
    const bool relation = rows.side == "relation";
    const Id base_row = relation ? Id(row % graph->relations.size()) : row;
    add_links(out, graph->facts, graph->entities, graph->relations, base_row, relation);
  }
  if (const auto* nodes = std::get_if<NodeModel>(&any)) {
    add_links(out, nodes->links, nodes->nodes, nodes->relations, row, false);
    add_class(out, context, *nodes, row);
  }
  return Response::json(out.end_object().take());
}

}  // namespace kinfold::http
