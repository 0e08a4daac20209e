#include <ctime>

#include "app/http/answers.h"
#include "serve/colours.h"

namespace kinfold::http {
namespace {

std::string iso(double seconds) {
  const std::time_t whole = std::time_t(seconds);
  std::tm parts{};
  gmtime_r(&whole, &parts);
  char text[32];
  return {text, std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts)};
}

std::vector<std::string> abilities(const Asking& asking, const Served& served) {
  std::vector<std::string> can = served.can();
  if (!asking.service.keeper()) std::erase(can, "feedback");
  return can;
}

void add_sides(JsonText& out, const Served& served) {
  out.key("sides").begin_array();
  for (const NamedRows& rows : served.sides()) out.value(rows.side);
  out.end_array().key("sizes").begin_object();
  for (const NamedRows& rows : served.sides()) out.field(rows.side, rows.size());
  out.end_object().key("colors").begin_object();
  for (const NamedRows& rows : served.sides()) out.list(rows.side, colour_kinds(served.model(), rows));
  out.end_object();
}

void add_summary(JsonText& out, const Asking& asking, const Catalog::Model& model) {
  const Served& served = *model.served;
  out.field("name", model.name).field("kind", kind_of(served.model())).field("loaded", iso(model.loaded));
  out.field("checksum", served.checksum());
  add_sides(out, served);
  out.list("can", abilities(asking, served));
  if (!served.ranker()) return;
  out.key("index").begin_object().field("kind", served.ranker()->index() ? "hnsw" : "exact");
  if (!served.index_fault().empty()) out.field("fault", served.index_fault());
  out.end_object();
}

}  // namespace

Outcome list_models(const Asking& asking) {
  JsonText out;
  out.begin_object().key("models").begin_array();
  for (const Catalog::Model& model : asking.service.catalog().all()) {
    out.begin_object();
    add_summary(out, asking, model);
    const AnyModel& any = model.served->model();
    out.field("task", task_of(any)).field("rank", rank_of(any)).end_object();
  }
  return Reply::json(out.end_array().end_object().take());
}

// The object that `info --json` prints, with what is known of serving it before.
Outcome tell_model(const Asking& asking) {
  const std::string info = asking.service.settings().info(asking.served());
  JsonText out;
  out.begin_object();
  add_summary(out, asking, asking.model);
  return Reply::json(out.take() + "," + info.substr(1));
}

Outcome reload_models(const Asking& asking) {
  JsonText out;
  out.begin_object().key("reloaded").begin_array();
  for (const Catalog::Reloaded& model : asking.service.catalog().reload(asking.words.text("model")))
    out.begin_object().field("name", model.name).field("checksum", model.checksum).end_object();
  return Reply::json(out.end_array().end_object().take());
}

const NamedRows& side_of(const Asking& asking, const std::string& otherwise) {
  std::string name = asking.words.text("side");
  if (name.empty()) name = otherwise;
  const std::vector<NamedRows>& sides = asking.served().sides();
  if (name.empty()) return sides[0];
  const std::size_t side = asking.served().side_of(name);
  if (side < sides.size()) return sides[side];
  std::vector<std::string> names;
  for (const NamedRows& rows : sides) names.push_back(rows.side);
  throw Problem(400, "this model has no such side", "side", names);
}

Id row_of(const NamedRows& rows, const std::string& id, const std::string& field) {
  if (const auto row = rows.ids->find(id)) return *row;
  throw Problem(404, "there is no " + rows.side + " '" + id + "' in this model", field, rows.ids->closest_to(id));
}

void add_name(JsonText& out, const NamedRows& rows, Id row) {
  out.field("id", (*rows.ids)[row]);
  if (const std::string_view title = rows.title(row); !title.empty()) out.field("name", title);
}

}  // namespace kinfold::http
