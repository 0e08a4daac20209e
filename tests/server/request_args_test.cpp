#include "server/request_args.h"

#include <gtest/gtest.h>

#include "server/problem.h"

namespace kinfold::http {
namespace {

const std::vector<Field> kFields = {
    {.name = "user", .kind = FieldKind::kId},
    {.name = "top", .kind = FieldKind::kInteger, .default_value = "10", .min = 1, .max = 100},
    {.name = "time", .kind = FieldKind::kNumber, .min = -5, .max = 5},
    {.name = "why", .kind = FieldKind::kBoolean},
    {.name = "only", .kind = FieldKind::kIds, .min = 1, .max = 3},
    {.name = "metric", .default_value = "cosine", .choices = {"cosine", "dot"}},
    {.name = "history",
     .kind = FieldKind::kRatings,
     .min = 1,
     .max = 3,
     .properties = {{.name = "item", .kind = FieldKind::kId, .required = true},
                    {.name = "value", .kind = FieldKind::kNumber, .min = 0, .max = 9}}},
    {.name = "where", .kind = FieldKind::kFilters},
    {.name = "row", .kind = FieldKind::kCells}};

// The problem's field and detail, or "" where there is none.
std::string error_of(auto ask) {
  try {
    ask();
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
      R"({"user": 17, "why": true, "only": ["a", 5], "history": ["x", {"item": "y", "value": 2}],
          "where": {"genres": ["A", "B"], "year": "1999"}, "row": {"c": null, "d": 1.5, "e": "yes", "f": true}})",
      kFields);
  EXPECT_EQ(args.string("user"), "17");
  EXPECT_EQ(args.integer("top"), 10u);
  EXPECT_EQ(args.string("metric"), "cosine");
  EXPECT_TRUE(args.boolean("why"));
  EXPECT_EQ(args.strings("only"), (std::vector<std::string>{"a", "5"}));
  EXPECT_EQ(args.value("history").size(), 2u);
  EXPECT_FALSE(args.has("time"));
  EXPECT_EQ(args.number("time", 3), 3);
}

TEST(RequestArgs, ReadsAQuery) {
  const RequestArgs args = RequestArgs::from_query(
      "user=a%20b%2Bc+d&top=5&why&only=x&only=%C3%A9&where=genres=A&where=genres=B=C&", kFields);
  EXPECT_EQ(args.string("user"), "a b+c d");
  EXPECT_EQ(args.integer("top"), 5u);
  EXPECT_TRUE(args.boolean("why"));
  EXPECT_EQ(args.strings("only"), (std::vector<std::string>{"x", "\xC3\xA9"}));
  EXPECT_EQ(args.value("where").dump(), R"({"genres":["A","B=C"]})");
}

TEST(RequestArgs, NamesTheFieldThatIsWrong) {
  EXPECT_EQ(body(R"({"usr": 1})"), "usr: there is no field of this name; did you mean 'user'?");
  EXPECT_EQ(body(R"({"user": 1.5})"), "user: it must be an id: a text or a whole number");
  EXPECT_EQ(body(R"({"user": ""})"), "user: it must be an id, and not empty");
  EXPECT_EQ(body(R"({"top": 0})"), "top: it must be at least 1");
  EXPECT_EQ(body(R"({"top": 101})"), "top: it must be at most 100");
  EXPECT_EQ(body(R"({"top": -1})"), "top: it must be a whole number, 0 or more");
  EXPECT_EQ(body(R"({"top": "5"})"), "top: it must be a whole number, 0 or more");
  EXPECT_EQ(body(R"({"time": 1e999})").substr(0, 2), ": ");  // no JSON at all
  EXPECT_EQ(body(R"({"why": 1})"), "why: it must be true or false");
  EXPECT_EQ(body(R"({"only": []})"), "only: it must be at least 1 long");
  EXPECT_EQ(body(R"({"only": [1, 2, 3, 4]})"), "only: it must be at most 3 long");
  EXPECT_EQ(body(R"({"only": ["a", null]})"), "only[1]: it must be an id: a text or a whole number");
  EXPECT_EQ(body(R"({"metric": "l2"})"), "metric: it must be one of those that are known");
  EXPECT_EQ(body(R"({"history": ["x", {"value": 2}]})"), "history[1].item: it is required");
  EXPECT_EQ(body(R"({"history": [{"item": 1, "valu": 2}]})"), "history[0].valu: there is no field of this name");
  EXPECT_EQ(body(R"({"where": {"g": []}})"), "where.g: it must be a text, or a list of 1 to 100 of them");
  EXPECT_EQ(body(R"({"row": {"c": []}})"), "row.c: it must be a number, a text, true, false or null");
  EXPECT_EQ(query("top=x"), "top: it must be a number");
  EXPECT_EQ(query("top=1.5"), "top: it must be a whole number, 0 or more");
  EXPECT_EQ(query("top=1&top=2"), "top: it is given twice");
  EXPECT_EQ(query("time=nan"), "time: it must be a number");
  EXPECT_EQ(query("row=1"), "row: it goes into the body of a POST");
  EXPECT_EQ(query("where=Comedy"), "where: it must be of the form genres=Comedy");
}

TEST(RequestArgs, RefusesWhatIsNoJsonObject) {
  EXPECT_EQ(body(R"({"user": 1, "user": 2})"), "user: it is there twice");
  EXPECT_EQ(body("[1]"), ": the body must be one JSON object");
  EXPECT_EQ(body(R"({"row": {"c": [[[[1]]]]}})"), ": the body is nested too deep");
  EXPECT_EQ(body(std::string(100'000, '[')), ": the body is nested too deep");
  for (const char* text : {"", "{", "{}x", "{\"user\": \"\xff\"}", "{\"top\": NaN}", "null", "{'user': 1}"})
    EXPECT_NE(body(text), "") << text;
}

TEST(RequestArgs, RefusesBrokenEscapes) {
  for (const char* text : {"user=%", "user=%4", "user=%4g", "user=%-1", "%zz=1"})
    EXPECT_EQ(query(text), ": the address holds a broken escape") << text;
  EXPECT_EQ(percent_decoded("a%2Fb+c", false), "a/b+c");
}

}  // namespace
}  // namespace kinfold::http
