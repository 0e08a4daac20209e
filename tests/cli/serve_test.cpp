// Tests the server as clients and operators use it: events, reloads and shutdown.
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "cli/http_client.h"
#include "io/factorization/event_store.h"

namespace kinfold::app {
namespace {

json event(const std::string& user, const std::string& item, double value) {
  return {{"user", user}, {"item", item}, {"value", value}};
}

TEST_F(ServeTest, FeedbackIsFoldedInAndThenTrainedOnWhileTheServerRuns) {
  train_tiny();
  serve({"m.kf", "--event-store", "s.duckdb", "--access-log", "off"});
  HttpClient client(port_);
  EXPECT_EQ(client.get("/v1/models/m/recommend?user=new").status, 404);
  json events = json::array();
  for (int user = 0; user < 20; ++user)
    for (int item = 0; item < 15; ++item)
      if ((user + item) % 4 != 0)
        events.push_back(event("u" + std::to_string(user), "i" + std::to_string(item), 1 + (user * item) % 5));
  events.push_back(event("new", "i3", 5));
  events.push_back(event("new", "i4", 4));
  EXPECT_EQ(client.post("/v1/feedback", {{"events", events}}).parsed()["stored"], events.size());
  const json folded = client.get("/v1/models/m/recommend?user=new&top=20").parsed();
  EXPECT_TRUE(folded["folded_in"].get<bool>());
  EXPECT_EQ(folded["items"].size(), 13u);

  const json trained = good({"train", "ratings", "s.duckdb::feedback", "--out", "m.kf", "--rank", "8"});
  EXPECT_EQ(client.post("/v1/feedback", event("new", "i5", 3)).status, 201);
  EXPECT_EQ(client.post("/v1/reload", json::object()).status, 200);
  EXPECT_EQ(good({"info", "m.kf"})["data"]["rows"], events.size());
  EXPECT_EQ(client.get("/v1/models/m/show?side=user&id=new").parsed()["history"].size(), 2u);
  // Events in the training set of the new model are no longer fresh. Later events are.
  EXPECT_FALSE(client.get("/v1/models/m/recommend?user=u3").parsed()["folded_in"].get<bool>());
  EXPECT_TRUE(client.get("/v1/models/m/recommend?user=new").parsed()["folded_in"].get<bool>());

  EXPECT_EQ(stop(SIGTERM), 0);
  serve({"m.kf", "--event-store", "s.duckdb", "--access-log", "off"});
  const json again = get("/v1/models/m/recommend?user=new&top=20").parsed();
  EXPECT_TRUE(again["folded_in"].get<bool>());
  EXPECT_EQ(again["items"].size(), 12u);
}

TEST_F(ServeTest, AcknowledgedEventsSurviveAKill) {
  train_tiny();
  serve({"m.kf", "--event-store", "s.duckdb", "--access-log", "off"});
  constexpr int kClients = 4, kEnough = 60;
  std::atomic<int> acknowledged[kClients] = {};
  std::vector<std::thread> clients;
  for (int c = 0; c < kClients; ++c)
    clients.emplace_back([&, c] {
      HttpClient client(port_);
      for (int n = 0;; ++n) {
        const json body = event("c" + std::to_string(c), "e" + std::to_string(n), n);
        if (!client.send(HttpClient::post_text("/v1/feedback", body.dump())) || client.read().status != 201) return;
        ++acknowledged[c];
      }
    });
  while (acknowledged[0] + acknowledged[1] + acknowledged[2] + acknowledged[3] < kEnough) usleep(1000);
  stop(SIGKILL);
  for (std::thread& client : clients) client.join();

  EventStore store(in("s.duckdb"));
  store.open();
  std::vector<std::vector<int>> stored(kClients);
  store.read([&](std::span<const Event> events) {
    for (const Event& e : events) stored[std::size_t(e.user[1] - '0')].push_back(std::stoi(e.item.substr(1)));
  });
  for (int c = 0; c < kClients; ++c) {
    EXPECT_GE(int(stored[std::size_t(c)].size()), acknowledged[c]);
    for (int n = 0; n < int(stored[std::size_t(c)].size()); ++n) EXPECT_EQ(stored[std::size_t(c)][std::size_t(n)], n);
  }
}

TEST_F(ServeTest, WaitsForALockedEventStore) {
  train_tiny();
  serve({"m.kf", "--event-store", "s.duckdb", "--access-log", "off"});
  HttpResponse response;
  std::thread client;
  {
    EventStore store(in("s.duckdb"));
    store.open(std::chrono::seconds(10));
    client = std::thread([&] { response = post("/v1/feedback", event("a", "b", 1)); });
    usleep(200'000);
    std::size_t events = 0;
    store.read([&](std::span<const Event> some) { events += some.size(); });
    EXPECT_EQ(events, 0u);
  }
  client.join();
  EXPECT_EQ(response.status, 201) << response.body;
}

TEST_F(ServeTest, AFullDiskIsReportedAndSurvived) {
  train_tiny();
  serve({"m.kf", "--event-store", "s.duckdb", "--access-log", "off"}, 2 << 20);
  HttpClient client(port_);
  json events = json::array();
  for (int n = 0; n < 5000; ++n)
    events.push_back(event("user" + std::to_string(n * 7919 % 5000), "i" + std::to_string(n), n));
  HttpResponse response;
  int stored = 0;
  for (; stored < 100; ++stored) {
    for (json& e : events) e["user"] = e["user"].get<std::string>() + "x";
    response = client.post("/v1/feedback", {{"events", events}});
    if (response.status != 201) break;
  }
  EXPECT_EQ(response.status, 503);
  EXPECT_TRUE(contains(response.body, "nothing was stored")) << response.body;
  EXPECT_EQ(client.get("/v1/models/m/recommend?user=u3").status, 200);
  stop(SIGKILL);
  EventStore store(in("s.duckdb"));
  store.open();
  std::size_t rows = 0;
  store.read([&](std::span<const Event> some) { rows += some.size(); });
  EXPECT_EQ(rows, std::size_t(stored) * events.size());
}

// Two models whose items have different names: a response that mixes them has both.
TEST_F(ServeTest, NoRequestFailsOrMixesModelsDuringReloads) {
  std::string other = tiny();
  for (std::size_t at = 0; (at = other.find(",i", at)) != other.npos; ++at) other[at + 1] = 'j';
  train_tiny();
  write("other.csv", other.substr(0, 5) + "item" + other.substr(9));
  good({"train", "ratings", "other.csv", "--out", "j.kf", "--rank", "8", "--threads", "1"});
  std::filesystem::copy(in("m.kf"), in("now.kf"));
  serve({"now.kf", "--access-log", "off"});
  std::atomic<bool> done = false;
  std::atomic<int> failed = 0, mixed = 0, of_m = 0, of_j = 0;
  std::vector<std::thread> clients;
  for (int c = 0; c < 3; ++c)
    clients.emplace_back([&] {
      HttpClient client(port_);
      while (!done) {
        const HttpResponse response = client.get("/v1/models/now/recommend?user=u3&explain=true");
        if (response.status != 200) {
          ++failed;
          return;
        }
        const bool m = contains(response.body, "\"id\":\"i"), j = contains(response.body, "\"id\":\"j");
        ++(m && j ? mixed : m ? of_m : of_j);
      }
    });
  HttpClient admin(port_);
  for (int round = 0; round < 20; ++round) {
    std::filesystem::copy(in(round % 2 ? "m.kf" : "j.kf"), in("next.kf"));
    std::filesystem::rename(in("next.kf"), in("now.kf"));
    EXPECT_EQ(admin.post("/v1/reload", json::object()).status, 200);
    const int before = of_m + of_j;
    while (of_m + of_j < before + 10 && failed == 0) usleep(1000);
  }
  done = true;
  for (std::thread& client : clients) client.join();
  EXPECT_EQ(failed, 0);
  EXPECT_EQ(mixed, 0);
  EXPECT_GT(of_m, 0);
  EXPECT_GT(of_j, 0);
}

TEST_F(ServeTest, ASignalReloadsAndADamagedFileIsRejected) {
  train_tiny();
  serve({"m.kf"});
  HttpClient client(port_);
  const std::string first = client.get("/v1/models").parsed()["models"][0]["checksum"];
  const auto checksum = [&] { return client.get("/v1/models").parsed()["models"][0]["checksum"].get<std::string>(); };
  const auto rejected = [&] { return contains(client.get("/metrics").body, "kinfold_reload_failures_total 1\n"); };
  good({"train", "ratings", "tiny.csv", "--out", "m.kf", "--rank", "4", "--threads", "1"});
  kill(server_, SIGHUP);
  for (int n = 0; n < 3000 && checksum() == first; ++n) usleep(10'000);
  const std::string second = checksum();
  EXPECT_NE(second, first);
  write("m.kf", text("m.kf").substr(0, 3000));
  kill(server_, SIGHUP);
  for (int n = 0; n < 3000 && !rejected(); ++n) usleep(10'000);
  EXPECT_TRUE(rejected());
  EXPECT_EQ(checksum(), second);
  EXPECT_EQ(client.get("/v1/models/m/recommend?user=u3").status, 200);
  EXPECT_EQ(client.get("/readyz").status, 200);
  EXPECT_TRUE(contains(text(".err"), "the old models stay in use")) << text(".err");
}

TEST_F(ServeTest, WatchReloadsChangedFiles) {
  train_tiny();
  serve({"m.kf", "--watch", "--access-log", "off"});
  HttpClient client(port_);
  const auto rank = [&] { return client.get("/v1/models").parsed()["models"][0]["rank"].get<int>(); };
  EXPECT_EQ(rank(), 8);
  good({"train", "ratings", "tiny.csv", "--out", "m.kf", "--rank", "4", "--threads", "1"});
  for (int n = 0; n < 3000 && rank() != 4; ++n) usleep(10'000);
  EXPECT_EQ(rank(), 4);
}

TEST_F(ServeTest, ShutdownFinishesRunningRequests) {
  train_tiny();
  serve({"m.kf", "--event-store", "s.duckdb", "--access-log", "log"});
  HttpClient idle(port_), partial(port_);
  EXPECT_EQ(idle.get("/healthz").status, 200);
  const std::string request = HttpClient::post_text("/v1/feedback", event("a", "b", 1).dump());
  EXPECT_TRUE(partial.send(request.substr(0, request.size() - 3)));
  HttpClient witness(port_);
  for (int n = 0; n < 3000 && !contains(witness.get("/metrics").body, "kinfold_connections 3\n"); ++n) usleep(10'000);
  kill(server_, SIGTERM);
  EXPECT_TRUE(idle.ended());
  EXPECT_TRUE(partial.send(request.substr(request.size() - 3)));
  const HttpResponse response = partial.read();
  EXPECT_EQ(response.status, 201) << response.body;
  EXPECT_TRUE(contains(response.head, "Connection: close"));
  EXPECT_EQ(finish(std::exchange(server_, 0)).status, 0);
  EXPECT_FALSE(HttpClient(port_).connected());
  const json line = json::parse(text("log").substr(0, text("log").find('\n')));
  EXPECT_EQ(line["target"], "/healthz");
  EXPECT_EQ(line["status"], 200);
}

// An index is not used for 15 items, but for 3000.
TEST_F(ServeTest, AnIndexBesideTheModelIsUsed) {
  std::string csv = "user,item\n";
  for (int user = 0; user < 300; ++user)
    for (int n = 0; n < 10; ++n)
      csv += "u" + std::to_string(user) + ",i" + std::to_string((user * 10 + n * n * 7) % 3000) + "\n";
  write("likes.csv", csv);
  good({"train", "likes", "likes.csv", "--out", "m.kf", "--rank", "8", "--epochs", "3", "--threads", "1"});
  good({"export", "m.kf", "--format", "hnsw", "--out", "."});
  serve({"m.kf", "--access-log", "off"});
  const json first = get("/v1/models/m/recommend?user=u3&top=5").parsed();
  EXPECT_EQ(first["index"], "hnsw");
  EXPECT_EQ(get("/v1/models/m").parsed()["index"]["kind"], "hnsw");
  EXPECT_EQ(get("/v1/models/m/recommend?user=u3&top=500").parsed()["index"], "exact");
  // An index of another model is reported and not used.
  good({"train", "likes", "likes.csv", "--out", "m.kf", "--rank", "8", "--epochs", "4", "--threads", "1"});
  EXPECT_EQ(post("/v1/reload", json::object()).status, 200);
  EXPECT_EQ(get("/v1/models/m/recommend?user=u3&top=5").parsed()["index"], "exact");
  const json info = get("/v1/models/m").parsed()["index"];
  EXPECT_TRUE(contains(info["error"], "this index belongs to another model")) << info;
  fails(2, {"serve", "m.kf", "--index", "ivf"}, "unknown index 'ivf'", "--index", "hnsw");
}

// Checksums bind an evaluation file to a model file. The evaluation file is read at each request.
TEST_F(ServeTest, ShowsTheEvaluationOnlyForTheEvaluatedModel) {
  train_tiny();
  write("e.json", run({"evaluate", "m.kf", "--test", "tiny.csv", "--json"}).out);
  serve({"m.kf", "--evaluation", "e.json", "--access-log", "off"});
  const json first = get("/v1/models/m").parsed();
  ASSERT_EQ(first.at("evaluations").size(), 1u);
  EXPECT_EQ(first["evaluations"][0]["checksum"], first["checksum"]);
  EXPECT_EQ(first["evaluations"][0]["metrics"], json::parse(text("e.json"))["metrics"]);
  train_tiny({"--seed", "7"});
  EXPECT_EQ(post("/v1/reload", json::object()).status, 200);
  EXPECT_FALSE(get("/v1/models/m").parsed().contains("evaluations"));
  write("e.json", run({"evaluate", "m.kf", "--test", "tiny.csv", "--json"}).out);
  EXPECT_EQ(get("/v1/models/m").parsed().at("evaluations").size(), 1u);
  write("e.json", "half of");
  EXPECT_FALSE(get("/v1/models/m").parsed().contains("evaluations"));
  fails(1, {"serve", "m.kf", "--evaluation", "e.json"}, "not the JSON output of an evaluation", "e.json",
        "kinfold evaluate");
}

TEST_F(ServeTest, AcceptsOnlyItsOwnHostNames) {
  train_tiny();
  serve({"m.kf", "--allow-host", "Shop.Example", "--access-log", "off"});
  const auto status_for_host = [&](const std::string& host) {
    HttpClient client(port_);
    client.send("GET /healthz HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
    return client.read().status;
  };
  for (const std::string host : {"localhost", "LocalHost:8080", "127.0.0.1:1", "[::1]:8080", "shop.example"})
    EXPECT_EQ(status_for_host(host), 200) << host;
  for (const std::string host : {"evil.example", "evil.example:8080", "localhost.evil.example", "[::2]", "1"})
    EXPECT_EQ(status_for_host(host), 421) << host;
}

TEST_F(ServeTest, ReportsInvalidOptions) {
  train_tiny();
  fails(1, {"serve", "no.kf"}, "there is no such file", "no.kf", "");
  fails(2, {"serve", "m.kf", "m.kf"}, "two models have the name 'm'", "m.kf", "NAME=m.kf");
  fails(2, {"serve", "m.kf", "--event-store", "s.csv"}, "this is not an event store", "--event-store s.csv", "::TABLE");
  fails(2, {"serve", "m.kf", "--host", "nowhere"}, "invalid address", "--host nowhere", "127.0.0.1");
  write("tokens", "read 123\n");
  fails(2, {"serve", "m.kf", "--token-file", "tokens"}, "too short", "tokens, line 1", "openssl");
  serve({"m.kf"});
  fails(1, {"serve", "m.kf", "--port", std::to_string(port_)}, "cannot listen on this address", "127.0.0.1:", "--port");
}

}  // namespace
}  // namespace kinfold::app
