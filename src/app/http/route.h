// What a server answers: each route once, with its words, its answer and the function that gives it. Requests are
// matched and checked by this list, and the interface's document is made of it.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "app/http/asked.h"
#include "app/http/catalog.h"
#include "app/http/field.h"
#include "app/http/message.h"
#include "app/http/tokens.h"

namespace kinfold::http {

class Service;

// One request, checked.
struct Asking {
  Service& service;
  Catalog::Model model;  // of routes that name one
  Asked words;
  std::string path, if_none_match;
  const Served& served() const { return *model.served; }
};

// Lists of items that are yet to be ranked, so that those of several requests can go together; then body() tells them.
struct Lists {
  std::shared_ptr<const Served> served;
  std::vector<Wanted> wanted;
  std::function<std::string(const std::vector<Wanted>&)> body;
};
// A reply that is given once something else is done, from whatever thread.
struct Later {
  std::function<void(std::function<void(Reply)> done)> begin;
};
using Outcome = std::variant<Reply, Lists, Later>;

struct Route {
  std::vector<std::string> methods = {};
  std::string path = {};  // "/v1/models/{model}/recommend"
  std::string name = {};  // in the document
  std::string help = {};
  Scope scope = Scope::kRead;
  bool aside = false;        // takes long: not on the threads that answer the others
  std::string ability = {};  // that a model must have
  std::vector<Field> fields = {};
  // Of an answer, as JSON in which each value is a type's name: "string", "number", "whole", "flag", "any"; one with a
  // ? behind may be null. A name with a ? behind need not be there; the name * stands for any.
  std::string answer = {};
  int status = 200;
  std::string type = "application/json";
  std::function<Outcome(const Asking&)> give = {};
};

std::vector<Route> model_routes();  // that ask one model
std::vector<Route> all_routes();

}  // namespace kinfold::http
