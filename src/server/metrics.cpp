#include "server/metrics.h"

#include <algorithm>
#include <charconv>

namespace kinfold::http {
namespace {

std::string metric_value(double value) {
  char digits[400];
  return {digits, std::to_chars(digits, digits + sizeof digits, value, std::chars_format::fixed).ptr};
}

void add_header(std::string& text, const std::string& name, const std::string& help, const std::string& kind) {
  text += "# HELP " + name + " " + help + "\n# TYPE " + name + " " + kind + "\n";
}

}  // namespace

Metrics::Metrics(std::vector<std::pair<std::string, std::string>> routes)
    : names_(std::move(routes)), routes_(std::make_unique<Route[]>(names_.size() + 1)) {
  names_.emplace_back("", "none");
}

void Metrics::count(std::size_t route, int status, double seconds) {
  Route& at = routes_[route];
  const auto code = std::size_t(std::ranges::find(kStatuses, status) - kStatuses.begin());
  const auto bound = std::size_t(std::ranges::lower_bound(kBounds, seconds) - kBounds.begin());
  constexpr auto relaxed = std::memory_order_relaxed;
  at.status[code].fetch_add(1, relaxed);
  at.buckets[bound].fetch_add(1, relaxed);
  at.microseconds.fetch_add(std::uint64_t(seconds * 1e6), relaxed);
}

std::string Metrics::text() const {
  std::string text;
  const auto labels = [&](std::size_t r) {
    return "{method=\"" + names_[r].first + "\",route=\"" + names_[r].second + "\"";
  };
  add_header(text, "kinfold_requests_total", "Requests by route and status.", "counter");
  for (std::size_t r = 0; r < names_.size(); ++r)
    for (std::size_t s = 0; s <= kStatuses.size(); ++s)
      if (const std::uint64_t count = routes_[r].status[s]; count > 0)
        text += "kinfold_requests_total" + labels(r) + ",status=\"" +
                (s < kStatuses.size() ? std::to_string(kStatuses[s]) : "other") + "\"} " + std::to_string(count) + "\n";
  add_header(text, "kinfold_request_duration_seconds", "Time from the last byte of a request to its response.",
             "histogram");
  for (std::size_t r = 0; r < names_.size(); ++r) {
    std::uint64_t count = 0;
    std::string lines;
    for (std::size_t b = 0; b <= kBounds.size(); ++b) {
      count += routes_[r].buckets[b];
      lines += "kinfold_request_duration_seconds_bucket" + labels(r) + ",le=\"" +
               (b < kBounds.size() ? metric_value(kBounds[b]) : "+Inf") + "\"} " + std::to_string(count) + "\n";
    }
    if (count == 0) continue;
    text += lines + "kinfold_request_duration_seconds_sum" + labels(r) + "} " +
            metric_value(double(routes_[r].microseconds) / 1e6) + "\nkinfold_request_duration_seconds_count" +
            labels(r) + "} " + std::to_string(count) + "\n";
  }
  add_metric(text, "kinfold_connections", "Open connections.", "gauge", double(open_connections));
  add_metric(text, "kinfold_connections_total", "Accepted connections.", "counter", double(accepted_connections));
  add_metric(text, "kinfold_timeouts_total", "Connections closed by a timeout.", "counter", double(timeouts));
  add_metric(text, "kinfold_feedback_stored_total", "Events written to the event store.", "counter",
             double(stored_events));
  add_metric(text, "kinfold_feedback_failures_total", "Failed writes to the event store.", "counter",
             double(store_failures));
  return text;
}

void add_metric(std::string& text, const std::string& name, const std::string& help, const std::string& kind,
                double value) {
  add_header(text, name, help, kind);
  text += name + " " + metric_value(value) + "\n";
}

}  // namespace kinfold::http
