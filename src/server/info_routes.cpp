// Handlers for feedback, health checks, metrics, the OpenAPI document and the web page.
#include <unistd.h>

#include <chrono>

#include "core/error.h"
#include "server/handlers.h"

namespace kinfold::http {
namespace {

double event_time_now() {
  return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

Event event_of(const json& object) {
  return {id_of(object.at("user")), id_of(object.at("item")), object.value("value", 1.0f),
          object.value("time", event_time_now())};
}

std::vector<Event> events_of(const RequestArgs& args) {
  std::vector<Event> events;
  const bool single = args.has("user") && args.has("item");
  if (single == args.has("events"))
    throw Problem(400, "give either `user` and `item`, or `events`", "events", {"user", "item", "events"});
  if (single)
    events.push_back({args.string("user"), args.string("item"), float(args.number("value", 1)),
                      args.number("time", event_time_now())});
  for (const json& object : args.value("events")) events.push_back(event_of(object));
  return events;
}

Response stored_response(Service& service, const std::vector<Event>& events) {
  service.fresh().add(events);
  service.metrics().stored_events += events.size();
  JsonWriter out;
  return Response::json(out.begin_object().field("stored", events.size()).end_object().take(), 201);
}

Response store_failure_response(Service& service, std::exception_ptr failure) {
  ++service.metrics().store_failures;
  try {
    std::rethrow_exception(failure);
  } catch (const Error& error) {
    const std::string advice = error.advice().empty() ? "" : "; " + error.advice();
    return response_of(Problem(503, "nothing was stored: " + error.problem() + advice));
  } catch (const std::exception& error) {
    return response_of(Problem(503, std::string("nothing was stored: ") + error.what()));
  }
}

double resident_bytes() {
  long pages = 0;
  if (std::FILE* file = std::fopen("/proc/self/statm", "r")) {
    if (std::fscanf(file, "%*s %ld", &pages) != 1) pages = 0;
    std::fclose(file);
  }
  return double(pages) * double(sysconf(_SC_PAGESIZE));
}

}  // namespace

Outcome feedback(const RequestContext& context) {
  Service& service = context.service;
  if (!service.recorder()) throw Problem(422, "this server stores no events; start it with --event-store FILE.duckdb");
  auto events = std::make_shared<const std::vector<Event>>(events_of(context.args));
  return DeferredResponse{[&service, events](std::function<void(Response)> done) {
    try {
      service.recorder()->record(events, [&service, events, done](std::exception_ptr failure) {
        done(failure ? store_failure_response(service, failure) : stored_response(service, *events));
      });
    } catch (const Error&) {
      done(store_failure_response(service, std::current_exception()));
    }
  }};
}

Outcome health(const RequestContext&) { return Response::json(R"({"status":"up"})"); }

Outcome ready(const RequestContext& context) {
  if (context.service.draining()) throw Problem(503, "the server is shutting down");
  return Response::json(R"({"status":"ready"})");
}

Outcome metrics(const RequestContext& context) {
  Service& service = context.service;
  std::string text = service.metrics().text();
  add_metric(text, "kinfold_models", "Served models.", "gauge", double(service.catalog().size()));
  add_metric(text, "kinfold_reloads_total", "Model reloads.", "counter", double(service.catalog().reloads()));
  add_metric(text, "kinfold_reload_failures_total", "Failed model reloads.", "counter",
             double(service.catalog().failed_reloads()));
  add_metric(text, "kinfold_fresh_events", "User-item events held in memory.", "gauge", double(service.fresh().size()));
  add_metric(text, "process_resident_memory_bytes", "Resident memory size in bytes.", "gauge", resident_bytes());
  return Response{200, "text/plain; version=0.0.4; charset=utf-8", std::move(text), {}};
}

Outcome open_api(const RequestContext& context) { return Response::json(context.service.open_api()); }

Outcome page(const RequestContext& context) {
  const WebPage::File* file = context.service.page().find(context.path);
  if (!file) throw Problem(404, "this program was built without a page");
  Response response{200, file->type, "", {{"ETag", file->tag}, {"Cache-Control", "no-cache"}}};
  if (context.if_none_match == file->tag)
    response.status = 304;
  else
    response.body = file->bytes;
  return response;
}

}  // namespace kinfold::http
