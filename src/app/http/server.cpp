#include "app/http/server.h"

#include <csignal>
#include <list>
#include <thread>

#include "app/http/lane.h"
#include "core/error.h"

namespace kinfold::http {

void Lane::open(Socket socket) {
  auto connection = std::make_shared<Connection>(*this, std::move(socket));
  connections_.insert(connection.get());
  connection->read();
}

void Lane::add(std::shared_ptr<Connection> connection, Lists lists) {
  waiting_.push_back(std::move(connection));
  lists_.push_back(std::move(lists));
}

void Lane::flush() {
  if (lists_.empty()) return;
  std::vector<Reply> replies;
  try {
    replies = rank_together(lists_, alone_);
  } catch (...) {
    replies.assign(lists_.size(), Service::reply_of_fault(std::current_exception()));
  }
  lists_.clear();
  std::vector<std::shared_ptr<Connection>> answered;
  answered.swap(waiting_);
  for (std::size_t n = 0; n < answered.size(); ++n) answered[n]->send(std::move(replies[n]));
}

// All that has come in is read before what it asks for is ranked.
void Lane::run() {
  while (context_.run_one() > 0) {
    context_.poll();
    flush();
    shared_.log.write(log_lines_);
  }
}

void Lane::closed(Connection* connection) {
  connections_.erase(connection);
  if (draining_ && connections_.empty()) last_.cancel();
}

void Lane::drain() {
  draining_ = true;
  work_.reset();
  if (connections_.empty()) return;
  last_.expires_after(
      std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(shared_.settings.drain)));
  last_.async_wait([this](beast::error_code error) {
    if (!error) context_.stop();
  });
  for (Connection* connection : std::vector(connections_.begin(), connections_.end())) connection->end_if_idle();
}

struct Server::State {
  Shared shared;
  std::list<Lane> lanes;
  std::unique_ptr<Tcp::acceptor> acceptor;
  std::unique_ptr<asio::signal_set> signals;
  std::unique_ptr<asio::steady_timer> watch, pause;
  std::list<Lane>::iterator next;
  bool ending = false;

  asio::io_context& first() { return lanes.front().context(); }
  void bind();
  void accept();
  void take(Socket socket, Lane& lane);
  void listen_to_signals();
  void reload();
  void look_at_files();
  void drain();
};

void Server::State::bind() {
  const Settings& settings = shared.settings;
  const std::string where = settings.host + ":" + std::to_string(settings.port);
  beast::error_code error;
  const auto address = asio::ip::make_address(settings.host == "localhost" ? "127.0.0.1" : settings.host, error);
  if (error)
    throw UsageError("this is no address", "--host " + settings.host, "give an address such as 127.0.0.1 or 0.0.0.0");
  const Tcp::endpoint endpoint(address, settings.port);
  acceptor = std::make_unique<Tcp::acceptor>(first());
  acceptor->open(endpoint.protocol(), error);
  if (!error) acceptor->set_option(Tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor->bind(endpoint, error);
  if (!error) acceptor->listen(asio::socket_base::max_listen_connections, error);
  if (error) throw Error("the server cannot listen there: " + error.message(), where, "give another --port, or --host");
}

void Server::State::accept() {
  Lane& lane = *next;
  if (++next == lanes.end()) next = lanes.begin();
  acceptor->async_accept(lane.context(), [this, &lane](beast::error_code error, Socket socket) {
    if (ending || error == asio::error::operation_aborted) return;
    if (!error) take(std::move(socket), lane);
    if (!error) return accept();
    pause = std::make_unique<asio::steady_timer>(first(), std::chrono::milliseconds(100));  // too many open files
    pause->async_wait([this](beast::error_code stopped) {
      if (!stopped) accept();
    });
  });
}

void Server::State::take(Socket socket, Lane& lane) {
  ++shared.service.metrics().accepted;
  if (shared.service.metrics().connections >= std::int64_t(shared.settings.connections)) {
    static constexpr std::string_view kBusy =
        "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    beast::error_code error;
    socket.non_blocking(true, error);
    socket.write_some(asio::buffer(kBusy), error);
    return;
  }
  asio::post(lane.context(),
             [&lane, socket = std::make_shared<Socket>(std::move(socket))] { lane.open(std::move(*socket)); });
}

void Server::State::listen_to_signals() {
  signals->async_wait([this](beast::error_code error, int signal) {
    if (error) return;
    if (signal != SIGHUP) return drain();
    asio::post(shared.aside, [this] { reload(); });
    listen_to_signals();
  });
}

void Server::State::reload() {
  try {
    shared.log.reopen();
    for (const auto& model : shared.service.catalog().reload(""))
      shared.log.note("took " + model.name + " anew, checksum " + model.checksum);
  } catch (const std::exception& error) {
    shared.log.note(std::string("not all could be taken anew, the old ones go on: ") + error.what());
  }
}

void Server::State::look_at_files() {
  watch->expires_after(std::chrono::seconds(1));
  watch->async_wait([this](beast::error_code error) {
    if (error) return;
    asio::post(shared.aside, [this] {
      const Catalog::Watched seen = shared.service.catalog().reload_changed();
      for (const auto& model : seen.reloaded)
        shared.log.note("took " + model.name + " anew, checksum " + model.checksum);
      for (const std::string& fault : seen.faults) shared.log.note("the old model goes on: " + fault);
      asio::post(first(), [this] {
        if (!ending) look_at_files();
      });
    });
  });
}

void Server::State::drain() {
  if (std::exchange(ending, true)) return;
  shared.service.begin_drain();
  shared.log.note("going down: no further connections are taken");
  beast::error_code error;
  acceptor->close(error);
  signals->cancel(error);
  watch->cancel();
  if (pause) pause->cancel();
  for (Lane& lane : lanes) asio::post(lane.context(), [&lane] { lane.drain(); });
}

Server::Server(Service& service, AccessLog& log, Settings settings)
    : state_(new State{{service, log, std::move(settings)}, {}, {}, {}, {}, {}, {}}) {
  std::size_t threads = state_->shared.settings.threads;
  if (threads == 0) threads = std::max(1u, std::thread::hardware_concurrency());
  for (std::size_t n = 0; n < threads; ++n) state_->lanes.emplace_back(state_->shared);
  state_->next = state_->lanes.begin();
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
  if (state.shared.settings.watch) state.look_at_files();
  state.accept();
  std::vector<std::thread> threads;
  for (auto lane = std::next(state.lanes.begin()); lane != state.lanes.end(); ++lane)
    threads.emplace_back([&lane = *lane] { lane.run(); });
  state.lanes.front().run();
  for (std::thread& thread : threads) thread.join();
  state.shared.aside.join();
}

}  // namespace kinfold::http
