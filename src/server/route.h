// What a server answers: each route once, with its words, its answer and the function that gives it. Requests are
// matched and checked by this list, and the interface's document is made of it.
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

// One request, checked.
struct RequestContext {
  Service& service;
  Catalog::Model model;  // of routes that name one
  RequestArgs args;
  std::string path, if_none_match;
  const ServedModel& served() const { return *model.served; }
};

// Item lists that are yet to be ranked, so that those of several requests can go together; then body() tells them.
struct RankingJob {
  std::shared_ptr<const ServedModel> served;
  std::vector<ItemRanking> ranking;
  std::function<std::string(const std::vector<ItemRanking>&)> body;
};
// A reply that is given once something else is done, from whatever thread.
struct DeferredResponse {
  std::function<void(std::function<void(Response)> done)> begin;
};
using Outcome = std::variant<Response, RankingJob, DeferredResponse>;

struct Route {
  std::vector<std::string> methods = {};
  std::string path = {};  // "/v1/models/{model}/recommend"
  std::string name = {};  // in the document
  std::string help = {};
  Scope scope = Scope::kRead;
  bool background = false;      // slow: runs in the thread pool, not on an IoWorker
  std::string capability = {};  // that a model must have
  std::vector<Field> fields = {};
  // Schema of the response body, as JSON in which each value is a type's name: "string", "number", "whole", "flag",
  // "any"; one with a ? behind may be null. A name with a ? behind need not be there; the name * stands for any.
  std::string response = {};
  int status = 200;
  std::string type = "application/json";
  std::function<Outcome(const RequestContext&)> handle = {};
};

std::vector<Route> model_routes();  // that ask one model
std::vector<Route> all_routes();

}  // namespace kinfold::http
