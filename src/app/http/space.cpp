// What a model learned, to be looked at: its axes, and its rows on two of them.
#include "app/http/answers.h"
#include "serve/colours.h"

namespace kinfold::http {
namespace {

const Axes& axes_asked(const Asking& asking, const NamedRows& rows) {
  Pool pool(0);
  const auto side = std::size_t(&rows - asking.served().sides().data());
  return asking.served().axes(side, asking.words.text("kind"), pool);
}

void add_end(JsonText& out, const char* name, const NamedRows& rows, const std::vector<Scored>& end) {
  out.key(name).begin_array();
  for (const Scored& s : end) {
    out.begin_object();
    add_name(out, rows, s.id);
    out.field("value", s.score).end_object();
  }
  out.end_array();
}

// Only what training showed, that of most training rows first, so that a drawing knows what to name.
std::vector<Id> shown_rows(const NamedRows& rows, std::size_t top) {
  std::vector<Id> shown;
  for (Id row = 0; row < rows.size(); ++row)
    if (rows.learned(row)) shown.push_back(row);
  if (!rows.counts.empty()) std::ranges::stable_sort(shown, std::greater{}, [&](Id row) { return rows.counts[row]; });
  if (shown.size() > top) shown.resize(top);
  return shown;
}

// Little endian, as all machines are on which this runs.
template <class T>
std::string packed(const std::vector<T>& values) {
  return base64({reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)});
}

std::string coordinates(const Axes& axes, const std::vector<Id>& rows, std::size_t axis) {
  std::vector<float> values;
  for (const Id row : rows) values.push_back(axes.at[row][axis]);
  return packed(values);
}

void add_colours(JsonText& out, const Asking& asking, const NamedRows& rows, const std::vector<Id>& shown) {
  const std::string kind = asking.words.text("color");
  if (kind.empty()) return;
  const std::vector<std::string> kinds = colour_kinds(asking.served().model(), rows);
  if (std::ranges::find(kinds, kind) == kinds.end())
    throw Problem(400, "these rows cannot be coloured by it", "color", kinds);
  const Colours colours = colours_of(asking.served().model(), rows, kind);
  out.key("color").begin_object().field("kind", colours.numbers() ? "number" : "levels");
  if (colours.numbers()) {
    std::vector<float> values;
    for (const Id row : shown) values.push_back(colours.number[row]);
    out.field("values", packed(values));
  } else {
    std::vector<std::uint16_t> values;
    for (const Id row : shown) values.push_back(colours.level[row]);
    out.list("levels", colours.levels).field("values", packed(values));
  }
  out.end_object();
}

std::size_t axis_asked(const Asking& asking, const Axes& axes, const std::string& name) {
  const std::size_t axis = asking.words.whole(name);
  if (axis >= axes.count()) throw Problem(400, "there are axes 0 to " + std::to_string(axes.count() - 1), name);
  return axis;
}

}  // namespace

Outcome axes(const Asking& asking) {
  const NamedRows& rows = side_of(asking, asking.served().ranker() ? "item" : "");
  const Axes& axes = axes_asked(asking, rows);
  JsonText out;
  out.begin_object().field("side", rows.side).key("axes").begin_array();
  for (std::size_t axis = 0; axis < axes.count(); ++axis) {
    out.begin_object().field("axis", axis);
    if (!axes.share.empty()) out.field("share", axes.share[axis]);
    const Ends ends = ends_of(axes, rows, axis, asking.words.whole("ends"));
    add_end(out, "low", rows, ends.low);
    add_end(out, "high", rows, ends.high);
    out.end_object();
  }
  return Reply::json(out.end_array().end_object().take());
}

Outcome map(const Asking& asking) {
  const NamedRows& rows = side_of(asking, asking.served().ranker() ? "item" : "");
  const Axes& axes = axes_asked(asking, rows);
  const std::size_t x = axis_asked(asking, axes, "x"), y = axes.count() > 1 ? axis_asked(asking, axes, "y") : 0;
  const std::vector<Id> shown = shown_rows(rows, asking.words.whole("top"));
  JsonText out;
  out.begin_object().field("side", rows.side).key("ids").begin_array();
  for (const Id row : shown) out.value((*rows.ids)[row]);
  out.end_array();
  if (!rows.titles.empty()) {
    out.key("names").begin_array();
    for (const Id row : shown) out.value(rows.title(row));
    out.end_array();
  }
  out.field("x", coordinates(axes, shown, x)).field("y", coordinates(axes, shown, y));
  add_colours(out, asking, rows, shown);
  out.key("share").begin_array();
  if (!axes.share.empty()) out.value(axes.share[x]).value(axes.share[y]);
  return Reply::json(out.end_array().end_object().take());
}

}  // namespace kinfold::http
