#include "app/http/service.h"

#include <algorithm>
#include <future>
#include <new>

#include "app/http/json_text.h"
#include "app/http/open_api.h"
#include "core/error.h"

namespace kinfold::http {
namespace {

std::vector<std::string> parts_of(const std::string& path) {
  std::vector<std::string> parts;
  for (std::size_t begin = 1; begin <= path.size();) {
    const std::size_t end = std::min(path.find('/', begin), path.size());
    parts.push_back(path.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

constexpr std::string_view kModel = "{model}";

bool fits(const std::vector<std::string>& route, const std::vector<std::string>& path) {
  return std::ranges::equal(
      route, path, [](const auto& own, const auto& asked) { return own == kModel ? !asked.empty() : own == asked; });
}

// The name where a route has {model}; empty where it has not.
std::string model_in(const std::vector<std::string>& route, const std::vector<std::string>& path) {
  const auto at = std::ranges::find(route, kModel);
  return at == route.end() ? "" : unescaped(path[std::size_t(at - route.begin())], false);
}

std::vector<std::pair<std::string, std::string>> names_of(const std::vector<Route>& routes) {
  std::vector<std::pair<std::string, std::string>> names;
  for (const Route& route : routes) names.emplace_back(join(route.methods, "|"), route.path);
  return names;
}

// "localhost" of "localhost:8080", in small letters; of "[::1]:8080" the brackets stay.
std::string name_in(std::string_view host) {
  std::string name(host.substr(0, host.find(':', host.starts_with('[') ? host.find(']') : 0)));
  std::ranges::transform(name, name.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c; });
  return name;
}

Asked words_of(const Request& request, const Route& route, std::string_view query) {
  if (request.method != "POST") return Asked::from_query(query, route.fields);
  if (!query.empty()) throw Problem(400, "a POST takes its words in its body, not in the address");
  if (request.body.empty()) return Asked::from_json("{}", route.fields);
  const std::string type = request.content_type.substr(0, request.content_type.find(';'));
  if (type != "application/json")
    throw Problem(415, "the body must be JSON: send the header Content-Type: application/json");
  return Asked::from_json(request.body, route.fields);
}

}  // namespace

Reply reply_of(const Problem& problem) {
  Reply reply{problem.status, "application/problem+json", problem.json(), {}};
  if (!problem.allow.empty()) reply.headers.emplace_back("Allow", problem.allow);
  if (problem.status == 401) reply.headers.emplace_back("WWW-Authenticate", "Bearer");
  if (problem.status == 503) reply.headers.emplace_back("Retry-After", "1");
  return reply;
}

Service::Service(Settings settings, Catalog& catalog, FreshEvents& fresh, EventKeeper* keeper)
    : settings_(std::move(settings)),
      catalog_(catalog),
      fresh_(fresh),
      keeper_(keeper),
      routes_(all_routes()),
      open_api_(open_api_of(routes_, settings_.version)),
      metrics_(names_of(routes_)) {
  for (std::string& host : settings_.hosts) host = name_in(host);
  for (const Route& route : routes_) route_parts_.push_back(parts_of(route.path));
}

// The route that fits; as many as there are where none does, and then `allowed` tells the methods of those that would.
std::size_t Service::find_route(const std::vector<std::string>& parts, const std::string& method,
                                std::vector<std::string>& allowed) const {
  for (std::size_t r = 0; r < routes_.size(); ++r) {
    if (!fits(route_parts_[r], parts)) continue;
    const std::vector<std::string>& methods = routes_[r].methods;
    if (std::ranges::find(methods, method) != methods.end()) return r;
    allowed.insert(allowed.end(), methods.begin(), methods.end());
  }
  return routes_.size();
}

std::optional<Reply> Service::preflight(const Request& request) const {
  if (request.method != "OPTIONS" || settings_.origins.empty()) return {};
  Reply reply{
      204, "application/json", "", {{"Access-Control-Allow-Methods", "GET, POST"}, {"Access-Control-Max-Age", "600"}}};
  dress(request, reply);
  return reply;
}

Service::Opened Service::open(const Request& request, std::size_t& route) {
  route = routes_.size();
  // A page of elsewhere may give a name of its own to this machine, and ask as if from here.
  const std::vector<std::string>& hosts = settings_.hosts;
  if (!hosts.empty() && !request.host.empty() && std::ranges::find(hosts, name_in(request.host)) == hosts.end())
    throw Problem(421, "this server is not asked by that name; start it with --allow-host to add one");
  const std::size_t mark = std::min(request.target.find('?'), request.target.size());
  const std::string path = request.target.substr(0, mark);
  const std::string_view query = std::string_view(request.target).substr(std::min(mark + 1, request.target.size()));
  const std::string method = request.method == "HEAD" ? "GET" : request.method;
  std::vector<std::string> parts = parts_of(path), allowed;
  if (page_.find(path)) parts = {""};  // one route for all of the page's files
  route = find_route(parts, method, allowed);
  if (route == routes_.size() && allowed.empty())
    throw Problem(404, "there is nothing at this address; see /v1/openapi.json");
  if (route == routes_.size()) {
    Problem problem(405, "this address takes another method", "", allowed);
    problem.allow = join(allowed);
    throw problem;
  }
  const Route& found = routes_[route];
  settings_.tokens.check(request.authorization, found.scope);
  Opened opened{route, {*this, {}, {}, path, request.if_none_match}};
  if (const std::string model = model_in(route_parts_[route], parts); !model.empty()) {
    opened.asking.model = catalog_.find(model);
    const Served& served = opened.asking.served();
    if (!found.ability.empty() && !served.can(found.ability))
      throw Problem(422, "a model of " + task_of(served.model()) + " cannot " + found.ability, "model", served.can());
  }
  opened.asking.words = words_of(request, found, query);
  return opened;
}

Outcome Service::give(const Opened& opened) { return routes_[opened.route].give(opened.asking); }

Reply Service::answer(const Request& request, Pool& pool) {
  std::size_t route = 0;
  Reply reply;
  try {
    Outcome outcome = give(open(request, route));
    if (auto* lists = std::get_if<Lists>(&outcome)) {
      std::vector<Lists> one;
      one.push_back(std::move(*lists));
      reply = std::move(rank_together(one, pool)[0]);
    } else if (auto* later = std::get_if<Later>(&outcome)) {
      auto promise = std::make_shared<std::promise<Reply>>();
      later->begin([promise](Reply ready) { promise->set_value(std::move(ready)); });
      reply = promise->get_future().get();
    } else {
      reply = std::move(std::get<Reply>(outcome));
    }
  } catch (...) {
    reply = reply_of_fault(std::current_exception());
  }
  dress(request, reply);
  return reply;
}

Reply Service::reply_of_fault(std::exception_ptr fault) {
  try {
    std::rethrow_exception(fault);
  } catch (const Problem& problem) {
    return reply_of(problem);
  } catch (const Error& error) {
    return reply_of(Problem(422, error.problem() + (error.advice().empty() ? "" : "; " + error.advice())));
  } catch (const std::bad_alloc&) {
    return reply_of(Problem(503, "there is not enough memory for this now"));
  } catch (const std::exception& error) {
    return reply_of(Problem(500, "this should not happen: " + std::string(error.what())));
  }
}

void Service::dress(const Request& request, Reply& reply) const {
  reply.headers.emplace_back("X-Content-Type-Options", "nosniff");
  if (reply.type.starts_with("text/html"))
    reply.headers.emplace_back("Content-Security-Policy",
                               "default-src 'self'; img-src 'self' data:; "
                               "object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'none'");
  if (settings_.origins.empty()) return;
  reply.headers.emplace_back("Vary", "Origin");
  for (const std::string& origin : settings_.origins)
    if (origin == "*" || (origin == request.origin && !origin.empty())) {
      reply.headers.emplace_back("Access-Control-Allow-Origin", origin);
      reply.headers.emplace_back("Access-Control-Allow-Headers", "Authorization, Content-Type");
      return;
    }
}

std::vector<Reply> rank_together(std::vector<Lists>& lists, Pool& pool) {
  std::vector<std::vector<Wanted*>> of_model;
  std::vector<const ItemRanker*> rankers;
  for (Lists& list : lists) {
    const ItemRanker* ranker = list.served->ranker();
    const auto at = std::size_t(std::ranges::find(rankers, ranker) - rankers.begin());
    if (at == rankers.size()) rankers.push_back(ranker), of_model.emplace_back();
    for (Wanted& wanted : list.wanted) of_model[at].push_back(&wanted);
  }
  for (std::size_t at = 0; at < rankers.size(); ++at) rankers[at]->rank(of_model[at], pool);
  std::vector<Reply> replies;
  for (Lists& list : lists) replies.push_back(Reply::json(list.body(list.wanted)));
  return replies;
}

}  // namespace kinfold::http
