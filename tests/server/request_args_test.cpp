#include "server/request_args.h"

#include <gtest/gtest.h>

#include "server/problem.h"

namespace kinfold::http {
namespace {

const std::vector<Field> kFields = {
    {.name = "user", .kind = FieldKind::kId},
    {.name = "top", .kind = FieldKind::kInteger, .default_value = "10", .min = 1, .max = 100},
    {.name = "time", .kind = FieldKind::kNumber, .min = -5, .max = 5},
    {.name = "explain", .kind = FieldKind::kBoolean},
    {.name = "candidates", .kind = FieldKind::kIds, .min = 1, .max = 3},
    {.name = "metric", .default_value = "cosine", .choices = {"cosine", "dot"}},
    {.name = "history",
     .kind = FieldKind::kRatings,
     .min = 1,
     .max = 3,
     .properties = {{.name = "item", .kind = FieldKind::kId, .required = true},
                    {.name = "value", .kind = FieldKind::kNumber, .min = 0, .max = 9}}},
    {.name = "where", .kind = FieldKind::kFilters},
    {.name = "row", .kind = FieldKind::kCells}};

// Returns the field and the detail of the problem, or "" if there is none.
std::string error_of(auto parse) {
  try {
    parse();
    return "";
  } catch (const Problem& problem) {
    EXPECT_EQ(problem.status, 400);
    return problem.field + ": " + problem.detail;
  }
}
std::string body(const std::string& text) {
  return error_of([&] { RequestArgs::from_json(text, kFields); });
}
std::string query(const std::string& text) {
  return error_of([&] { RequestArgs::from_query(text, kFields); });
}

TEST(RequestArgs, ReadsABody) {
  const RequestArgs args = RequestArgs::from_json(
      R"({"user": 17, "explain": true, "candidates": ["a", 5], "history": ["x", {"item": "y", "value": 2}],
          "where": {"genres": ["A", "B"], "year": "1999"}, "row": {"c": null, "d": 1.5, "e": "yes", "f": true}})",
      kFields);
  EXPECT_EQ(args.string("user"), "17");
  EXPECT_EQ(args.integer("top"), 10u);
  EXPECT_EQ(args.string("metric"), "cosine");
  EXPECT_TRUE(args.boolean("explain"));
  EXPECT_EQ(args.strings("candidates"), (std::vector<std::string>{"a", "5"}));
  EXPECT_EQ(args.value("history").size(), 2u);
  EXPECT_FALSE(args.has("time"));
  EXPECT_EQ(args.number("time", 3), 3);
}

TEST(RequestArgs, ReadsAQuery) {
  const RequestArgs args = RequestArgs::from_query(
      "user=a%20b%2Bc+d&top=5&explain&candidates=x&candidates=%C3%A9&where=genres=A&where=genres=B=C&", kFields);
  EXPECT_EQ(args.string("user"), "a b+c d");
  EXPECT_EQ(args.integer("top"), 5u);
  EXPECT_TRUE(args.boolean("explain"));
  EXPECT_EQ(args.strings("candidates"), (std::vector<std::string>{"x", "\xC3\xA9"}));
  EXPECT_EQ(args.value("where").dump(), R"({"genres":["A","B=C"]})");
}

TEST(RequestArgs, NamesTheInvalidField) {
  EXPECT_EQ(body(R"({"usr": 1})"), "usr: unknown field 'usr'; did you mean 'user'?");
  EXPECT_EQ(body(R"({"user": 1.5})"), "user: 'user' must be an id, a string or an integer");
  EXPECT_EQ(body(R"({"user": ""})"), "user: 'user' must be a non-empty id");
  EXPECT_EQ(body(R"({"top": 0})"), "top: 'top' must be at least 1");
  EXPECT_EQ(body(R"({"top": 101})"), "top: 'top' must be at most 100");
  EXPECT_EQ(body(R"({"top": -1})"), "top: 'top' must be a non-negative integer");
  EXPECT_EQ(body(R"({"top": "5"})"), "top: 'top' must be a non-negative integer");
  EXPECT_EQ(body(R"({"time": 1e999})").substr(0, 2), ": ");  // not valid JSON
  EXPECT_EQ(body(R"({"explain": 1})"), "explain: 'explain' must be true or false");
  EXPECT_EQ(body(R"({"candidates": []})"), "candidates: 'candidates' must be at least 1 elements long");
  EXPECT_EQ(body(R"({"candidates": [1, 2, 3, 4]})"), "candidates: 'candidates' must be at most 3 elements long");
  EXPECT_EQ(body(R"({"candidates": ["a", null]})"),
            "candidates[1]: 'candidates[1]' must be an id, a string or an integer");
  EXPECT_EQ(body(R"({"metric": "l2"})"), "metric: 'metric' must be one of the listed choices");
  EXPECT_EQ(body(R"({"history": ["x", {"value": 2}]})"), "history[1].item: the field 'history[1].item' is required");
  EXPECT_EQ(body(R"({"history": [{"item": 1, "valu": 2}]})"), "history[0].valu: unknown field 'history[0].valu'");
  EXPECT_EQ(body(R"({"where": {"g": []}})"), "where.g: 'where.g' must be a string or an array of 1 to 100 strings");
  EXPECT_EQ(body(R"({"row": {"c": []}})"), "row.c: 'row.c' must be a number, a string, true, false or null");
  EXPECT_EQ(query("top=x"), "top: 'top' must be a number");
  EXPECT_EQ(query("top=1.5"), "top: 'top' must be a non-negative integer");
  EXPECT_EQ(query("top=1&top=2"), "top: the parameter 'top' is repeated");
  EXPECT_EQ(query("time=nan"), "time: 'time' must be a number");
  EXPECT_EQ(query("row=1"), "row: send 'row' in the body of a POST request");
  EXPECT_EQ(query("where=Comedy"), "where: 'where' must be of the form genres=Comedy");
}

TEST(RequestArgs, RejectsBodiesThatAreNotJsonObjects) {
  EXPECT_EQ(body(R"({"user": 1, "user": 2})"), "user: the name 'user' is repeated");
  EXPECT_EQ(body("[1]"), ": the body must be one JSON object");
  EXPECT_EQ(body(R"({"row": {"c": [[[[1]]]]}})"), ": the body is nested too deeply");
  EXPECT_EQ(body(std::string(100'000, '[')), ": the body is nested too deeply");
  for (const char* text : {"", "{", "{}x", "{\"user\": \"\xff\"}", "{\"top\": NaN}", "null", "{'user': 1}"})
    EXPECT_NE(body(text), "") << text;
}

TEST(RequestArgs, RejectsInvalidEscapes) {
  for (const char* text : {"user=%", "user=%4", "user=%4g", "user=%-1", "%zz=1"})
    EXPECT_EQ(query(text), ": the URL has an invalid percent escape") << text;
  EXPECT_EQ(percent_decoded("a%2Fb+c", false), "a/b+c");
}

}  // namespace
}  // namespace kinfold::http
