// The answers of a server, whatever carries them: from a request to a reply, without a socket.
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/http/catalog.h"
#include "app/http/metrics.h"
#include "app/http/page.h"
#include "app/http/route.h"
#include "serve/fresh_events.h"

namespace kinfold::http {

// Where events are kept. `done` is called once they are on disk, or with what kept them from it, on another thread; an
// Error is thrown where so many wait already that no more are taken.
class EventKeeper {
 public:
  virtual ~EventKeeper() = default;
  using Done = std::function<void(std::exception_ptr fault)>;
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
    std::function<std::string(const Served&)> info;
  };
  // All must stay; there may be no keeper.
  Service(Settings settings, Catalog& catalog, FreshEvents& fresh, EventKeeper* keeper);

  // The answer to a browser that asks whether a page of another origin may ask.
  std::optional<Reply> preflight(const Request& request) const;

  // A request that was matched and checked, but not yet answered.
  struct Opened {
    std::size_t route;
    Asking asking;
  };
  // `route` becomes the number of the matched one, or as many as there are, also where a Problem is thrown.
  Opened open(const Request& request, std::size_t& route);
  Outcome give(const Opened& opened);  // or a Problem
  // All at once.
  Reply answer(const Request& request, Pool& pool);

  // What failed, as a reply: a Problem, an Error of the engine, or anything else.
  static Reply reply_of_fault(std::exception_ptr fault);
  // Adds what all replies carry.
  void dress(const Request& request, Reply& reply) const;

  const std::vector<Route>& routes() const { return routes_; }
  const Settings& settings() const { return settings_; }
  Catalog& catalog() { return catalog_; }
  EventKeeper* keeper() { return keeper_; }
  FreshEvents& fresh() { return fresh_; }
  Metrics& metrics() { return metrics_; }
  const std::string& open_api() const { return open_api_; }
  const Page& page() const { return page_; }

  void begin_drain() { draining_ = true; }
  bool draining() const { return draining_; }

 private:
  std::size_t find_route(const std::vector<std::string>& parts, const std::string& method,
                         std::vector<std::string>& allowed) const;

  Settings settings_;
  Catalog& catalog_;
  FreshEvents& fresh_;
  EventKeeper* keeper_;
  std::vector<Route> routes_;
  std::vector<std::vector<std::string>> route_parts_;  // of their paths
  std::string open_api_;
  Page page_;
  Metrics metrics_;
  std::atomic<bool> draining_{false};
};

// Ranks all that is asked for, those of one model together, and turns them into replies.
std::vector<Reply> rank_together(std::vector<Lists>& lists, Pool& pool);

}  // namespace kinfold::http
