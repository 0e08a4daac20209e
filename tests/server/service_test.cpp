// Tests the request handling without sockets: responses and problems.
#include "server/service.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "factorization/model_file.h"
#include "factorization/planted.h"
#include "factorization/recommend.h"
#include "factorization/train_model.h"
#include "kg/graph_file.h"
#include "oracle/folder.h"
#include "oracle/graph_models.h"
#include "registry/options.h"

namespace kinfold::http {
namespace {

using nlohmann::json;

// Counts events and reports at once.
struct FakeRecorder : EventRecorder {
  std::size_t recorded = 0;
  bool full = false;
  void record(std::shared_ptr<const std::vector<Event>> events, Done done) override {
    recorded += full ? 0 : events->size();
    done(full ? std::make_exception_ptr(Error("the disk is full")) : nullptr);
  }
};

class ServiceTest : public testing::Test {
 protected:
  ServiceTest() {
    TrainOptions options = oracle::planted_options();
    options.epochs = 5;
    model = train_ratings(oracle::planted(40, 60).train, {}, options);
    save(model, folder / "films.kf");
    save(oracle::graph_model({"distmult"}, 30, 2, 80), folder / "facts.kf");
    catalog = std::make_unique<Catalog>(std::vector{folder / "films.kf", "f=" + (folder / "facts.kf")}, Titles());
    service = make({});
  }

  std::unique_ptr<Service> make(Service::Settings settings) {
    settings.info = [](const ServedModel&) { return R"({"task": "x"})"; };
    return std::make_unique<Service>(std::move(settings), *catalog, fresh, &recorder);
  }
  Response send(Request request) { return service->answer(request, pool); }
  Response get(const std::string& target) { return send({"GET", target, {}, {}, {}, {}, {}, {}}); }
  Response post(const std::string& target, const json& body) {
    return send({"POST", target, body.dump(), "application/json", {}, {}, {}, {}});
  }
  json ok(const Response& response) {
    EXPECT_LT(response.status, 300) << response.body;
    return json::parse(response.body);
  }
  // Expects a problem with this status and field, and with this text in its detail.
  void fails(const Response& response, int status, const std::string& field, const std::string& detail) {
    EXPECT_EQ(response.status, status) << response.body;
    EXPECT_EQ(response.type, "application/problem+json");
    const json problem = json::parse(response.body);
    EXPECT_EQ(problem.value("field", ""), field) << response.body;
    EXPECT_NE(problem.value("detail", "").find(detail), std::string::npos) << response.body;
    EXPECT_EQ(problem["status"], status);
  }

  oracle::Folder folder;
  Model model;
  std::unique_ptr<Catalog> catalog;
  FreshEvents fresh;
  FakeRecorder recorder;
  std::unique_ptr<Service> service;
  Pool pool{1};
};

TEST_F(ServiceTest, RecommendsTheSameItemsAsTheEngine) {
  const json answer = ok(get("/v1/models/films/recommend?user=u7&top=5&offset=2"));
  const auto expected = recommend(model, *model.user_ids.find("u7"), 8);
  ASSERT_EQ(answer["items"].size(), 5u);
  for (std::size_t n = 0; n < 5; ++n) {
    EXPECT_EQ(answer["items"][n]["id"], std::string(model.item_ids[expected[n + 2].id]));
    EXPECT_EQ(answer["items"][n]["score"].get<float>(), expected[n + 2].score);
  }
  EXPECT_TRUE(answer["more"].get<bool>());
  EXPECT_FALSE(answer["folded_in"].get<bool>());
  EXPECT_FALSE(ok(get("/v1/models/films/recommend?user=u7&top=1000"))["more"].get<bool>());
  EXPECT_EQ(ok(get("/v1/models/-/recommend?user=u7&top=5&offset=2")), answer);
  EXPECT_EQ(ok(post("/v1/models/films/recommend", {{"user", "u7"}, {"top", 5}, {"offset", 2}})), answer);
  const json many = ok(post("/v1/models/films/recommend", {{"users", {"u1", "u7"}}, {"top", 5}, {"offset", 2}}));
  EXPECT_EQ(many["users"][1]["items"], answer["items"]);
}

TEST_F(ServiceTest, RecommendsToNewUsers) {
  const json answer =
      ok(post("/v1/models/films/recommend",
              {{"history", {{{"item", "i1"}, {"value", 5}}, "i2", "unknown"}}, {"top", 60}, {"explain", true}}));
  EXPECT_TRUE(answer["folded_in"].get<bool>());
  EXPECT_EQ(answer["unknown"], json::array({"unknown"}));
  EXPECT_EQ(answer["items"].size(), 58u);
  for (const json& item : answer["items"]) EXPECT_TRUE(item["id"] != "i1" && item["id"] != "i2");
  const FoldIn fold_in(model);
  const Recommender recommender(model, {1, 0, false, {}});
  const Id seen[] = {*model.item_ids.find("i1"), *model.item_ids.find("i2")};
  const auto expected = recommender(fold_in({{seen[0], 5}, {seen[1], 1}}), seen, pool);
  EXPECT_EQ(answer["items"][0]["id"], std::string(model.item_ids[expected[0].id]));
}

TEST_F(ServiceTest, TheNextRequestUsesFeedback) {
  const std::string request_u7 = "/v1/models/films/recommend?user=u7&top=1";
  const json before = ok(get(request_u7));
  const std::string first = before["items"][0]["id"];
  EXPECT_EQ(post("/v1/feedback", {{"user", "u7"}, {"item", first}, {"value", 0.5}}).status, 201);
  EXPECT_EQ(recorder.recorded, 1u);
  const json after = ok(get(request_u7));
  EXPECT_TRUE(after["folded_in"].get<bool>());
  EXPECT_NE(after["items"][0]["id"], first);  // the item is now in the history
  const std::string pair = "/v1/models/films/predict?user=u7&item=" + first;
  EXPECT_LT(ok(get(pair))["predictions"][0]["value"].get<float>(),
            predict(model, *model.user_ids.find("u7"), *model.item_ids.find(first)));
  fails(get("/v1/models/films/recommend?user=new"), 404, "user", "there is no user 'new'");
  const json events = {{"events", {{{"user", "new"}, {"item", "i3"}, {"value", 4}}, {{"user", "new"}, {"item", 7}}}}};
  EXPECT_EQ(ok(post("/v1/feedback", events))["stored"], 2);
  EXPECT_EQ(ok(get("/v1/models/films/recommend?user=new&top=60"))["items"].size(), 59u);
}

TEST_F(ServiceTest, FeedbackThatIsNotOnDiskIsNotUsed) {
  recorder.full = true;
  fails(post("/v1/feedback", {{"user", "u7"}, {"item", "i1"}}), 503, "", "the disk is full");
  EXPECT_EQ(fresh.size(), 0u);
  fails(post("/v1/feedback", {{"user", "u7"}}), 400, "events", "give either `user` and `item`");
}

TEST_F(ServiceTest, ModelsWithoutTheCapabilityAreRejected) {
  fails(get("/v1/models/f/recommend?user=e1"), 422, "model", "a triples model does not support recommend");
  fails(get("/v1/models/films/query?head=a"), 422, "model", "a ratings model does not support query");
  fails(get("/v1/models/no/predict?user=1"), 404, "model", "there is no model 'no'");
  const json answer = ok(get("/v1/models/f/query?head=e1&relation=r0&top=3&explain=true"));
  EXPECT_EQ(answer["answers"].size(), 3u);
  fails(get("/v1/models/f/query?head=e1"), 400, "relation", "give a relation");
  fails(get("/v1/models/f/query?head=e1&relation=r9"), 404, "relation", "there is no relation 'r9'");
}

TEST_F(ServiceTest, UnknownPathsAndMethodsAreRejected) {
  fails(get("/nothing"), 404, "", "unknown path");
  fails(get("/../etc/passwd"), 404, "", "unknown path");
  fails(get("/v1/models/"), 404, "", "unknown path");
  fails(get("/v1/models//recommend?user=u1"), 404, "", "unknown path");
  fails(get(""), 404, "", "unknown path");
  fails(get("/v1/models/%zz/recommend"), 400, "", "invalid percent escape");
  const Response wrong = send({"PUT", "/v1/feedback", {}, {}, {}, {}, {}, {}});
  fails(wrong, 405, "", "does not support the method");
  EXPECT_EQ(wrong.headers[0], (std::pair<std::string, std::string>("Allow", "POST")));
  fails(send({"POST", "/v1/feedback", "{}", "text/plain", {}, {}, {}, {}}), 415, "", "Content-Type");
  fails(send({"POST", "/v1/feedback?user=1", "{}", "application/json", {}, {}, {}, {}}), 400, "", "in its body");
}

TEST_F(ServiceTest, TokensGrantReadingAndWriting) {
  oracle::write_text(folder / "tokens", "read  0123456789abcdef # a reader\n\nwrite fedcba9876543210\n");
  service = make({Tokens(folder / "tokens"), {}, {}, "1", {}});
  const auto with = [&](const std::string& method, const std::string& token) {
    return send({method, method == "GET" ? "/v1/models" : "/v1/reload", {}, {}, token, {}, {}, {}}).status;
  };
  EXPECT_EQ(with("GET", ""), 401);
  EXPECT_EQ(with("GET", "Bearer 0123456789abcde"), 401);
  EXPECT_EQ(with("GET", "Bearer 0123456789abcdef0"), 401);
  EXPECT_EQ(with("GET", "Basic 0123456789abcdef"), 401);
  EXPECT_EQ(with("GET", "Bearer 0123456789abcdef"), 200);
  EXPECT_EQ(with("POST", "Bearer 0123456789abcdef"), 403);
  EXPECT_EQ(with("POST", "Bearer fedcba9876543210"), 200);
  EXPECT_EQ(with("GET", "Bearer fedcba9876543210"), 200);
  EXPECT_EQ(get("/healthz").status, 200);
  oracle::write_text(folder / "bad", "read short\n");
  EXPECT_THROW(Tokens(folder / "bad"), Error);
  oracle::write_text(folder / "bad", "admin 0123456789abcdef\n");
  EXPECT_THROW(Tokens(folder / "bad"), Error);
}

TEST_F(ServiceTest, CorsHeadersNameOnlyAllowedOrigins) {
  const auto allowed = [&](const std::string& origin) {
    const Response response = send({"GET", "/healthz", {}, {}, {}, origin, {}, {}});
    for (const auto& [name, value] : response.headers)
      if (name == "Access-Control-Allow-Origin") return value;
    return std::string();
  };
  EXPECT_EQ(allowed("https://a.example"), "");
  service = make({{}, {"https://a.example"}, {}, "1", {}});
  EXPECT_EQ(allowed("https://a.example"), "https://a.example");
  EXPECT_EQ(allowed("https://b.example"), "");
}

TEST_F(ServiceTest, ADamagedFileIsRejectedAndTheOldModelStays) {
  const json before = ok(get("/v1/models/films/recommend?user=u7"));
  oracle::write_text(folder / "films.kf", oracle::read_file(folder / "films.kf").substr(0, 5000));
  fails(post("/v1/reload", {{"model", "films"}}), 422, "", "");
  EXPECT_EQ(ok(get("/v1/models/films/recommend?user=u7")), before);
  model.items.bias_and_reg[3].bias += 100;
  save(model, folder / "films.kf");
  EXPECT_EQ(ok(post("/v1/reload", json::object()))["reloaded"].size(), 2u);
  EXPECT_EQ(ok(get("/v1/models/films/recommend?user=u7&include_seen=true"))["items"][0]["id"],
            std::string(model.item_ids[3]));
}

TEST_F(ServiceTest, CountsRequestsByRouteAndStatus) {
  service->metrics().count(0, 200, 0.0004);
  service->metrics().count(service->routes().size(), 404, 9);
  const std::string text = get("/metrics").body;
  const auto has = [&](const std::string& line) { return text.find(line + "\n") != std::string::npos; };
  const std::string labels = R"({method="GET|POST",route="/v1/models/{model}/recommend",)";
  EXPECT_TRUE(has("kinfold_requests_total" + labels + R"(status="200"} 1)")) << text;
  EXPECT_TRUE(has("kinfold_request_duration_seconds_bucket" + labels + R"(le="0.0005"} 1)"));
  EXPECT_TRUE(has(R"(kinfold_requests_total{method="",route="none",status="404"} 1)"));
  EXPECT_TRUE(has("kinfold_models 2"));
}

}  // namespace
}  // namespace kinfold::http
