// Rows of a side by their nearness, by their names, and one by one.
#include <cmath>

#include "app/http/answers.h"
#include "serve/neighbours.h"

namespace kinfold::http {
namespace {

constexpr std::size_t kShown = 50;

// A page of [offset, offset + top) of what `one` adds to the answer; then whether there is more.
void add_page(JsonText& out, const Asking& asking, std::size_t found, auto one) {
  const std::size_t offset = asking.words.whole("offset"), end = offset + asking.words.whole("top");
  out.key("items").begin_array();
  for (std::size_t n = offset; n < std::min(end, found); ++n) {
    out.begin_object();
    one(n);
    out.end_object();
  }
  out.end_array().field("offset", offset).field("more", found > end);
}

std::size_t wanted(const Asking& asking) { return asking.words.whole("offset") + asking.words.whole("top") + 1; }

}  // namespace

Outcome similar(const Asking& asking) {
  const bool rated = asking.served().ranker() != nullptr;
  const NamedRows& rows = side_of(asking, rated ? "item" : "");
  const std::string id = asking.words.text("id");
  const Id row = row_of(rows, id, "id");
  if (!rows.learned(row))
    throw Problem(422, rows.side + " '" + id + "' has no learned vector: training showed nothing of it", "id");
  const auto near = neighbours(rows, row, wanted(asking), asking.words.text("metric"));
  JsonText out;
  out.begin_object();
  add_name(out, rows, row);
  out.field("side", rows.side);
  add_page(out, asking, near.size(), [&](std::size_t n) {
    add_name(out, rows, near[n].id);
    out.field("score", near[n].score);
  });
  return Reply::json(out.end_object().take());
}

Outcome search(const Asking& asking) {
  // (side, row), of one side or of all, one after the other.
  std::vector<std::pair<const NamedRows*, Id>> found;
  const auto& sides = asking.served().sides();
  const std::string side = asking.words.text("side");
  if (!side.empty()) side_of(asking);
  for (std::size_t n = sides.size(); n-- > 0;)  // items before users
    if (side.empty() || sides[n].side == side)
      for (const Id row : asking.served().search(n)(asking.words.text("q"), wanted(asking)))
        found.emplace_back(&sides[n], row);
  JsonText out;
  out.begin_object();
  add_page(out, asking, found.size(), [&](std::size_t n) {
    const auto& [rows, row] = found[n];
    add_name(out, *rows, row);
    out.field("side", rows->side);
    if (!rows->counts.empty()) out.field("count", rows->counts[row]);
  });
  return Reply::json(out.end_object().take());
}

namespace {

void add_traits(JsonText& out, const NamedRows& rows, Id row) {
  out.key("traits").begin_array();
  const Traits* traits = rows.traits;
  for (std::uint64_t n = traits ? traits->bags.begin[row] : 0; traits && n < traits->bags.begin[row + 1]; ++n)
    if (const std::string_view id = traits->ids[traits->bags.member[n]]; is_feature(id)) out.value(id);
  out.end_array();
}

void add_axes(JsonText& out, const Asking& asking, std::size_t side, Id row) {
  const NamedRows& rows = asking.served().sides()[side];
  out.key("axes").begin_array();
  if (rows.learned(row) && rows.vectors->rank() > 0) {
    Pool alone(1);
    const Axes& axes = asking.served().axes(side, "principal", alone);
    for (std::size_t axis = 0; axis < std::min<std::size_t>(axes.count(), 8); ++axis)
      out.begin_object()
          .field("axis", axis)
          .field("value", axes.at[row][axis])
          .field("place", place_of(axes, rows, axis, row))
          .end_object();
  }
  out.end_array();
}

// What a user gave, the best first; and who gave an item the most.
void add_history(JsonText& out, const Asking& asking, const Model& model, const NamedRows& rows, Id row) {
  const History& history = model.history;
  std::vector<Scored> found;
  const bool user = rows.side == "user";
  if (user)
    for (std::uint64_t n = history.begin[row]; n < history.begin[row + 1]; ++n)
      found.push_back({history.item[n], history.value[n]});
  for (Id u = 0; !user && u < model.user_ids.size(); ++u)
    for (std::uint64_t n = history.begin[u]; n < history.begin[u + 1]; ++n)
      if (history.item[n] == row) found.push_back({u, history.value[n]});
  std::ranges::stable_sort(found, std::greater{}, &Scored::score);
  if (found.size() > kShown) found.resize(kShown);
  const NamedRows& other = asking.served().sides()[user ? 1 : 0];
  out.key(user ? "history" : "liked_by").begin_array();
  for (const Scored& s : found) {
    out.begin_object();
    add_name(out, other, s.id);
    out.field("value", s.score).end_object();
  }
  out.end_array();
}

void add_links(JsonText& out, const std::vector<Triple>& facts, const Vocabulary& nodes, const Vocabulary& relations,
               Id row, bool relation) {
  std::size_t shown = 0;
  out.key("links").begin_array();
  for (const Triple& t : facts) {
    if (relation ? t.relation != row : t.head != row && t.tail != row) continue;
    if (++shown > kShown) break;
    out.begin_object().field("head", nodes[t.head]);
    if (relations.size() > 0) out.field("relation", relations[t.relation]);
    out.field("tail", nodes[t.tail]).end_object();
  }
  out.end_array();
}

void add_cells(JsonText& out, const TableModel& model, const NamedRows& rows, Id row) {
  if (rows.side != "row" || model.labels.empty()) return;
  out.field("class", model.labels[row]);
}

void add_class(JsonText& out, const Asking& asking, const NodeModel& model, Id row) {
  const auto chances = asking.served().chances()->row(row);
  out.field("class", model.classes[Id(std::ranges::max_element(chances) - chances.begin())]);
}

}  // namespace

Outcome show(const Asking& asking) {
  const NamedRows& rows = side_of(asking);
  const Id row = row_of(rows, asking.words.text("id"), "id");
  const AnyModel& any = asking.served().model();
  JsonText out;
  out.begin_object();
  add_name(out, rows, row);
  out.field("side", rows.side);
  if (!rows.counts.empty()) out.field("count", rows.counts[row]);
  add_traits(out, rows, row);
  add_axes(out, asking, std::size_t(&rows - asking.served().sides().data()), row);
  if (const auto* model = std::get_if<Model>(&any)) add_history(out, asking, *model, rows, row);
  if (const auto* table = std::get_if<TableModel>(&any)) add_cells(out, *table, rows, row);
  if (const auto* graph = std::get_if<GraphModel>(&any)) {
    const bool relation = rows.side == "relation";
    const Id own = relation ? Id(row % graph->relations.size()) : row;
    add_links(out, graph->facts, graph->entities, graph->relations, own, relation);
  }
  if (const auto* nodes = std::get_if<NodeModel>(&any)) {
    add_links(out, nodes->links, nodes->nodes, nodes->relations, row, false);
    add_class(out, asking, *nodes, row);
  }
  return Reply::json(out.end_object().take());
}

}  // namespace kinfold::http
