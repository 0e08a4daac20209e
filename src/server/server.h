// HTTP server: sockets, threads and timeouts around a Service. Boost stays inside server.cpp and connection.cpp.
#pragma once
#include <cstdint>
#include <memory>
#include <string>

#include "server/access_log.h"
#include "server/service.h"

namespace kinfold::http {

// Each I/O thread owns a part of the connections. A thread reads all requests that have arrived and ranks their item
// lists in one batch, with one matrix product; a single request does not wait for others. Slow routes run in a pool of
// two background threads.
class Server {
 public:
  struct Settings {
    std::string host = "127.0.0.1";
    std::uint16_t port = 8080;           // 0: any free port
    std::size_t threads = 0;             // 0: one per core
    std::size_t max_connections = 4096;  // further connections get 503
    std::size_t body_limit = 1 << 20;    // bytes
    std::size_t header_limit = 8192;
    std::size_t max_queued = 64;  // slow requests in the queue; further requests get 503
    double timeout = 30;          // seconds to receive a request, and to send a response
    double drain_timeout = 10;    // seconds that running requests have at shutdown
    bool watch = false;           // check the model files for changes every second
  };

  // Binds the address, so that port() is known. Throws an Error if it cannot be bound.
  Server(Service& service, AccessLog& log, Settings settings);
  ~Server();

  std::uint16_t port() const;
  void run();   // until SIGTERM, SIGINT or stop(); SIGHUP reloads all models and reopens the access log
  void stop();  // may be called from any thread

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace kinfold::http
