// Sockets, threads and time limits about a Service. The only file beside its source that knows of Boost.
#pragma once
#include <cstdint>
#include <memory>
#include <string>

#include "server/access_log.h"
#include "server/service.h"

namespace kinfold::http {

// Each thread owns its share of the clients. What has come in since it last looked it answers together: lists of
// items are ranked by one product for all that wait, and where one waits alone it is answered at once. Routes that take
// long go to other threads, of which there are two.
class Server {
 public:
  struct Settings {
    std::string host = "127.0.0.1";
    std::uint16_t port = 8080;           // 0: any that is free
    std::size_t threads = 0;             // 0: as many as the machine has
    std::size_t max_connections = 4096;  // at once; further ones are told that the server is busy
    std::size_t body_limit = 1 << 20;    // bytes
    std::size_t header_limit = 8192;
    std::size_t max_queued = 64;    // requests that take long and wait; further ones are refused
    double timeout = 30;        // seconds for a request to come, and for an answer to be taken
    double drain_timeout = 10;  // seconds that requests under way have when the server goes down
    bool watch = false;         // model files are looked at every second
  };

  // Binds, so that port() is known; an Error where the address is not to be had.
  Server(Service& service, AccessLog& log, Settings settings);
  ~Server();

  std::uint16_t port() const;
  void run();   // until SIGTERM or SIGINT, or stop(); SIGHUP reloads all models and opens the log anew
  void stop();  // from any thread

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace kinfold::http
