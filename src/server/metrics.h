// Metrics of the server in the Prometheus text format. Thread-safe.
#pragma once
#include <array>
#include <atomic>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace kinfold::http {

class Metrics {
 public:
  // Takes the method and path of each route. Index routes.size() counts requests that match no route.
  explicit Metrics(std::vector<std::pair<std::string, std::string>> routes);

  void count(std::size_t route, int status, double seconds);
  std::string text() const;

  std::atomic<std::int64_t> open_connections{0};
  std::atomic<std::uint64_t> accepted_connections{0}, timeouts{0}, stored_events{0}, store_failures{0};

 private:
  static constexpr std::array kStatuses = {200, 201, 204, 304, 400, 401, 403, 404,
                                           405, 413, 415, 421, 422, 431, 500, 503};
  static constexpr std::array kBounds = {0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01,
                                         0.025,  0.05,    0.1,    0.25,  0.5,    1.0,   2.5};
  struct Route {
    std::array<std::atomic<std::uint64_t>, kStatuses.size() + 1> status{};
    std::array<std::atomic<std::uint64_t>, kBounds.size() + 1> buckets{};
    std::atomic<std::uint64_t> microseconds{0};
  };

  std::vector<std::pair<std::string, std::string>> names_;
  std::unique_ptr<Route[]> routes_;
};

// Appends a metric with its HELP and TYPE lines.
void add_metric(std::string& text, const std::string& name, const std::string& help, const std::string& kind,
                double value);

}  // namespace kinfold::http
