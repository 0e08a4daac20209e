#include "server/handlers.h"
#include "server/request_fields.h"

namespace kinfold::http {
namespace {

using namespace request_field;

const char* const kModelSchema = R"("name": "string", "task": "string", "kind": "string", "rank": "integer",
    "loaded": "string", "checksum": "string", "capabilities": ["string"], "sides": ["string"],
    "sizes": {"*": "integer"}, "colors": {"*": ["string"]}, "index?": {"kind": "string", "error?": "string"})";

std::vector<Route> api_routes() {
  return {{.methods = {"GET"},
           .path = "/v1/models",
           .name = "models",
           .help = "Lists the served models.",
           .scope = Scope::kRead,
           .response = std::string(R"({"models": [{)") + kModelSchema + "}]}",
           .handle = list_models},
          {.methods = {"GET"},
           .path = "/v1/models/{model}",
           .name = "model",
           .help = "Describes a model, its training and its evaluations.",
           .scope = Scope::kRead,
           .background = true,
           .response = std::string("{") + kModelSchema + R"(, "*": "any"})",
           .handle = describe_model},
          {.methods = {"POST"},
           .path = "/v1/feedback",
           .name = "feedback",
           .help = "Stores events of users. Responds once they are on disk; the next request uses them.",
           .scope = Scope::kWrite,
           .fields = {id("user", ""), id("item", ""), value(), time(),
                      list("events", FieldKind::kObjects, "many events", 10'000,
                           {id("user", "", true), id("item", "", true), value(), time()})},
           .response = R"({"stored": "integer"})",
           .status = 201,
           .handle = feedback},
          {.methods = {"POST"},
           .path = "/v1/reload",
           .name = "reload",
           .help = "Reloads the file of one model or of all models.",
           .scope = Scope::kWrite,
           .background = true,
           .fields = {string("model", "name of the model [all]")},
           .response = R"({"reloaded": [{"name": "string", "checksum": "string"}]})",
           .handle = reload_models},
          {.methods = {"GET"},
           .path = "/v1/openapi.json",
           .name = "openapi",
           .help = "The OpenAPI document.",
           .scope = Scope::kOpen,
           .response = R"({"*": "any"})",
           .handle = open_api}};
}

// What monitoring and browsers ask for.
std::vector<Route> operation_routes() {
  return {{.methods = {"GET"},
           .path = "/healthz",
           .name = "healthz",
           .help = "Liveness: the server is up.",
           .scope = Scope::kOpen,
           .response = R"({"status": "string"})",
           .handle = health},
          {.methods = {"GET"},
           .path = "/readyz",
           .name = "readyz",
           .help = "Readiness: the server accepts requests.",
           .scope = Scope::kOpen,
           .response = R"({"status": "string"})",
           .handle = ready},
          {.methods = {"GET"},
           .path = "/metrics",
           .name = "metrics",
           .help = "Metrics in the Prometheus text format.",
           .scope = Scope::kRead,
           .type = "text/plain; version=0.0.4; charset=utf-8",
           .handle = metrics},
          {.methods = {"GET"},
           .path = "/",
           .name = "page",
           .help = "The web page; its other files have paths of their own.",
           .scope = Scope::kOpen,
           .type = "text/html; charset=utf-8",
           .handle = page}};
}

}  // namespace

std::vector<Route> all_routes() {
  std::vector<Route> routes = model_routes();
  for (const auto& more : {api_routes(), operation_routes()}) routes.insert(routes.end(), more.begin(), more.end());
  return routes;
}

}  // namespace kinfold::http
