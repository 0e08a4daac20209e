// Tests the OpenAPI document against a running server: every path responds as the document says.
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "cli/http_client.h"

namespace kinfold::app {
namespace {

// Returns how a value violates a schema, or "". Supports the part of JSON Schema that the document uses.
std::string schema_error(const json& schema, const json& value, const std::string& at);

bool is_of(const std::string& type, const json& value) {
  if (type == "integer") return value.is_number_integer();
  if (type == "number") return value.is_number();
  if (type == "string") return value.is_string();
  if (type == "boolean") return value.is_boolean();
  if (type == "null") return value.is_null();
  if (type == "array") return value.is_array();
  return type == "object" && value.is_object();
}

std::string object_schema_error(const json& schema, const json& value, const std::string& at) {
  const json none = json::object();
  const json& properties = schema.contains("properties") ? schema["properties"] : none;
  for (const json& name : schema.value("required", json::array()))
    if (!value.contains(name)) return at + " lacks " + name.dump();
  for (const auto& [name, of] : value.items()) {
    const bool known = properties.contains(name);
    if (!known && !schema.contains("additionalProperties")) return at + " has " + name + ", which the document lacks";
    const std::string error =
        schema_error(known ? properties[name] : schema["additionalProperties"], of, at + "." + name);
    if (!error.empty()) return error;
  }
  return "";
}

std::string schema_error(const json& schema, const json& value, const std::string& at) {
  if (!schema.contains("type")) return "";
  const json types = schema["type"].is_array() ? schema["type"] : json::array({schema["type"]});
  bool fits = false;
  for (const json& type : types) fits |= is_of(type, value);
  if (!fits) return at + " is " + value.dump().substr(0, 40) + ", not " + types.dump();
  if (value.is_object()) return object_schema_error(schema, value, at);
  for (std::size_t n = 0; value.is_array() && n < value.size(); ++n)
    if (const std::string error = schema_error(schema["items"], value[n], at + "[]"); !error.empty()) return error;
  return "";
}

// Serves one model of each task.
class ServeApi : public ServeTest {
 protected:
  void SetUp() override {
    std::string genres = "item,genres\n", titles = "item,title\n", table = "name,height,colour,old\n";
    std::string facts, links = "source,target\n";
    for (int n = 0; n < 15; ++n) {
      const std::string item = "i" + std::to_string(n);
      genres += item + "," + (n % 2 ? "Comedy" : "Drama") + "|" + (n % 3 ? "War" : "Love") + "\n";
      titles += item + ",\"The \"\"film\"\" " + std::to_string(n) + "\"\n";
      table += "r" + std::to_string(n) + "," + std::to_string(150 + 3 * n) + "," + (n % 3 ? "red" : "blue") + "," +
               (n % 4 ? "yes" : "no") + "\n";
      for (int m = 0; m < n; m += 2) {
        facts += item + (m % 4 ? "\tnear\ti" : "\tbelow\ti") + std::to_string(m) + "\n";
        links += item + ",i" + std::to_string(m) + "\n";
      }
    }
    write("genres.csv", genres), write("titles.csv", titles), write("t.csv", table), write("facts.tsv", facts);
    write("links.csv", links), write("labels.csv", "node,label\ni1,odd\ni2,even\ni3,odd\ni4,even\n");
    train_tiny({"--item-features", "genres.csv"});
    const Args quick = {"--threads", "1", "--epochs", "3", "--rank", "4"};
    for (Args args :
         {Args{"train", "triples", "facts.tsv", "--out", "f.kf"}, Args{"train", "links", "links.csv", "--out", "l.kf"},
          Args{"train", "nodes", "labels.csv", "--graph", "links.csv", "--out", "n.kf"}}) {
      args.insert(args.end(), quick.begin(), quick.end());
      good(args);
    }
    good({"train", "table", "t.csv", "--out", "t.kf", "--rank", "2", "--threads", "1"});
    serve({"m.kf", "f.kf", "l.kf", "n.kf", "t.kf", "--titles", "titles.csv", "--event-store", "s.duckdb",
           "--access-log", "off"});
  }
};

struct Example {
  std::string model, query;
  json body = nullptr;
};

// Examples by operation id, without the suffix ByPost. Without a query, an example is only for the POST operation.
const std::multimap<std::string, Example> kExamples = {
    {"recommend",
     {"m", "user=u3&top=3&explain=true&where=genres=Comedy", {{"user", "u3"}, {"where", {{"genres", "War"}}}}}},
    {"recommend",
     {"m", "history=i3&top=2&explain", {{"history", {"i3", {{"item", "i4"}, {"value", 2}}, "x"}}, {"explain", true}}}},
    {"recommend", {"m", "users=u1&users=u2", {{"users", {"u1", "u2"}}, {"offset", 1}, {"exclude", {"i1"}}}}},
    {"predict", {"m", "user=u1&item=i2", {{"pairs", {{{"user", "u1"}, {"item", "new"}}}}}}},
    {"similar", {"m", "id=i2&top=3", {{"id", "u2"}, {"side", "user"}, {"metric", "dot"}}}},
    {"similar", {"f", "id=near&side=relation", {{"id", "i2"}}}},
    {"impute", {"t", "", {{"row", {{"height", 170}, {"colour", nullptr}}}}}},
    {"impute", {"t", "", {{"rows", {{{"old", "no"}}, {{"colour", "red"}, {"height", 180.5}}}}}}},
    {"query",
     {"f",
      "head=i9&relation=near&explain=true&include_known=false",
      {{"tail", "i2"}, {"relation", "below"}, {"top", 2}}}},
    {"query", {"l", "node=i3&top=4&explain=true", {{"node", "i5"}}}},
    {"query", {"f", "head=i9&relation=near&tail=i2", {{"head", "i9"}, {"relation", "near"}, {"tail", "i2"}}}},
    {"classify", {"n", "node=i7", {{"nodes", {"i1", "i9"}}}}},
    {"search", {"m", "q=film", nullptr}},
    {"search", {"t", "q=r1&side=row&top=2&offset=1", nullptr}},
    {"show", {"m", "side=item&id=i3", nullptr}},
    {"show", {"m", "side=user&id=u3", nullptr}},
    {"show", {"f", "id=i3", nullptr}},
    {"show", {"f", "side=relation&id=near", nullptr}},
    {"show", {"n", "id=i3", nullptr}},
    {"show", {"t", "side=column&id=height", nullptr}},
    {"axes", {"m", "ends=2", nullptr}},
    {"axes", {"t", "kind=raw&side=column", nullptr}},
    {"map", {"m", "side=item&color=genres", nullptr}},
    {"map", {"n", "color=class&top=5", nullptr}},
    {"map", {"t", "side=row&x=1&y=0", nullptr}},
    {"models", {"", "", nullptr}},
    {"model", {"m", "", nullptr}},
    {"model", {"t", "", nullptr}},
    {"model", {"f", "", nullptr}},
    {"model", {"n", "", nullptr}},
    {"feedback", {"", "", {{"user", "u1"}, {"item", "i1"}, {"value", 4}}}},
    {"feedback",
     {"", "", {{"events", {{{"user", "n"}, {"item", "i1"}}, {{"user", 5}, {"item", "i2"}, {"time", 10}}}}}}},
    {"reload", {"", "", json::object()}},
    {"reload", {"", "", {{"model", "t"}}}},
    {"openapi", {"", "", nullptr}},
    {"healthz", {"", "", nullptr}},
    {"readyz", {"", "", nullptr}},
    {"metrics", {"", "", nullptr}},
    {"page", {"", "", nullptr}},
};

void expect_as_documented(const HttpResponse& response, const json& operation, const std::string& what) {
  const auto& responses = operation.at("responses");
  ASSERT_TRUE(responses.contains(std::to_string(response.status))) << what << ": " << response.head << "\n"
                                                                   << response.body;
  const auto& content = responses.at(std::to_string(response.status)).at("content");
  const auto type = content.items().begin();
  EXPECT_TRUE(contains(response.head, "Content-Type: " + type.key() + "\r\n")) << what << ": " << response.head;
  if (type.key() == "application/json") {
    EXPECT_EQ(schema_error(type.value().at("schema"), response.parsed(), "answer"), "")
        << what << ": " << response.body;
  }
}

TEST_F(ServeApi, EveryPathRespondsAsDocumented) {
  HttpClient client(port_);
  const json document = client.get("/v1/openapi.json").parsed();
  EXPECT_EQ(document["openapi"], "3.1.0");
  std::size_t num_requests = 0;
  for (const auto& [path, methods] : document["paths"].items())
    for (const auto& [method, operation] : methods.items()) {
      std::string name = operation["operationId"];
      if (name.ends_with("ByPost")) name.resize(name.size() - 6);
      const auto [first, last] = kExamples.equal_range(name);
      EXPECT_NE(first, last) << name << " has no example";
      for (auto example = first; example != last; ++example, ++num_requests) {
        std::string target = path;
        if (const std::size_t at = target.find("{model}"); at != target.npos)
          target.replace(at, 7, example->second.model);
        const std::string query = example->second.query;
        const HttpResponse response = method == "post" ? client.post(target, example->second.body)
                                                       : client.get(target + (query.empty() ? "" : "?" + query));
        expect_as_documented(response, operation,
                             method + " " + target + "?" + query + " " + example->second.body.dump());
      }
    }
  EXPECT_GE(num_requests, kExamples.size());
}

TEST_F(ServeApi, TheDocumentListsAllFields) {
  HttpClient client(port_);
  const json paths = client.get("/v1/openapi.json").parsed()["paths"];
  for (const auto& [path, methods] : paths.items())
    for (const auto& [method, operation] : methods.items()) {
      std::string target = path;
      if (const std::size_t at = target.find("{model}"); at != target.npos) target.replace(at, 7, "-");
      const HttpResponse response =
          method == "post" ? client.post(target, {{"no such field", 1}}) : client.get(target + "?no%20such%20field=1");
      ASSERT_TRUE(response.status == 400 || response.status == 422)
          << target << response.head;  // 422: the model lacks the capability
      if (response.status == 422) continue;
      const json problem = response.parsed();
      EXPECT_EQ(problem["field"], "no such field") << response.body;
      std::set<std::string> expected, known;
      if (method == "post")
        for (const auto& [name, schema] :
             operation["requestBody"]["content"]["application/json"]["schema"]["properties"].items())
          expected.insert(name);
      for (const json& name : problem.value("choices", json::array())) known.insert(name);
      if (method == "post") {
        EXPECT_EQ(expected, known) << target;
      }
    }
}

TEST_F(ServeApi, ResponsesMatchTheCommandLine) {
  HttpClient client(port_);
  const json list = client.get("/v1/models/m/recommend?user=u3&top=4").parsed();
  const json expected = good({"recommend", "m.kf", "--user", "u3", "--top", "4"});
  ASSERT_EQ(list["items"].size(), 4u);
  for (std::size_t n = 0; n < 4; ++n) {
    EXPECT_EQ(list["items"][n]["id"], expected["items"][n]["id"]);
    EXPECT_NEAR(list["items"][n]["score"].get<double>(), expected["items"][n]["score"].get<double>(), 1e-5);
  }
  EXPECT_EQ(list["items"][0]["name"], "The \"film\" " + list["items"][0]["id"].get<std::string>().substr(1));
  const json answers = client.get("/v1/models/f/query?head=i9&relation=near&top=3").parsed();
  const json command_line = good({"query", "f.kf", "i9, near, ?", "--top", "3"});
  for (std::size_t n = 0; n < 3; ++n)
    EXPECT_EQ(answers["answers"][n]["id"], command_line["items"][n]["id"]) << command_line;
  const json near = client.get("/v1/models/t/similar?id=height&side=column").parsed();
  const json near_command_line = good({"similar", "t.kf", "height", "--side", "column"});
  EXPECT_EQ(near["items"][0]["id"], near_command_line["items"][0]["id"]);
}

TEST_F(ServeApi, ThePageHasSecurityHeadersAndAnETag) {
  HttpClient client(port_);
  const HttpResponse page = client.get("/");
  EXPECT_TRUE(contains(page.head, "Content-Security-Policy: default-src 'self'"));
  EXPECT_TRUE(contains(page.head, "X-Content-Type-Options: nosniff"));
  const std::size_t at = page.head.find("ETag: ") + 6;
  const std::string tag = page.head.substr(at, page.head.find("\r\n", at) - at);
  EXPECT_EQ(client.get("/", "If-None-Match: " + tag + "\r\n").status, 304);
  const HttpResponse head = client.head("/");
  EXPECT_EQ(head.status, 200);
  EXPECT_TRUE(head.body.empty() && contains(head.head, "Content-Length: " + std::to_string(page.body.size())));
}

}  // namespace
}  // namespace kinfold::app
