// Runs the server and its clients in one process, so that sanitizers see both sides.
#include "server/server.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "cli/http_client.h"
#include "factorization/planted.h"
#include "factorization/train_model.h"
#include "kg/graph_file.h"
#include "oracle/graph_models.h"
#include "registry/options.h"
#include "server/event_writer.h"

namespace kinfold::http {
namespace {

using app::HttpClient;
using nlohmann::json;

class ServerTest : public testing::Test {
 protected:
  ServerTest() {
    TrainOptions options = oracle::planted_options();
    options.epochs = 3;
    save(train_ratings(oracle::planted(40, 60).train, {}, options), folder / "films.kf");
    save(oracle::graph_model({"distmult"}, 30, 2, 80), folder / "facts.kf");
    catalog = std::make_unique<Catalog>(std::vector{folder / "films.kf", folder / "facts.kf"}, Titles());
    writer = std::make_unique<EventWriter>(folder / "events.duckdb", fresh);
    Service::Settings service_settings;
    service_settings.info = [](const ServedModel&) { return R"({"task": "x"})"; };
    service = std::make_unique<Service>(std::move(service_settings), *catalog, fresh, writer.get());
    Server::Settings settings;
    settings.port = 0;
    settings.threads = 3;
    settings.watch = true;
    server = std::make_unique<Server>(*service, log, settings);
    port = server->port();
    running = std::thread([this] { server->run(); });
  }
  ~ServerTest() override {
    server->stop();
    running.join();
    writer.reset();
  }

  oracle::Folder folder;
  FreshEvents fresh;
  std::unique_ptr<Catalog> catalog;
  std::unique_ptr<EventWriter> writer;
  std::unique_ptr<Service> service;
  AccessLog log{folder / "log"};
  std::unique_ptr<Server> server;
  int port = 0;
  std::thread running;
};

TEST_F(ServerTest, ServesAllRoutesConcurrently) {
  std::atomic<int> succeeded = 0, failed = 0;
  std::vector<std::thread> clients;
  constexpr int kClients = 6, kRounds = 40;
  for (int c = 0; c < kClients; ++c)
    clients.emplace_back([&, c] {
      HttpClient client(port);
      for (int n = 0; n < kRounds; ++n) {
        const std::string user = "u" + std::to_string(n % 40), of = "/v1/models/films/";
        const app::HttpResponse responses[] = {
            client.get(of + "recommend?user=" + user),
            client.post(of + "recommend", {{"history", {"i1", "i2", "i3"}}, {"explain", true}}),
            client.post("/v1/feedback", {{"user", user}, {"item", "i" + std::to_string(c)}, {"value", n % 5}}),
            client.get(of + "search?q=i1"),
            client.get(of + "axes"),
            client.get(of + "map"),
            client.get("/v1/models/facts/query?head=e1&relation=r1"),
            client.get("/metrics"),
            client.get("/v1/models")};
        for (const app::HttpResponse& response : responses)
          ++(response.status < 300 && response.status >= 200 ? succeeded : failed);
        if (c == 0 && n % 5 == 0) ++(client.post("/v1/reload", json::object()).status == 200 ? succeeded : failed);
      }
    });
  for (std::thread& client : clients) client.join();
  EXPECT_EQ(failed, 0);
  EXPECT_EQ(succeeded, kClients * kRounds * 9 + kRounds / 5);
  EXPECT_EQ(fresh.size(), std::size_t(kClients * 40));
}

TEST_F(ServerTest, ShutsDownBetweenRequests) {
  std::vector<std::thread> clients;
  std::atomic<int> answered = 0, failed = 0;
  for (int c = 0; c < 4; ++c)
    clients.emplace_back([&] {
      HttpClient client(port);
      for (;;) {
        if (!client.send("GET /v1/models/films/recommend?user=u3 HTTP/1.1\r\nHost: x\r\n\r\n")) return;
        const app::HttpResponse response = client.read();
        if (response.status == 0) return;
        ++(response.status == 200 ? answered : failed);
        if (response.head.find("Connection: close") != std::string::npos) return;
      }
    });
  while (answered < 50) std::this_thread::yield();
  server->stop();
  for (std::thread& client : clients) client.join();
  EXPECT_EQ(failed, 0);
}

}  // namespace
}  // namespace kinfold::http
