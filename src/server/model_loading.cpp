// Handlers that list, describe and reload models, and helpers that several handlers use.
#include <ctime>

#include "serve/colors.h"
#include "server/handlers.h"

namespace kinfold::http {
namespace {

std::string iso_time(double seconds) {
  const std::time_t unix_seconds = std::time_t(seconds);
  std::tm parts{};
  gmtime_r(&unix_seconds, &parts);
  char text[32];
  return {text, std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts)};
}

std::vector<std::string> capabilities_of(const RequestContext& context, const ServedModel& served) {
  std::vector<std::string> capabilities = served.capabilities();
  if (!context.service.recorder()) std::erase(capabilities, "feedback");
  return capabilities;
}

void add_sides(JsonWriter& out, const ServedModel& served) {
  out.key("sides").begin_array();
  for (const NamedRows& rows : served.sides()) out.value(rows.side);
  out.end_array().key("sizes").begin_object();
  for (const NamedRows& rows : served.sides()) out.field(rows.side, rows.size());
  out.end_object().key("colors").begin_object();
  for (const NamedRows& rows : served.sides()) out.list(rows.side, color_kinds(served.model(), rows));
  out.end_object();
}

void add_summary(JsonWriter& out, const RequestContext& context, const Catalog::Model& model) {
  const ServedModel& served = *model.served;
  out.field("name", model.name).field("kind", kind_of(served.model())).field("loaded", iso_time(model.loaded_at));
  out.field("checksum", served.checksum());
  add_sides(out, served);
  out.list("capabilities", capabilities_of(context, served));
  if (!served.ranker()) return;
  out.key("index").begin_object().field("kind", served.ranker()->index() ? "hnsw" : "exact");
  if (!served.index_error().empty()) out.field("error", served.index_error());
  out.end_object();
}

}  // namespace

Outcome list_models(const RequestContext& context) {
  JsonWriter out;
  out.begin_object().key("models").begin_array();
  for (const Catalog::Model& model : context.service.catalog().all()) {
    out.begin_object();
    add_summary(out, context, model);
    const AnyModel& any = model.served->model();
    out.field("task", task_of(any)).field("rank", rank_of(any)).end_object();
  }
  return Response::json(out.end_array().end_object().take());
}

// Responds with the object of `kinfold info --json`, preceded by the fields of list_models.
Outcome describe_model(const RequestContext& context) {
  const std::string info = context.service.settings().info(context.served());
  JsonWriter out;
  out.begin_object();
  add_summary(out, context, context.model);
  return Response::json(out.take() + "," + info.substr(1));
}

Outcome reload_models(const RequestContext& context) {
  JsonWriter out;
  out.begin_object().key("reloaded").begin_array();
  for (const Catalog::ReloadResult& model : context.service.catalog().reload(context.args.string("model")))
    out.begin_object().field("name", model.name).field("checksum", model.checksum).end_object();
  return Response::json(out.end_array().end_object().take());
}

const NamedRows& side_of(const RequestContext& context, const std::string& default_value) {
  std::string name = context.args.string("side");
  if (name.empty()) name = default_value;
  const std::vector<NamedRows>& sides = context.served().sides();
  if (name.empty()) return sides[0];
  const std::size_t side = context.served().side_of(name);
  if (side < sides.size()) return sides[side];
  std::vector<std::string> names;
  for (const NamedRows& rows : sides) names.push_back(rows.side);
  throw Problem(400, "unknown side '" + name + "'", "side", names);
}

Id row_of(const NamedRows& rows, const std::string& id, const std::string& field) {
  if (const auto row = rows.ids->find(id)) return *row;
  throw Problem(404, "there is no " + rows.side + " '" + id + "' in this model", field, rows.ids->closest_to(id));
}

void add_name(JsonWriter& out, const NamedRows& rows, Id row) {
  out.field("id", (*rows.ids)[row]);
  if (const std::string_view title = rows.title(row); !title.empty()) out.field("name", title);
}

}  // namespace kinfold::http
