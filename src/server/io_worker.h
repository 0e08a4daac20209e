// An I/O thread of the server and its connections. Included only by server.cpp and connection.cpp.
#pragma once
#include <atomic>
#include <utility>
// Boost 1.74 does not include <utility> itself.
#include <boost/asio.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <unordered_set>

#include "server/server.h"

namespace kinfold::http {

namespace asio = boost::asio;
namespace beast = boost::beast;
using Tcp = asio::ip::tcp;
using Clock = std::chrono::steady_clock;
using Stream = beast::basic_stream<Tcp, asio::io_context::executor_type>;
using Socket = Stream::socket_type;

class Connection;

// State shared by all workers.
struct SharedState {
  Service& service;
  AccessLog& log;
  Server::Settings settings;
  asio::thread_pool background{2};
  std::atomic<std::size_t> queued{0};  // requests in the thread pool
};

// All functions but context() and shared() are called on the worker's own thread.
class IoWorker {
 public:
  explicit IoWorker(SharedState& shared) : shared_(shared), work_(context_.get_executor()), drain_timer_(context_) {}

  asio::io_context& context() { return context_; }
  SharedState& shared() { return shared_; }
  std::string& log_lines() { return log_lines_; }
  bool draining() const { return draining_; }

  void open(Socket socket);
  void closed(Connection* connection);
  // Queues a job. flush() ranks all queued jobs in one batch.
  void add(std::shared_ptr<Connection> connection, RankingJob job);
  void run();    // returns once drained or stopped
  void drain();  // closes idle connections now and the others after drain_timeout; takes no more requests

 private:
  void flush();

  SharedState& shared_;
  std::unordered_set<Connection*> connections_;
  std::vector<std::shared_ptr<Connection>> pending_;
  std::vector<RankingJob> jobs_;
  Pool pool_{1};
  std::string log_lines_;
  bool draining_ = false;
  asio::io_context context_{1};  // destroyed before the members above, with all connections
  asio::executor_work_guard<asio::io_context::executor_type> work_;
  asio::steady_timer drain_timer_;
};

// The connection of one client. It handles one request at a time.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(IoWorker& worker, Socket socket);
  ~Connection();

  void read();
  void send(Response response);
  void end_if_idle();

 private:
  void on_header(beast::error_code error);
  void read_body();
  void on_request(beast::error_code error);
  void handle(const Request& request);
  void handle_in_background(Service::MatchedRequest matched);
  void handle_deferred(DeferredResponse deferred);
  static void post_response(std::shared_ptr<Connection> connection, Response response);
  void refuse(int status, const std::string& what);
  void on_sent(beast::error_code error);
  void linger();
  void start_timeout();
  void write_header(const Response& response, std::size_t bytes);

  IoWorker& worker_;
  Stream stream_;
  beast::flat_buffer buffer_;
  std::optional<beast::http::request_parser<beast::http::string_body>> parser_;
  Request request_;
  std::size_t route_ = 0;
  Clock::time_point start_time_;
  std::string client_, output_;
  bool keep_alive_ = true, idle_ = false;
  std::size_t discarded_bytes_ = 0;
};

}  // namespace kinfold::http
