// Tests the server with malicious and broken clients.
#include <gtest/gtest.h>

#include <algorithm>

#include "cli/http_client.h"
#include "core/random.h"

namespace kinfold::app {
namespace {

TEST_F(ServeTest, SlowClientsTimeOutWithoutBlockingOthers) {
  train_tiny();
  serve({"m.kf", "--timeout", "1", "--threads", "1", "--access-log", "off"});
  std::vector<std::unique_ptr<HttpClient>> slow;
  for (int n = 0; n < 50; ++n) {
    slow.push_back(std::make_unique<HttpClient>(port_));
    EXPECT_TRUE(slow.back()->send("GET /healthz HTTP/1.1\r\nX-" + std::to_string(n)));
  }
  const std::string request = HttpClient::post_text("/v1/models/m/recommend", R"({"user":"u1"})");
  slow.push_back(std::make_unique<HttpClient>(port_));
  EXPECT_TRUE(slow.back()->send(request.substr(0, request.size() - 2)));
  EXPECT_EQ(get("/v1/models/m/recommend?user=u1").status, 200);
  for (const auto& client : slow) EXPECT_TRUE(client->ended());
  EXPECT_EQ(get("/healthz").status, 200);
}

TEST_F(ServeTest, TooLargeRequestsAreRejected) {
  train_tiny();
  serve({"m.kf", "--access-log", "off"});
  const std::string large(10 << 20, ' ');
  HttpClient with_length(port_);  // with a Content-Length header
  with_length.send(HttpClient::post_text("/v1/models/m/recommend", large));
  EXPECT_EQ(with_length.read().status, 413);
  EXPECT_TRUE(with_length.ended());
  HttpClient chunked(port_);
  chunked.send(
      "POST /v1/models/m/recommend HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\na00000\r\n");
  chunked.send(large);
  EXPECT_EQ(chunked.read().status, 413);
  HttpClient header(port_);
  header.send("GET /healthz HTTP/1.1\r\nX: " + large.substr(0, 1 << 20) + "\r\n\r\n");
  EXPECT_EQ(header.read().status, 431);
  HttpClient target(port_);
  target.send("GET /" + std::string(1 << 20, 'a') + " HTTP/1.1\r\n\r\n");
  EXPECT_EQ(target.read().status, 431);
  HttpClient deep(port_);
  deep.send(HttpClient::post_text("/v1/models/m/recommend", std::string(500'000, '[')));
  EXPECT_EQ(deep.read().status, 400);
  EXPECT_EQ(get("/healthz").status, 200);
}

TEST_F(ServeTest, PipelinedRequestsAreAnsweredInOrder) {
  train_tiny();
  serve({"m.kf", "--access-log", "off"});
  HttpClient client(port_);
  std::string all;
  for (int n = 0; n < 40; ++n)
    all += "GET /v1/models/m/recommend?top=1&user=u" + std::to_string(n % 25) + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
  EXPECT_TRUE(client.send(all));
  for (int n = 0; n < 40; ++n) EXPECT_EQ(client.read().status, n % 25 < 20 ? 200 : 404) << n;
  HttpClient waits(port_);
  const std::string body = R"({"user":"u1"})";
  waits.send(
      "POST /v1/models/m/recommend HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nExpect: "
      "100-continue\r\n"
      "Content-Length: " +
      std::to_string(body.size()) + "\r\n\r\n");
  EXPECT_EQ(waits.read().status, 100);
  waits.send(body);
  EXPECT_EQ(waits.read().status, 200);
}

TEST_F(ServeTest, TokensAreRequired) {
  train_tiny();
  write("tokens", "read 0123456789abcdef\nwrite fedcba9876543210\n");
  serve({"m.kf", "--token-file", "tokens", "--access-log", "off"});
  HttpClient client(port_);
  const auto status = [&](const std::string& header) { return client.get("/v1/models", header).status; };
  EXPECT_EQ(status(""), 401);
  EXPECT_EQ(status("Authorization: Bearer 0123456789abcdee\r\n"), 401);
  EXPECT_EQ(status("Authorization: Bearer\r\n"), 401);
  EXPECT_EQ(status("Authorization: Bearer 0123456789abcdef\r\n"), 200);
  EXPECT_EQ(client.get("/healthz").status, 200);
  EXPECT_EQ(client.post("/v1/reload", json::object()).status, 401);
}

// Mutates a valid request: changes, inserts, erases, truncates and repeats bytes.
std::string mutated(std::string text, Random& random) {
  static const std::vector<std::string> parts = {"\r\n",
                                                 "\r\n\r\n",
                                                 "\"",
                                                 "{",
                                                 "}",
                                                 "[",
                                                 "]",
                                                 ",",
                                                 ":",
                                                 "%",
                                                 "&",
                                                 "=",
                                                 "null",
                                                 "-1",
                                                 "1e999",
                                                 "99999999999999999999",
                                                 "\xff",
                                                 "\\u0000",
                                                 "?",
                                                 "Content-Length: 5\r\n",
                                                 "Transfer-Encoding: chunked\r\n",
                                                 "/",
                                                 "..",
                                                 "\0x"};
  for (std::size_t n = 1 + random.below(4); n > 0; --n) {
    const std::size_t at = random.below(text.size()), length = random.below(12);
    switch (random.below(5)) {
      case 0:
        text[at] = char(random.below(256));
        break;
      case 1:
        text.insert(at, parts[random.below(parts.size())]);
        break;
      case 2:
        text.erase(at, length);
        break;
      case 3:
        text.insert(at, text.substr(random.below(text.size()), length));
        break;
      default:
        text.resize(std::max<std::size_t>(at, 1));
    }
    if (text.empty()) text = "G";
  }
  return text;
}

TEST_F(ServeTest, TenThousandMutatedRequestsBreakNothing) {
  train_tiny();
  serve({"m.kf", "--event-store", "s.duckdb", "--access-log", "off"});
  const auto get_text = [](const std::string& target) {
    return "GET " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
  };
  const auto post_text = HttpClient::post_text;
  const std::string of = "/v1/models/m/";
  const std::vector<std::string> valid = {
      get_text(of + "recommend?user=u3&top=5&offset=2&min_count=1&explain=true&candidates=i1&candidates=i2&exclude=i3"),
      post_text(of + "recommend", R"({"history":["i1",{"item":"i2","value":3}],"top":5,"where":{"genres":["A"]}})"),
      post_text(of + "recommend", R"({"users":["u1","u2"],"include_seen":true})"),
      post_text(of + "predict", R"({"pairs":[{"user":"u1","item":"i2","time":1000},{"user":1,"item":2}]})"),
      get_text(of + "similar?id=i2&side=item&metric=dot"),
      get_text(of + "search?q=i&side=user"),
      get_text(of + "show?side=item&id=i3"),
      get_text(of + "axes?ends=3&kind=raw"),
      get_text(of + "map?x=0&y=1&color=count"),
      get_text("/v1/models"),
      get_text("/metrics"),
      get_text("/"),
      post_text("/v1/reload", R"({"model":"m"})")};
  Random random(29);
  int answered = 0;
  std::string before;
  for (int n = 0; n < 10'000; ++n) {
    const std::string request = mutated(valid[random.below(valid.size())], random);
    HttpClient client(port_);
    ASSERT_TRUE(client.connected()) << before << "\n ended the server, status " << stop(SIGTERM);
    client.send(request);
    before = request;
    client.finish_sending();
    for (HttpResponse response; (response = client.read()).status != 0; ++answered)
      ASSERT_TRUE(response.status < 500 || response.status == 503) << request << "\n" << response.head << response.body;
  }
  EXPECT_GT(answered, 5000);
  EXPECT_EQ(get("/v1/models/m/recommend?user=u3").status, 200);
  EXPECT_EQ(stop(SIGTERM), 0);
}

}  // namespace
}  // namespace kinfold::app
