#include "server/server.h"

#include <csignal>
#include <list>
#include <thread>

#include "core/error.h"
#include "server/io_worker.h"

namespace kinfold::http {

void IoWorker::open(Socket socket) {
  auto connection = std::make_shared<Connection>(*this, std::move(socket));
  connections_.insert(connection.get());
  connection->read();
}

void IoWorker::add(std::shared_ptr<Connection> connection, RankingJob job) {
  pending_.push_back(std::move(connection));
  jobs_.push_back(std::move(job));
}

void IoWorker::flush() {
  if (jobs_.empty()) return;
  std::vector<Response> responses;
  try {
    responses = rank_batch(jobs_, pool_);
  } catch (...) {
    responses.assign(jobs_.size(), Service::error_response(std::current_exception()));
  }
  jobs_.clear();
  std::vector<std::shared_ptr<Connection>> ready;
  ready.swap(pending_);
  for (std::size_t n = 0; n < ready.size(); ++n) ready[n]->send(std::move(responses[n]));
}

// Reads all requests that have arrived before it ranks their lists.
void IoWorker::run() {
  while (context_.run_one() > 0) {
    context_.poll();
    flush();
    shared_.log.write(log_lines_);
  }
}

void IoWorker::closed(Connection* connection) {
  connections_.erase(connection);
  if (draining_ && connections_.empty()) drain_timer_.cancel();
}

void IoWorker::drain() {
  draining_ = true;
  work_.reset();
  if (connections_.empty()) return;
  drain_timer_.expires_after(
      std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(shared_.settings.drain_timeout)));
  drain_timer_.async_wait([this](beast::error_code error) {
    if (!error) context_.stop();
  });
  for (Connection* connection : std::vector(connections_.begin(), connections_.end())) connection->end_if_idle();
}

struct Server::State {
  SharedState shared;
  std::list<IoWorker> workers;
  std::unique_ptr<Tcp::acceptor> acceptor;
  std::unique_ptr<asio::signal_set> signals;
  std::unique_ptr<asio::steady_timer> watch, pause;
  std::list<IoWorker>::iterator next;
  bool stopping = false;

  asio::io_context& first() { return workers.front().context(); }
  void bind();
  void accept();
  void dispatch(Socket socket, IoWorker& worker);
  void listen_to_signals();
  void reload();
  void watch_files();
  void drain();
};

void Server::State::bind() {
  const Settings& settings = shared.settings;
  const std::string where = settings.host + ":" + std::to_string(settings.port);
  beast::error_code error;
  const auto address = asio::ip::make_address(settings.host == "localhost" ? "127.0.0.1" : settings.host, error);
  if (error)
    throw UsageError("invalid address", "--host " + settings.host, "give an address such as 127.0.0.1 or 0.0.0.0");
  const Tcp::endpoint endpoint(address, settings.port);
  acceptor = std::make_unique<Tcp::acceptor>(first());
  acceptor->open(endpoint.protocol(), error);
  if (!error) acceptor->set_option(Tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor->bind(endpoint, error);
  if (!error) acceptor->listen(asio::socket_base::max_listen_connections, error);
  if (error) throw Error("cannot listen on this address: " + error.message(), where, "give another --port or --host");
}

void Server::State::accept() {
  IoWorker& worker = *next;
  if (++next == workers.end()) next = workers.begin();
  acceptor->async_accept(worker.context(), [this, &worker](beast::error_code error, Socket socket) {
    if (stopping || error == asio::error::operation_aborted) return;
    if (!error) dispatch(std::move(socket), worker);
    if (!error) return accept();
    pause = std::make_unique<asio::steady_timer>(first(), std::chrono::milliseconds(100));  // too many open files
    pause->async_wait([this](beast::error_code stopped) {
      if (!stopped) accept();
    });
  });
}

void Server::State::dispatch(Socket socket, IoWorker& worker) {
  ++shared.service.metrics().accepted_connections;
  if (shared.service.metrics().open_connections >= std::int64_t(shared.settings.max_connections)) {
    static constexpr std::string_view kBusy =
        "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    beast::error_code error;
    socket.non_blocking(true, error);
    socket.write_some(asio::buffer(kBusy), error);
    return;
  }
  asio::post(worker.context(),
             [&worker, socket = std::make_shared<Socket>(std::move(socket))] { worker.open(std::move(*socket)); });
}

void Server::State::listen_to_signals() {
  signals->async_wait([this](beast::error_code error, int signal) {
    if (error) return;
    if (signal != SIGHUP) return drain();
    asio::post(shared.background, [this] { reload(); });
    listen_to_signals();
  });
}

void Server::State::reload() {
  try {
    shared.log.reopen();
    for (const auto& model : shared.service.catalog().reload(""))
      shared.log.note("reloaded " + model.name + ", checksum " + model.checksum);
  } catch (const std::exception& error) {
    shared.log.note(std::string("reload failed, the old models stay in use: ") + error.what());
  }
}

void Server::State::watch_files() {
  watch->expires_after(std::chrono::seconds(1));
  watch->async_wait([this](beast::error_code error) {
    if (error) return;
    asio::post(shared.background, [this] {
      const Catalog::ReloadReport report = shared.service.catalog().reload_changed();
      for (const auto& model : report.reloaded)
        shared.log.note("reloaded " + model.name + ", checksum " + model.checksum);
      for (const std::string& failure : report.failures)
        shared.log.note("reload failed, the old model stays in use: " + failure);
      asio::post(first(), [this] {
        if (!stopping) watch_files();
      });
    });
  });
}

void Server::State::drain() {
  if (std::exchange(stopping, true)) return;
  shared.service.begin_drain();
  shared.log.note("shutting down: no more connections are accepted");
  beast::error_code error;
  acceptor->close(error);
  signals->cancel(error);
  watch->cancel();
  if (pause) pause->cancel();
  for (IoWorker& worker : workers) asio::post(worker.context(), [&worker] { worker.drain(); });
}

Server::Server(Service& service, AccessLog& log, Settings settings)
    : state_(new State{{service, log, std::move(settings)}, {}, {}, {}, {}, {}, {}}) {
  std::size_t threads = state_->shared.settings.threads;
  if (threads == 0) threads = std::max(1u, std::thread::hardware_concurrency());
  for (std::size_t n = 0; n < threads; ++n) state_->workers.emplace_back(state_->shared);
  state_->next = state_->workers.begin();
  state_->bind();
}

Server::~Server() = default;

std::uint16_t Server::port() const { return state_->acceptor->local_endpoint().port(); }

void Server::stop() {
  asio::post(state_->first(), [state = state_.get()] { state->drain(); });
}

void Server::run() {
  State& state = *state_;
  state.signals = std::make_unique<asio::signal_set>(state.first(), SIGINT, SIGTERM, SIGHUP);
  state.watch = std::make_unique<asio::steady_timer>(state.first());
  state.listen_to_signals();
  if (state.shared.settings.watch) state.watch_files();
  state.accept();
  std::vector<std::thread> threads;
  for (auto worker = std::next(state.workers.begin()); worker != state.workers.end(); ++worker)
    threads.emplace_back([&worker = *worker] { worker.run(); });
  state.workers.front().run();
  for (std::thread& thread : threads) thread.join();
  state.shared.background.join();
}

}  // namespace kinfold::http
