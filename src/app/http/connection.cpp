#include <charconv>

#include "app/http/lane.h"

namespace kinfold::http {
namespace {

namespace beast_http = beast::http;
using Header = beast_http::field;

constexpr std::size_t kDiscarded = 64 << 20;  // bytes that are read of a request that was refused

std::string text_of(auto view) { return {view.data(), view.size()}; }

int status_of(const beast::error_code& error) {
  using E = beast_http::error;
  if (error == E::body_limit) return 413;
  if (error == E::header_limit || error == E::buffer_overflow) return 431;
  return 400;
}

}  // namespace

Connection::Connection(Lane& lane, Socket socket) : lane_(lane), stream_(std::move(socket)) {
  beast::error_code error;
  const auto peer = stream_.socket().remote_endpoint(error);
  if (!error) client_ = peer.address().to_string();
  stream_.socket().set_option(Tcp::no_delay(true), error);
  ++lane_.shared().service.metrics().connections;
}

Connection::~Connection() {
  lane_.closed(this);
  --lane_.shared().service.metrics().connections;
}

void Connection::limit_time() {
  stream_.expires_after(
      std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(lane_.shared().settings.timeout)));
}

void Connection::read() {
  const Server::Settings& settings = lane_.shared().settings;
  parser_.emplace();
  parser_->header_limit(std::uint32_t(settings.header_limit));
  parser_->body_limit(settings.body_limit);
  idle_ = buffer_.size() == 0;
  limit_time();
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
  limit_time();
  beast_http::async_read(stream_, buffer_, *parser_, [self = shared_from_this()](beast::error_code error, std::size_t) {
    self->on_request(error);
  });
}

void Connection::on_request(beast::error_code error) {
  if (error == beast::error::timeout) return void(++lane_.shared().service.metrics().timed_out);
  if (error == beast_http::error::end_of_stream || error == asio::error::connection_reset ||
      error == asio::error::operation_aborted || error == beast_http::error::partial_message)
    return;
  began_ = Clock::now();
  auto& message = parser_->get();
  request_ = {text_of(message.method_string()), text_of(message.target()), {}, {}, {}, {}, {}, {}};
  route_ = lane_.shared().service.routes().size();
  if (error) {
    const int status = status_of(error);
    return refuse(status, status == 413   ? "the body is larger than this server takes"
                          : status == 431 ? "the header is larger than this server takes"
                                          : "this is not HTTP: " + error.message());
  }
  keep_ = message.keep_alive();
  request_.body = std::move(message.body());
  request_.content_type = text_of(message[Header::content_type]);
  request_.authorization = text_of(message[Header::authorization]);
  request_.origin = text_of(message[Header::origin]);
  request_.if_none_match = text_of(message[Header::if_none_match]);
  request_.host = text_of(message[Header::host]);
  give(request_);
}

void Connection::refuse(int status, const std::string& what) {
  keep_ = false;
  Reply reply = reply_of(Problem(status, what));
  lane_.shared().service.dress(request_, reply);
  send(std::move(reply));
}

void Connection::give(const Request& request) {
  Service& service = lane_.shared().service;
  Reply reply;
  try {
    if (auto preflight = service.preflight(request)) return send(std::move(*preflight));
    Service::Opened opened = service.open(request, route_);
    if (service.routes()[route_].aside) return give_aside(std::move(opened));
    Outcome outcome = service.give(opened);
    if (auto* lists = std::get_if<Lists>(&outcome)) return lane_.add(shared_from_this(), std::move(*lists));
    if (auto* later = std::get_if<Later>(&outcome)) return give_later(std::move(*later));
    reply = std::move(std::get<Reply>(outcome));
  } catch (...) {
    reply = Service::reply_of_fault(std::current_exception());
  }
  service.dress(request, reply);
  send(std::move(reply));
}

// What takes long, and may not keep the others of this lane waiting.
void Connection::give_aside(Service::Opened opened) {
  Shared& shared = lane_.shared();
  if (++shared.waiting > shared.settings.waiting) {
    --shared.waiting;
    throw Problem(503, "too many requests wait already; try again soon");
  }
  stream_.expires_never();
  auto work = asio::make_work_guard(lane_.context());
  asio::post(shared.aside, [self = shared_from_this(), opened = std::move(opened), work = std::move(work)]() mutable {
    Shared& all = self->lane_.shared();
    Reply reply;
    try {
      reply = std::get<Reply>(all.service.give(opened));
    } catch (...) {
      reply = Service::reply_of_fault(std::current_exception());
    }
    --all.waiting;
    send_from_elsewhere(std::move(self), std::move(reply));
  });
}

void Connection::give_later(Later later) {
  stream_.expires_never();
  later.begin([self = shared_from_this(), work = asio::make_work_guard(lane_.context())](Reply reply) mutable {
    send_from_elsewhere(std::move(self), std::move(reply));
  });
}

// The connection is let go by its own thread alone.
void Connection::send_from_elsewhere(std::shared_ptr<Connection> connection, Reply reply) {
  Lane& lane = connection->lane_;
  lane.shared().service.dress(connection->request_, reply);
  asio::post(lane.context(), [connection = std::move(connection), reply = std::move(reply)]() mutable {
    connection->send(std::move(reply));
  });
}

void Connection::head_of(const Reply& reply, std::size_t bytes) {
  const auto add = [&](std::string_view text) { out_ += text; };
  const auto add_number = [&](std::size_t number) {
    char digits[24];
    out_.append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
  };
  out_.clear();
  out_.reserve(bytes + 512);
  add("HTTP/1.1 ");
  add_number(std::size_t(reply.status));
  add(" ");
  add(title_of(reply.status));
  add("\r\nContent-Type: ");
  add(reply.type);
  add("\r\nContent-Length: ");
  add_number(bytes);
  for (const auto& [name, value] : reply.headers) {
    add("\r\n");
    add(name);
    add(": ");
    add(value);
  }
  add(keep_ ? "\r\n\r\n" : "\r\nConnection: close\r\n\r\n");
}

void Connection::send(Reply reply) {
  if (lane_.draining()) keep_ = false;
  Shared& shared = lane_.shared();
  const double seconds = std::chrono::duration<double>(Clock::now() - began_).count();
  shared.service.metrics().count(route_, reply.status, seconds);
  shared.log.add(lane_.log_lines(),
                 {client_, request_.method, request_.target, reply.status, reply.body.size(), seconds});
  head_of(reply, reply.body.size());
  if (request_.method != "HEAD") out_ += reply.body;
  limit_time();
  asio::async_write(stream_, asio::buffer(out_),
                    [self = shared_from_this()](beast::error_code error, std::size_t) { self->on_sent(error); });
}

void Connection::on_sent(beast::error_code error) {
  if (error == beast::error::timeout) ++lane_.shared().service.metrics().timed_out;
  if (error) return;
  if (keep_ && !lane_.draining()) return read();
  stream_.socket().shutdown(asio::socket_base::shutdown_send, error);
  stream_.expires_after(std::chrono::seconds(2));
  linger();
}

// Reads what the client still sends: one who is cut off while he does might not see the answer.
void Connection::linger() {
  buffer_.clear();
  stream_.async_read_some(buffer_.prepare(1 << 16),
                          [self = shared_from_this()](beast::error_code error, std::size_t n) {
                            if (!error && (self->discarded_ += n) < kDiscarded) self->linger();
                          });
}

// Not one whose next request has begun to come.
void Connection::end_if_idle() {
  beast::error_code error;
  if (idle_ && buffer_.size() == 0 && stream_.socket().available(error) == 0) stream_.cancel();
}

}  // namespace kinfold::http
