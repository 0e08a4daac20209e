// Handlers for embedding maps: the axes of a side, and the rows projected on two of them.
#include "serve/colors.h"
#include "server/handlers.h"

namespace kinfold::http {
namespace {

const Axes& requested_axes(const RequestContext& context, const NamedRows& rows) {
  Pool pool(0);
  const auto side = std::size_t(&rows - context.served().sides().data());
  return context.served().axes(side, context.args.string("kind"), pool);
}

void add_end(JsonWriter& out, const char* name, const NamedRows& rows, const std::vector<ScoredId>& end) {
  out.key(name).begin_array();
  for (const ScoredId& s : end) {
    out.begin_object();
    add_name(out, rows, s.id);
    out.field("value", s.score).end_object();
  }
  out.end_array();
}

// Returns the trained rows, most training rows first, so that a plot labels the best known rows.
std::vector<Id> visible_rows(const NamedRows& rows, std::size_t top) {
  std::vector<Id> visible;
  for (Id row = 0; row < rows.size(); ++row)
    if (rows.trained(row)) visible.push_back(row);
  if (!rows.counts.empty()) std::ranges::stable_sort(visible, std::greater{}, [&](Id row) { return rows.counts[row]; });
  if (visible.size() > top) visible.resize(top);
  return visible;
}

// Base64 of the array. All supported machines are little-endian.
template <class T>
std::string packed(const std::vector<T>& values) {
  return base64({reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)});
}

std::string coordinates(const Axes& axes, const std::vector<Id>& rows, std::size_t axis) {
  std::vector<float> values;
  for (const Id row : rows) values.push_back(axes.at[row][axis]);
  return packed(values);
}

void add_colors(JsonWriter& out, const RequestContext& context, const NamedRows& rows, const std::vector<Id>& visible) {
  const std::string kind = context.args.string("color");
  if (kind.empty()) return;
  const std::vector<std::string> kinds = color_kinds(context.served().model(), rows);
  if (std::ranges::find(kinds, kind) == kinds.end()) throw Problem(400, "unknown color", "color", kinds);
  const Colors colors = colors_of(context.served().model(), rows, kind);
  out.key("color").begin_object().field("kind", colors.numbers() ? "number" : "levels");
  if (colors.numbers()) {
    std::vector<float> values;
    for (const Id row : visible) values.push_back(colors.number[row]);
    out.field("values", packed(values));
  } else {
    std::vector<std::uint16_t> values;
    for (const Id row : visible) values.push_back(colors.level[row]);
    out.list("levels", colors.levels).field("values", packed(values));
  }
  out.end_object();
}

std::size_t requested_axis(const RequestContext& context, const Axes& axes, const std::string& name) {
  const std::size_t axis = context.args.integer(name);
  if (axis >= axes.count())
    throw Problem(400, "unknown axis: this side has axes 0 to " + std::to_string(axes.count() - 1), name);
  return axis;
}

}  // namespace

Outcome axes(const RequestContext& context) {
  const NamedRows& rows = side_of(context, context.served().ranker() ? "item" : "");
  const Axes& axes = requested_axes(context, rows);
  JsonWriter out;
  out.begin_object().field("side", rows.side).key("axes").begin_array();
  for (std::size_t axis = 0; axis < axes.count(); ++axis) {
    out.begin_object().field("axis", axis);
    if (!axes.explained_variance_ratio.empty())
      out.field("explained_variance_ratio", axes.explained_variance_ratio[axis]);
    const AxisEnds ends = axis_ends(axes, rows, axis, context.args.integer("ends"));
    add_end(out, "low", rows, ends.low);
    add_end(out, "high", rows, ends.high);
    out.end_object();
  }
  return Response::json(out.end_array().end_object().take());
}

Outcome map(const RequestContext& context) {
  const NamedRows& rows = side_of(context, context.served().ranker() ? "item" : "");
  const Axes& axes = requested_axes(context, rows);
  const std::size_t x = requested_axis(context, axes, "x"),
                    y = axes.count() > 1 ? requested_axis(context, axes, "y") : 0;
  const std::vector<Id> visible = visible_rows(rows, context.args.integer("top"));
  JsonWriter out;
  out.begin_object().field("side", rows.side).key("ids").begin_array();
  for (const Id row : visible) out.value((*rows.ids)[row]);
  out.end_array();
  if (!rows.titles.empty()) {
    out.key("names").begin_array();
    for (const Id row : visible) out.value(rows.title(row));
    out.end_array();
  }
  out.field("x", coordinates(axes, visible, x)).field("y", coordinates(axes, visible, y));
  add_colors(out, context, rows, visible);
  out.key("explained_variance_ratio").begin_array();
  if (!axes.explained_variance_ratio.empty())
    out.value(axes.explained_variance_ratio[x]).value(axes.explained_variance_ratio[y]);
  return Response::json(out.end_array().end_object().take());
}

}  // namespace kinfold::http
