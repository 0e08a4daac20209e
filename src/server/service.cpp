#include "server/service.h"

#include <algorithm>
#include <future>
#include <new>

#include "core/error.h"
#include "server/json_writer.h"
#include "server/open_api.h"

namespace kinfold::http {
namespace {

std::vector<std::string> path_segments(const std::string& path) {
  std::vector<std::string> segments;
  for (std::size_t begin = 1; begin <= path.size();) {
    const std::size_t end = std::min(path.find('/', begin), path.size());
    segments.push_back(path.substr(begin, end - begin));
    begin = end + 1;
  }
  return segments;
}

constexpr std::string_view kModel = "{model}";

bool matches(const std::vector<std::string>& route, const std::vector<std::string>& path) {
  return std::ranges::equal(route, path, [](const auto& expected, const auto& segment) {
    return expected == kModel ? !segment.empty() : expected == segment;
  });
}

// Returns the segment at {model}; empty if the route has none.
std::string model_in(const std::vector<std::string>& route, const std::vector<std::string>& path) {
  const auto at = std::ranges::find(route, kModel);
  return at == route.end() ? "" : percent_decoded(path[std::size_t(at - route.begin())], false);
}

std::vector<std::pair<std::string, std::string>> metric_labels(const std::vector<Route>& routes) {
  std::vector<std::pair<std::string, std::string>> names;
  for (const Route& route : routes) names.emplace_back(join(route.methods, "|"), route.path);
  return names;
}

// Strips the port and converts to lower case: "localhost:8080" to "localhost". Keeps the brackets of "[::1]:8080".
std::string host_name(std::string_view host) {
  std::string name(host.substr(0, host.find(':', host.starts_with('[') ? host.find(']') : 0)));
  std::ranges::transform(name, name.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c; });
  return name;
}

RequestArgs parse_args(const Request& request, const Route& route, std::string_view query) {
  if (request.method != "POST") return RequestArgs::from_query(query, route.fields);
  if (!query.empty()) throw Problem(400, "send the fields of a POST request in its body, not in the query string");
  if (request.body.empty()) return RequestArgs::from_json("{}", route.fields);
  const std::string type = request.content_type.substr(0, request.content_type.find(';'));
  if (type != "application/json")
    throw Problem(415, "the body must be JSON; send the header Content-Type: application/json");
  return RequestArgs::from_json(request.body, route.fields);
}

}  // namespace

Response response_of(const Problem& problem) {
  Response response{problem.status, "application/problem+json", problem.json(), {}};
  if (!problem.allow.empty()) response.headers.emplace_back("Allow", problem.allow);
  if (problem.status == 401) response.headers.emplace_back("WWW-Authenticate", "Bearer");
  if (problem.status == 503) response.headers.emplace_back("Retry-After", "1");
  return response;
}

Service::Service(Settings settings, Catalog& catalog, FreshEvents& fresh, EventRecorder* recorder)
    : settings_(std::move(settings)),
      catalog_(catalog),
      fresh_(fresh),
      recorder_(recorder),
      routes_(all_routes()),
      open_api_(open_api_of(routes_, settings_.version)),
      metrics_(metric_labels(routes_)) {
  for (std::string& host : settings_.hosts) host = host_name(host);
  for (const Route& route : routes_) route_segments_.push_back(path_segments(route.path));
}

// Returns the index of the matching route, or routes_.size(). `allowed` collects the methods of routes that match the
// path only.
std::size_t Service::find_route(const std::vector<std::string>& segments, const std::string& method,
                                std::vector<std::string>& allowed) const {
  for (std::size_t r = 0; r < routes_.size(); ++r) {
    if (!matches(route_segments_[r], segments)) continue;
    const std::vector<std::string>& methods = routes_[r].methods;
    if (std::ranges::find(methods, method) != methods.end()) return r;
    allowed.insert(allowed.end(), methods.begin(), methods.end());
  }
  return routes_.size();
}

std::optional<Response> Service::preflight(const Request& request) const {
  if (request.method != "OPTIONS" || settings_.origins.empty()) return {};
  Response response{
      204, "application/json", "", {{"Access-Control-Allow-Methods", "GET, POST"}, {"Access-Control-Max-Age", "600"}}};
  add_common_headers(request, response);
  return response;
}

Service::MatchedRequest Service::match(const Request& request, std::size_t& route) {
  route = routes_.size();
  // Protects from DNS rebinding: a foreign page may reach this machine by a host name of its own.
  const std::vector<std::string>& hosts = settings_.hosts;
  if (!hosts.empty() && !request.host.empty() && std::ranges::find(hosts, host_name(request.host)) == hosts.end())
    throw Problem(421, "this server does not accept that host name; start it with --allow-host NAME");
  const std::size_t question_mark = std::min(request.target.find('?'), request.target.size());
  const std::string path = request.target.substr(0, question_mark);
  const std::string_view query =
      std::string_view(request.target).substr(std::min(question_mark + 1, request.target.size()));
  const std::string method = request.method == "HEAD" ? "GET" : request.method;
  std::vector<std::string> segments = path_segments(path), allowed;
  if (page_.find(path)) segments = {""};  // one route serves all files of the web page
  route = find_route(segments, method, allowed);
  if (route == routes_.size() && allowed.empty()) throw Problem(404, "unknown path; see /v1/openapi.json");
  if (route == routes_.size()) {
    Problem problem(405, "this path does not support the method", "", allowed);
    problem.allow = join(allowed);
    throw problem;
  }
  const Route& matched_route = routes_[route];
  settings_.tokens.check(request.authorization, matched_route.scope);
  MatchedRequest matched{route, {*this, {}, {}, path, request.if_none_match}};
  if (const std::string model = model_in(route_segments_[route], segments); !model.empty()) {
    matched.context.model = catalog_.find(model);
    const ServedModel& served = matched.context.served();
    if (!matched_route.capability.empty() && !served.can(matched_route.capability))
      throw Problem(422, "a " + task_of(served.model()) + " model does not support " + matched_route.capability,
                    "model", served.capabilities());
  }
  matched.context.args = parse_args(request, matched_route, query);
  return matched;
}

Outcome Service::handle(const MatchedRequest& matched) { return routes_[matched.route].handle(matched.context); }

Response Service::answer(const Request& request, Pool& pool) {
  std::size_t route = 0;
  Response response;
  try {
    Outcome outcome = handle(match(request, route));
    if (auto* jobs = std::get_if<RankingJob>(&outcome)) {
      std::vector<RankingJob> one;
      one.push_back(std::move(*jobs));
      response = std::move(rank_batch(one, pool)[0]);
    } else if (auto* deferred = std::get_if<DeferredResponse>(&outcome)) {
      auto promise = std::make_shared<std::promise<Response>>();
      deferred->begin([promise](Response ready) { promise->set_value(std::move(ready)); });
      response = promise->get_future().get();
    } else {
      response = std::move(std::get<Response>(outcome));
    }
  } catch (...) {
    response = error_response(std::current_exception());
  }
  add_common_headers(request, response);
  return response;
}

Response Service::error_response(std::exception_ptr failure) {
  try {
    std::rethrow_exception(failure);
  } catch (const Problem& problem) {
    return response_of(problem);
  } catch (const Error& error) {
    return response_of(Problem(422, error.problem() + (error.advice().empty() ? "" : "; " + error.advice())));
  } catch (const std::bad_alloc&) {
    return response_of(Problem(503, "not enough memory to handle the request"));
  } catch (const std::exception& error) {
    return response_of(Problem(500, "internal error: " + std::string(error.what())));
  }
}

void Service::add_common_headers(const Request& request, Response& response) const {
  response.headers.emplace_back("X-Content-Type-Options", "nosniff");
  if (response.type.starts_with("text/html"))
    response.headers.emplace_back("Content-Security-Policy",
                                  "default-src 'self'; img-src 'self' data:; "
                                  "object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'none'");
  if (settings_.origins.empty()) return;
  response.headers.emplace_back("Vary", "Origin");
  for (const std::string& origin : settings_.origins)
    if (origin == "*" || (origin == request.origin && !origin.empty())) {
      response.headers.emplace_back("Access-Control-Allow-Origin", origin);
      response.headers.emplace_back("Access-Control-Allow-Headers", "Authorization, Content-Type");
      return;
    }
}

std::vector<Response> rank_batch(std::vector<RankingJob>& jobs, Pool& pool) {
  std::vector<std::vector<ItemRanking*>> rankings_of;
  std::vector<const ItemRanker*> rankers;
  for (RankingJob& job : jobs) {
    const ItemRanker* ranker = job.served->ranker();
    const auto at = std::size_t(std::ranges::find(rankers, ranker) - rankers.begin());
    if (at == rankers.size()) rankers.push_back(ranker), rankings_of.emplace_back();
    for (ItemRanking& ranking : job.ranking) rankings_of[at].push_back(&ranking);
  }
  for (std::size_t at = 0; at < rankers.size(); ++at) rankers[at]->rank(rankings_of[at], pool);
  std::vector<Response> responses;
  for (RankingJob& job : jobs) responses.push_back(Response::json(job.body(job.ranking)));
  return responses;
}

}  // namespace kinfold::http
