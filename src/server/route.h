// The route table of the HTTP API. Each route lists its methods, path, request fields, response schema and handler.
// Requests are matched and validated against this table, and the OpenAPI document is generated from it.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "server/catalog.h"
#include "server/message.h"
#include "server/request_args.h"
#include "server/request_field.h"
#include "server/tokens.h"

namespace kinfold::http {

class Service;

// A request that was matched to a route and validated.
struct RequestContext {
  Service& service;
  Catalog::Model model;  // empty if the path has no {model}
  RequestArgs args;
  std::string path, if_none_match;
  const ServedModel& served() const { return *model.served; }
};

// Item lists that are not ranked yet, so that the lists of several requests can be ranked in one batch. body() then
// writes the response body.
struct RankingJob {
  std::shared_ptr<const ServedModel> served;
  std::vector<ItemRanking> ranking;
  std::function<std::string(const std::vector<ItemRanking>&)> body;
};
// A response that becomes available later. begin() starts the work and may call `done` from any thread.
struct DeferredResponse {
  std::function<void(std::function<void(Response)> done)> begin;
};
using Outcome = std::variant<Response, RankingJob, DeferredResponse>;

struct Route {
  std::vector<std::string> methods = {};
  std::string path = {};  // "/v1/models/{model}/recommend"
  std::string name = {};  // operationId in the OpenAPI document
  std::string help = {};  // summary in the OpenAPI document
  Scope scope = Scope::kRead;
  bool background = false;      // the handler is slow: it runs in the thread pool, not on an IoWorker
  std::string capability = {};  // which the model must have; empty: none
  std::vector<Field> fields = {};
  // Schema of the response body in a short notation: JSON in which each value is the name of a type, "string",
  // "number", "integer", "boolean" or "any". A type with a trailing ? may be null. A key with a trailing ? is optional.
  // The key * stands for any name.
  std::string response = {};
  int status = 200;
  std::string type = "application/json";
  std::function<Outcome(const RequestContext&)> handle = {};
};

std::vector<Route> model_routes();  // below /v1/models/{model}/
std::vector<Route> all_routes();

}  // namespace kinfold::http
