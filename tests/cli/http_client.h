// A minimal HTTP client for tests. It can also send malformed requests.
#pragma once
#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <string>

#include "cli/run.h"

namespace kinfold::app {

struct HttpResponse {
  int status = 0;  // 0: the connection ended before a complete response
  std::string head, body;
  json parsed() const {
    const json value = json::parse(body, nullptr, false);
    EXPECT_FALSE(value.is_discarded()) << head << body;
    return value;
  }
};

class HttpClient {
 public:
  explicit HttpClient(int port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(std::uint16_t(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ = ::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
    const timeval timeout{60, 0};
    setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof timeout);
  }
  ~HttpClient() { ::close(socket_); }
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  bool connected() const { return connected_; }
  bool send(std::string_view text) const {
    while (!text.empty()) {
      const ssize_t sent = ::send(socket_, text.data(), text.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      text.remove_prefix(std::size_t(sent));
    }
    return true;
  }
  void finish_sending() const { ::shutdown(socket_, SHUT_WR); }
  // Blocks until data arrives or the connection ends. True if it ended.
  bool ended() {
    char byte = 0;
    return ::recv(socket_, &byte, 1, 0) <= 0;
  }

  HttpResponse read() {
    HttpResponse response;
    std::size_t end;
    while ((end = buffer_.find("\r\n\r\n")) == std::string::npos)
      if (!more()) return response;
    response.head = buffer_.substr(0, end);
    buffer_.erase(0, end + 4);
    const std::size_t at = response.head.find("Content-Length: ");
    const std::size_t length = at == std::string::npos || head_only_ ? 0 : std::stoul(response.head.substr(at + 16));
    while (buffer_.size() < length)
      if (!more()) return {};
    response.body = buffer_.substr(0, length);
    buffer_.erase(0, length);
    response.status = std::atoi(response.head.c_str() + 9);
    return response;
  }

  HttpResponse get(const std::string& target, const std::string& more = "") {
    return send("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n" + more + "\r\n") ? read() : HttpResponse();
  }
  HttpResponse head(const std::string& target) {
    head_only_ = true;
    HttpResponse response = send("HEAD " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n") ? read() : HttpResponse();
    head_only_ = false;
    return response;
  }
  static std::string post_text(const std::string& target, const std::string& body) {
    return "POST " + target + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: " +
           std::to_string(body.size()) + "\r\n\r\n" + body;
  }
  HttpResponse post(const std::string& target, const json& body) {
    return send(post_text(target, body.dump())) ? read() : HttpResponse();
  }

 private:
  bool more() {
    char bytes[1 << 14];
    const ssize_t count = ::recv(socket_, bytes, sizeof bytes, 0);
    if (count <= 0) return false;
    buffer_.append(bytes, std::size_t(count));
    return true;
  }

  int socket_;
  bool connected_ = false, head_only_ = false;
  std::string buffer_;
};

// Base of the tests with a running server.
class ServeTest : public RunTest {
 protected:
  ~ServeTest() override { stop(SIGKILL); }

  // Starts the server and waits until it accepts connections.
  void serve(Args args, rlim_t largest = 0) {
    args.insert(args.begin(), "serve");
    for (const char* more : {"--port", "0", "--json"}) args.push_back(more);
    std::filesystem::remove(in(".out"));  // output of the previous run
    server_ = start(args, largest);
    for (int n = 0; n < 6000 && text(".out").find('\n') == std::string::npos; ++n) {
      if (::waitpid(server_, nullptr, WNOHANG) != 0) {
        server_ = 0;
        FAIL() << "the server ended: " << text(".err");
      }
      usleep(10'000);
    }
    const std::string address = json::parse(text(".out")).at("address");
    port_ = std::atoi(address.substr(address.rfind(':') + 1).c_str());
  }
  // Returns the exit status; 128 + the signal if a signal ended the server.
  int stop(int signal) {
    if (server_ == 0) return -1;
    ::kill(server_, signal);
    return finish(std::exchange(server_, 0)).status;
  }
  HttpResponse get(const std::string& target) { return HttpClient(port_).get(target); }
  HttpResponse post(const std::string& target, const json& body) { return HttpClient(port_).post(target, body); }

  pid_t server_ = 0;
  int port_ = 0;
};

}  // namespace kinfold::app
