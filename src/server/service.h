// Request handling without sockets: matches a request to a route, validates it and builds the response.
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "factorization/fresh_events.h"
#include "server/catalog.h"
#include "server/metrics.h"
#include "server/route.h"
#include "server/web_page.h"

namespace kinfold::http {

// Stores events. `done` is called on another thread, without a failure once the events are on disk. record() throws an
// Error if too many events are pending.
class EventRecorder {
 public:
  virtual ~EventRecorder() = default;
  using Done = std::function<void(std::exception_ptr failure)>;
  virtual void record(std::shared_ptr<const std::vector<Event>> events, Done done) = 0;
};

class Service {
 public:
  struct Settings {
    Tokens tokens;
    std::vector<std::string> origins;  // CORS: allowed origins; "*": all
    std::vector<std::string> hosts;    // accepted Host headers; empty: all
    std::string version;
    // Returns the JSON object of `kinfold info --json` as text, with the evaluations of the model. It is not empty.
    std::function<std::string(const ServedModel&)> info;
  };
  // The references must outlive the service. `recorder` may be null.
  Service(Settings settings, Catalog& catalog, FreshEvents& fresh, EventRecorder* recorder);

  // Returns the response to a CORS preflight request, if this is one.
  std::optional<Response> preflight(const Request& request) const;

  // A request that was matched and validated, but not handled yet.
  struct MatchedRequest {
    std::size_t route;
    RequestContext context;
  };
  // Matches and validates a request. Sets `route` to the index of the route, or to routes().size() if none matches,
  // also if it throws a Problem.
  MatchedRequest match(const Request& request, std::size_t& route);
  Outcome handle(const MatchedRequest& matched);  // may throw a Problem
  // Matches, handles and ranks in one blocking call.
  Response answer(const Request& request, Pool& pool);

  // Converts an exception to a response: a Problem, an Error of the engine, or any other exception (500).
  static Response error_response(std::exception_ptr failure);
  // Adds the headers that all responses have: content security and CORS.
  void add_common_headers(const Request& request, Response& response) const;

  const std::vector<Route>& routes() const { return routes_; }
  const Settings& settings() const { return settings_; }
  Catalog& catalog() { return catalog_; }
  EventRecorder* recorder() { return recorder_; }
  FreshEvents& fresh() { return fresh_; }
  Metrics& metrics() { return metrics_; }
  const std::string& open_api() const { return open_api_; }
  const WebPage& page() const { return page_; }

  void begin_drain() { draining_ = true; }
  bool draining() const { return draining_; }

 private:
  std::size_t find_route(const std::vector<std::string>& segments, const std::string& method,
                         std::vector<std::string>& allowed) const;

  Settings settings_;
  Catalog& catalog_;
  FreshEvents& fresh_;
  EventRecorder* recorder_;
  std::vector<Route> routes_;
  std::vector<std::vector<std::string>> route_segments_;  // of the paths
  std::string open_api_;
  WebPage page_;
  Metrics metrics_;
  std::atomic<bool> draining_{false};
};

// Ranks the item lists of all jobs, in one batch per model, and builds the responses, one per job.
std::vector<Response> rank_batch(std::vector<RankingJob>& jobs, Pool& pool);

}  // namespace kinfold::http
