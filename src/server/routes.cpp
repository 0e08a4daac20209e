#include "server/handlers.h"
#include "server/request_fields.h"

namespace kinfold::http {
namespace {

using namespace request_field;

const char* const kModelSchema = R"("name": "string", "task": "string", "kind": "string", "rank": "integer",
    "loaded": "string", "checksum": "string", "capabilities": ["string"], "sides": ["string"], "sizes": {"*": "integer"},
    "colors": {"*": ["string"]}, "index?": {"kind": "string", "error?": "string"})";

std::vector<Route> server_routes() {
  return {{.methods = {"GET"},
           .path = "/v1/models",
           .name = "models",
           .help = "The models that are served.",
           .scope = Scope::kRead,
           .response = std::string(R"({"models": [{)") + kModelSchema + "}]}",
           .handle = list_models},
          {.methods = {"GET"},
           .path = "/v1/models/{model}",
           .name = "model",
           .help = "One model, and how it came to be.",
           .scope = Scope::kRead,
           .background = true,
           .response = std::string("{") + kModelSchema + R"(, "*": "any"})",
           .handle = describe_model},
          {.methods = {"POST"},
           .path = "/v1/feedback",
           .name = "feedback",
           .help = "Stores what users did; answered once it is on disk. It counts from the next request on.",
           .scope = Scope::kWrite,
           .fields = {id("user", ""), id("item", ""), value(), time(),
                      list("events", FieldKind::kObjects, "many at once", 10'000,
                           {id("user", "", true), id("item", "", true), value(), time()})},
           .response = R"({"stored": "integer"})",
           .status = 201,
           .handle = feedback},
          {.methods = {"POST"},
           .path = "/v1/reload",
           .name = "reload",
           .help = "Takes a model's file anew, or those of all.",
           .scope = Scope::kWrite,
           .background = true,
           .fields = {string("model", "one of them")},
           .response = R"({"reloaded": [{"name": "string", "checksum": "string"}]})",
           .handle = reload_models},
          {.methods = {"GET"},
           .path = "/v1/openapi.json",
           .name = "openapi",
           .help = "This document.",
           .scope = Scope::kOpen,
           .response = R"({"*": "any"})",
           .handle = open_api},
          {.methods = {"GET"},
           .path = "/healthz",
           .name = "healthz",
           .help = "Is the server up?",
           .scope = Scope::kOpen,
           .response = R"({"status": "string"})",
           .handle = health},
          {.methods = {"GET"},
           .path = "/readyz",
           .name = "readyz",
           .help = "May the server be asked?",
           .scope = Scope::kOpen,
           .response = R"({"status": "string"})",
           .handle = ready},
          {.methods = {"GET"},
           .path = "/metrics",
           .name = "metrics",
           .help = "What the server counts, in the text form of Prometheus.",
           .scope = Scope::kRead,
           .type = "text/plain; version=0.0.4; charset=utf-8",
           .handle = metrics},
          {.methods = {"GET"},
           .path = "/",
           .name = "page",
           .help = "The page, and at further addresses the files that it needs.",
           .scope = Scope::kOpen,
           .type = "text/html; charset=utf-8",
           .handle = page}};
}

}  // namespace

std::vector<Route> all_routes() {
  std::vector<Route> routes = model_routes();
  for (Route& route : server_routes()) routes.push_back(std::move(route));
  return routes;
}

}  // namespace kinfold::http
