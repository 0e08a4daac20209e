#include <charconv>

#include "server/io_worker.h"

namespace kinfold::http {
namespace {

namespace beast_http = beast::http;
using Header = beast_http::field;

constexpr std::size_t kMaxDiscarded = 64 << 20;  // bytes read of a rejected request

std::string text_of(auto view) { return {view.data(), view.size()}; }

int status_of(const beast::error_code& error) {
  using E = beast_http::error;
  if (error == E::body_limit) return 413;
  if (error == E::header_limit || error == E::buffer_overflow) return 431;
  return 400;
}

}  // namespace

Connection::Connection(IoWorker& worker, Socket socket) : worker_(worker), stream_(std::move(socket)) {
  beast::error_code error;
  const auto peer = stream_.socket().remote_endpoint(error);
  if (!error) client_ = peer.address().to_string();
  stream_.socket().set_option(Tcp::no_delay(true), error);
  ++worker_.shared().service.metrics().open_connections;
}

Connection::~Connection() {
  worker_.closed(this);
  --worker_.shared().service.metrics().open_connections;
}

void Connection::start_timeout() {
  stream_.expires_after(
      std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(worker_.shared().settings.timeout)));
}

void Connection::read() {
  const Server::Settings& settings = worker_.shared().settings;
  parser_.emplace();
  parser_->header_limit(std::uint32_t(settings.header_limit));
  parser_->body_limit(settings.body_limit);
  idle_ = buffer_.size() == 0;
  start_timeout();
  beast_http::async_read_header(
      stream_, buffer_, *parser_,
      [self = shared_from_this()](beast::error_code error, std::size_t) { self->on_header(error); });
}

void Connection::on_header(beast::error_code error) {
  idle_ = false;
  if (error || parser_->is_done()) return on_request(error);
  if (beast::iequals(parser_->get()[Header::expect], "100-continue")) {
    static constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
    asio::async_write(stream_, asio::buffer(kContinue),
                      [self = shared_from_this()](beast::error_code failed, std::size_t) {
                        if (!failed) self->read_body();
                      });
    return;
  }
  read_body();
}

void Connection::read_body() {
  start_timeout();
  beast_http::async_read(stream_, buffer_, *parser_, [self = shared_from_this()](beast::error_code error, std::size_t) {
    self->on_request(error);
  });
}

void Connection::on_request(beast::error_code error) {
  if (error == beast::error::timeout) return void(++worker_.shared().service.metrics().timeouts);
  if (error == beast_http::error::end_of_stream || error == asio::error::connection_reset ||
      error == asio::error::operation_aborted || error == beast_http::error::partial_message)
    return;
  start_time_ = Clock::now();
  auto& message = parser_->get();
  request_ = {text_of(message.method_string()), text_of(message.target()), {}, {}, {}, {}, {}, {}};
  route_ = worker_.shared().service.routes().size();
  if (error) {
    const int status = status_of(error);
    return refuse(status, status == 413   ? "the request body exceeds the limit of this server"
                          : status == 431 ? "the request header exceeds the limit of this server"
                                          : "malformed HTTP request: " + error.message());
  }
  keep_alive_ = message.keep_alive();
  request_.body = std::move(message.body());
  request_.content_type = text_of(message[Header::content_type]);
  request_.authorization = text_of(message[Header::authorization]);
  request_.origin = text_of(message[Header::origin]);
  request_.if_none_match = text_of(message[Header::if_none_match]);
  request_.host = text_of(message[Header::host]);
  handle(request_);
}

void Connection::refuse(int status, const std::string& what) {
  keep_alive_ = false;
  Response response = response_of(Problem(status, what));
  worker_.shared().service.add_common_headers(request_, response);
  send(std::move(response));
}

void Connection::handle(const Request& request) {
  Service& service = worker_.shared().service;
  Response response;
  try {
    if (auto preflight = service.preflight(request)) return send(std::move(*preflight));
    Service::MatchedRequest matched = service.match(request, route_);
    if (service.routes()[route_].background) return handle_in_background(std::move(matched));
    Outcome outcome = service.handle(matched);
    if (auto* job = std::get_if<RankingJob>(&outcome)) return worker_.add(shared_from_this(), std::move(*job));
    if (auto* deferred = std::get_if<DeferredResponse>(&outcome)) return handle_deferred(std::move(*deferred));
    response = std::move(std::get<Response>(outcome));
  } catch (...) {
    response = Service::error_response(std::current_exception());
  }
  service.add_common_headers(request, response);
  send(std::move(response));
}

// Slow requests run in the thread pool, so that they do not block this worker.
void Connection::handle_in_background(Service::MatchedRequest matched) {
  SharedState& shared = worker_.shared();
  if (++shared.queued > shared.settings.max_queued) {
    --shared.queued;
    throw Problem(503, "too many requests are queued; try again later");
  }
  stream_.expires_never();
  auto work = asio::make_work_guard(worker_.context());
  asio::post(shared.background,
             [self = shared_from_this(), matched = std::move(matched), work = std::move(work)]() mutable {
               SharedState& all = self->worker_.shared();
               Response response;
               try {
                 response = std::get<Response>(all.service.handle(matched));
               } catch (...) {
                 response = Service::error_response(std::current_exception());
               }
               --all.queued;
               post_response(std::move(self), std::move(response));
             });
}

void Connection::handle_deferred(DeferredResponse deferred) {
  stream_.expires_never();
  deferred.begin([self = shared_from_this(), work = asio::make_work_guard(worker_.context())](
                     Response response) mutable { post_response(std::move(self), std::move(response)); });
}

// Sends the response on the worker's thread, which also destroys the connection.
void Connection::post_response(std::shared_ptr<Connection> connection, Response response) {
  IoWorker& worker = connection->worker_;
  worker.shared().service.add_common_headers(connection->request_, response);
  asio::post(worker.context(), [connection = std::move(connection), response = std::move(response)]() mutable {
    connection->send(std::move(response));
  });
}

void Connection::write_header(const Response& response, std::size_t bytes) {
  const auto add = [&](std::string_view text) { output_ += text; };
  const auto add_number = [&](std::size_t number) {
    char digits[24];
    output_.append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
  };
  output_.clear();
  output_.reserve(bytes + 512);
  add("HTTP/1.1 ");
  add_number(std::size_t(response.status));
  add(" ");
  add(title_of(response.status));
  add("\r\nContent-Type: ");
  add(response.type);
  add("\r\nContent-Length: ");
  add_number(bytes);
  for (const auto& [name, value] : response.headers) {
    add("\r\n");
    add(name);
    add(": ");
    add(value);
  }
  add(keep_alive_ ? "\r\n\r\n" : "\r\nConnection: close\r\n\r\n");
}

void Connection::send(Response response) {
  if (worker_.draining()) keep_alive_ = false;
  SharedState& shared = worker_.shared();
  const double seconds = std::chrono::duration<double>(Clock::now() - start_time_).count();
  shared.service.metrics().count(route_, response.status, seconds);
  shared.log.add(worker_.log_lines(),
                 {client_, request_.method, request_.target, response.status, response.body.size(), seconds});
  write_header(response, response.body.size());
  if (request_.method != "HEAD") output_ += response.body;
  start_timeout();
  asio::async_write(stream_, asio::buffer(output_),
                    [self = shared_from_this()](beast::error_code error, std::size_t) { self->on_sent(error); });
}

void Connection::on_sent(beast::error_code error) {
  if (error == beast::error::timeout) ++worker_.shared().service.metrics().timeouts;
  if (error) return;
  if (keep_alive_ && !worker_.draining()) return read();
  stream_.socket().shutdown(asio::socket_base::shutdown_send, error);
  stream_.expires_after(std::chrono::seconds(2));
  linger();
}

// Reads and discards what the client still sends. A client that is cut off while sending may not read the response.
void Connection::linger() {
  buffer_.clear();
  stream_.async_read_some(buffer_.prepare(1 << 16),
                          [self = shared_from_this()](beast::error_code error, std::size_t n) {
                            if (!error && (self->discarded_bytes_ += n) < kMaxDiscarded) self->linger();
                          });
}

// Closes the connection unless the next request has started to arrive.
void Connection::end_if_idle() {
  beast::error_code error;
  if (idle_ && buffer_.size() == 0 && stream_.socket().available(error) == 0) stream_.cancel();
}

}  // namespace kinfold::http
