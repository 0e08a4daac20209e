// What a server is asked of itself, and what it is told.
#include <unistd.h>

#include <chrono>

#include "app/http/answers.h"
#include "core/error.h"

namespace kinfold::http {
namespace {

double now() { return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count(); }

Event event_of(const json& of) {
  return {id_of(of.at("user")), id_of(of.at("item")), of.value("value", 1.0f), of.value("time", now())};
}

std::vector<Event> events_of(const Asked& words) {
  std::vector<Event> events;
  const bool one = words.has("user") && words.has("item");
  if (one == words.has("events"))
    throw Problem(400, "give a user and an item, or a list of events", "events", {"user", "item", "events"});
  if (one)
    events.push_back(
        {words.text("user"), words.text("item"), float(words.number("value", 1)), words.number("time", now())});
  for (const json& of : words.value("events")) events.push_back(event_of(of));
  return events;
}

Reply stored(Service& service, const std::vector<Event>& events) {
  service.fresh().add(events);
  service.metrics().stored += events.size();
  JsonText out;
  return Reply::json(out.begin_object().field("stored", events.size()).end_object().take(), 201);
}

Reply not_stored(Service& service, std::exception_ptr fault) {
  ++service.metrics().store_faults;
  try {
    std::rethrow_exception(fault);
  } catch (const Error& error) {
    const std::string advice = error.advice().empty() ? "" : "; " + error.advice();
    return reply_of(Problem(503, "nothing was stored: " + error.problem() + advice));
  } catch (const std::exception& error) {
    return reply_of(Problem(503, std::string("nothing was stored: ") + error.what()));
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

Outcome feedback(const Asking& asking) {
  Service& service = asking.service;
  if (!service.keeper()) throw Problem(422, "this server keeps no events; start it with --store FILE.duckdb");
  auto events = std::make_shared<const std::vector<Event>>(events_of(asking.words));
  return Later{[&service, events](std::function<void(Reply)> done) {
    try {
      service.keeper()->record(events, [&service, events, done](std::exception_ptr fault) {
        done(fault ? not_stored(service, fault) : stored(service, *events));
      });
    } catch (const Error&) {
      done(not_stored(service, std::current_exception()));
    }
  }};
}

Outcome health(const Asking&) { return Reply::json(R"({"status":"up"})"); }

Outcome ready(const Asking& asking) {
  if (asking.service.draining()) throw Problem(503, "the server is going down");
  return Reply::json(R"({"status":"ready"})");
}

Outcome metrics(const Asking& asking) {
  Service& service = asking.service;
  std::string text = service.metrics().text();
  add_metric(text, "kinfold_models", "Models that are served.", "gauge", double(service.catalog().size()));
  add_metric(text, "kinfold_reloads_total", "Models taken anew from their files.", "counter",
             double(service.catalog().reloads()));
  add_metric(text, "kinfold_reloads_refused_total", "Model files that could not be taken.", "counter",
             double(service.catalog().refused()));
  add_metric(text, "kinfold_fresh_events", "Latest values of pairs that are kept in memory.", "gauge",
             double(service.fresh().size()));
  add_metric(text, "process_resident_memory_bytes", "Memory in use.", "gauge", resident_bytes());
  return Reply{200, "text/plain; version=0.0.4; charset=utf-8", std::move(text), {}};
}

Outcome open_api(const Asking& asking) { return Reply::json(asking.service.open_api()); }

Outcome page(const Asking& asking) {
  const Page::File* file = asking.service.page().find(asking.path);
  if (!file) throw Problem(404, "this program was built without a page");
  Reply reply{200, file->type, "", {{"ETag", file->tag}, {"Cache-Control", "no-cache"}}};
  if (asking.if_none_match == file->tag)
    reply.status = 304;
  else
    reply.body = file->bytes;
  return reply;
}

}  // namespace kinfold::http
