#include "app/http/answers.h"
#include "app/http/fields.h"

namespace kinfold::http {
namespace {

using namespace word;

const char* const kModelForm = R"("name": "string", "task": "string", "kind": "string", "rank": "whole",
    "loaded": "string", "checksum": "string", "can": ["string"], "sides": ["string"], "sizes": {"*": "whole"},
    "colors": {"*": ["string"]}, "index?": {"kind": "string", "fault?": "string"})";

std::vector<Route> house_routes() {
  return {{.methods = {"GET"},
           .path = "/v1/models",
           .name = "models",
           .help = "The models that are served.",
           .scope = Scope::kRead,
           .answer = std::string(R"({"models": [{)") + kModelForm + "}]}",
           .give = list_models},
          {.methods = {"GET"},
           .path = "/v1/models/{model}",
           .name = "model",
           .help = "One model, and how it came to be.",
           .scope = Scope::kRead,
           .aside = true,
           .answer = std::string("{") + kModelForm + R"(, "*": "any"})",
           .give = tell_model},
          {.methods = {"POST"},
           .path = "/v1/feedback",
           .name = "feedback",
           .help = "Stores what users did; answered once it is on disk. It counts from the next request on.",
           .scope = Scope::kWrite,
           .fields = {id("user", ""), id("item", ""), value(), time(),
                      list("events", Form::kRecords, "many at once", 10'000,
                           {id("user", "", true), id("item", "", true), value(), time()})},
           .answer = R"({"stored": "whole"})",
           .status = 201,
           .give = feedback},
          {.methods = {"POST"},
           .path = "/v1/reload",
           .name = "reload",
           .help = "Takes a model's file anew, or those of all.",
           .scope = Scope::kWrite,
           .aside = true,
           .fields = {text("model", "one of them")},
           .answer = R"({"reloaded": [{"name": "string", "checksum": "string"}]})",
           .give = reload_models},
          {.methods = {"GET"},
           .path = "/v1/openapi.json",
           .name = "openapi",
           .help = "This document.",
           .scope = Scope::kOpen,
           .answer = R"({"*": "any"})",
           .give = open_api},
          {.methods = {"GET"},
           .path = "/healthz",
           .name = "healthz",
           .help = "Is the server up?",
           .scope = Scope::kOpen,
           .answer = R"({"status": "string"})",
           .give = health},
          {.methods = {"GET"},
           .path = "/readyz",
           .name = "readyz",
           .help = "May the server be asked?",
           .scope = Scope::kOpen,
           .answer = R"({"status": "string"})",
           .give = ready},
          {.methods = {"GET"},
           .path = "/metrics",
           .name = "metrics",
           .help = "What the server counts, in the text form of Prometheus.",
           .scope = Scope::kRead,
           .type = "text/plain; version=0.0.4; charset=utf-8",
           .give = metrics},
          {.methods = {"GET"},
           .path = "/",
           .name = "page",
           .help = "The page, and at further addresses the files that it needs.",
           .scope = Scope::kOpen,
           .type = "text/html; charset=utf-8",
           .give = page}};
}

}  // namespace

std::vector<Route> all_routes() {
  std::vector<Route> routes = model_routes();
  for (Route& route : house_routes()) routes.push_back(std::move(route));
  return routes;
}

}  // namespace kinfold::http
