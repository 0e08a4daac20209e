// The answers of a server, whatever carries them: from a request to a reply, without a socket.
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

// Where events are kept. `done` is called once they are on disk, or with what kept them from it, on another thread; an
// Error is thrown where so many wait already that no more are taken.
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
    std::vector<std::string> origins;  // of pages that may ask, beside the server's own; "*": all
    std::vector<std::string> hosts;    // names by which it may be asked; none: by any
    std::string version;
    // What `kinfold info --json` says, and what is known of it beside: the text of an object that is not empty.
    std::function<std::string(const ServedModel&)> info;
  };
  // All must stay; there may be no keeper.
  Service(Settings settings, Catalog& catalog, FreshEvents& fresh, EventRecorder* recorder);

  // The answer to a browser that asks whether a page of another origin may ask.
  std::optional<Response> preflight(const Request& request) const;

  // A request that was matched and checked, but not yet answered.
  struct MatchedRequest {
    std::size_t route;
    RequestContext context;
  };
  // `route` becomes the number of the matched one, or as many as there are, also where a Problem is thrown.
  MatchedRequest match(const Request& request, std::size_t& route);
  Outcome handle(const MatchedRequest& matched);  // or a Problem
  // All at once.
  Response answer(const Request& request, Pool& pool);

  // What failed, as a reply: a Problem, an Error of the engine, or anything else.
  static Response error_response(std::exception_ptr failure);
  // Adds what all replies carry.
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
  std::vector<std::vector<std::string>> route_segments_;  // of their paths
  std::string open_api_;
  WebPage page_;
  Metrics metrics_;
  std::atomic<bool> draining_{false};
};

// Ranks all that is asked for, those of one model together, and turns them into replies.
std::vector<Response> rank_batch(std::vector<RankingJob>& jobs, Pool& pool);

}  // namespace kinfold::http
