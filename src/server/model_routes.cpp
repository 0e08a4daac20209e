#include "factorization/recommend.h"
#include "serve/axes.h"
#include "server/handlers.h"
#include "server/request_fields.h"

namespace kinfold::http {
namespace {

using namespace request_field;

const std::vector<std::string> kGet = {"GET"}, kPost = {"POST"}, kBoth = {"GET", "POST"};

// A route below /v1/models/{model}/. Its name is also the capability that the model must have.
Route model_route(std::vector<std::string> methods, const std::string& name, std::string help, bool background,
                  std::vector<Field> fields, std::string response,
                  std::function<Outcome(const RequestContext&)> handle) {
  return {.methods = std::move(methods),
          .path = "/v1/models/{model}/" + name,
          .name = name,
          .help = std::move(help),
          .background = background,
          .capability = name,
          .fields = std::move(fields),
          .response = std::move(response),
          .handle = std::move(handle)};
}

Route recommend_route() {
  return model_route(
      kBoth, "recommend", "Recommends items for a user, a new user or many users.", false,
      {id("user", "a user of the model, or one with feedback"),
       list("history", FieldKind::kRatings, "a new user's ratings or likes", 10'000, {id("item", "", true), value()}),
       list("features", FieldKind::kStrings, "features of a new user, such as gender=F", 100),
       list("users", FieldKind::kIds, "many users; returns a list for each", 1000),
       top(),
       offset(),
       integer("min_count", "exclude items with fewer training rows", "0", 0, 1e9),
       boolean("include_seen", "include items of the user's history"),
       list("candidates", FieldKind::kIds, "rank only these items", 100'000),
       list("exclude", FieldKind::kIds, "exclude these items", 100'000),
       {.name = "where", .kind = FieldKind::kFilters, .help = "only items with one of these values for each feature"},
       boolean("explain", "explain each item; not for many users")},
      R"({"items?": [{"id": "string", "name?": "string", "score": "number",
               "explanations?": [{"id": "string", "name?": "string", "similarity": "number"}],
               "feature_contributions?": [{"feature": "string", "contribution": "number"}]}],
              "users?": [{"id": "string", "items": [{"id": "string", "name?": "string", "score": "number"}]}],
              "folded_in?": "boolean", "index": "string", "offset?": "integer", "more?": "boolean",
              "unknown?": ["string"]})",
      recommend);
}

Route predict_route() {
  return model_route(
      kBoth, "predict", "Predicts the value of an item for a user.", false,
      {id("user", ""), id("item", ""), time(),
       list("pairs", FieldKind::kObjects, "many pairs", 10'000, {id("user", "", true), id("item", "", true), time()})},
      R"({"predictions": [{"user": "string", "item": "string", "value": "number?", "user_known": "boolean",
               "item_known": "boolean"}]})",
      predict);
}

Route similar_route() {
  return model_route(
      kBoth, "similar", "Returns the nearest neighbors of a row.", true,
      {id("id", "", true), side(), choice("metric", "similarity of two vectors", kSimilarities), top(), offset()},
      R"({"id": "string", "name?": "string", "side": "string", "offset": "integer", "more": "boolean",
              "items": [{"id": "string", "name?": "string", "score": "number"}]})",
      similar);
}

Route impute_route() {
  return model_route(
      kPost, "impute", "Imputes the missing cells of rows, with intervals or probabilities, and vectors.", true,
      {{.name = "row", .kind = FieldKind::kCells, .help = "maps columns to values; null or absent: missing"},
       list("rows", FieldKind::kRows, "many rows", 1000)},
      R"({"rows": [{"cells": {"*": {"value": "any", "low?": "number", "high?": "number", "probability?": "number",
               "observed": "boolean"}}, "vector": ["number"]}]})",
      impute);
}

Route query_route() {
  return model_route(kBoth, "query", "Answers a link prediction query, or predicts links of a node.", true,
                     {id("head", ""), id("relation", ""), id("tail", ""), id("node", "predict the links of this node"),
                      top(), boolean("include_known", "include triples of the training set [true]"),
                      boolean("explain", "explain each answer by similar training triples")},
                     R"({"answers": [{"id": "string", "name?": "string", "score": "number", "known": "boolean",
               "explanations?": [{"head": "string", "relation?": "string", "tail": "string",
                                  "similarity": "number"}]}]})",
                     query);
}

Route classify_route() {
  return model_route(kBoth, "classify", "Predicts the classes of nodes.", false,
                     {id("node", ""), list("nodes", FieldKind::kIds, "many nodes", 1000)},
                     R"({"nodes": [{"id": "string", "name?": "string", "class": "string", "probability": "number",
               "classes": [{"class": "string", "probability": "number"}], "label?": "string"}]})",
                     classify);
}

Route search_route() {
  return model_route(
      kGet, "search", "Finds rows by a substring of their id or name, most training rows first.", true,
      {string("q", "the substring; case-insensitive"), side(), top("20"), offset()},
      R"({"items": [{"id": "string", "name?": "string", "side": "string", "count?": "integer"}], "offset": "integer",
              "more": "boolean"})",
      search);
}

Route show_route() {
  return model_route(
      kGet, "show", "Describes a row: features, position on the axes, history, links or class.", true,
      {side(), id("id", "", true)},
      R"({"id": "string", "name?": "string", "side": "string", "count?": "integer", "features": ["string"],
              "axes": [{"axis": "integer", "value": "number", "quantile": "number"}],
              "history?": [{"id": "string", "name?": "string", "value": "number"}],
              "liked_by?": [{"id": "string", "value": "number"}],
              "links?": [{"head": "string", "relation?": "string", "tail": "string"}], "class?": "string"})",
      show);
}

Route axes_route() {
  return model_route(kGet, "axes", "Returns the axes of a side and the rows at their ends.", true,
                     {side(), choice("kind", "principal components, or the raw vector entries", kAxisKinds),
                      integer("ends", "number of rows at each end", "5", 1, 50)},
                     R"({"side": "string", "axes": [{"axis": "integer", "explained_variance_ratio?": "number",
               "low": [{"id": "string", "name?": "string", "value": "number"}],
               "high": [{"id": "string", "name?": "string", "value": "number"}]}]})",
                     axes);
}

Route map_route() {
  return model_route(kGet, "map",
                     "Projects the rows of a side on two axes. Arrays are base64 of little-endian float32; levels "
                     "of uint16.",
                     true,
                     {side(), choice("kind", "principal components, or the raw vector entries", kAxisKinds),
                      integer("x", "horizontal axis", "0", 0, 1e6), integer("y", "vertical axis", "1", 0, 1e6),
                      string("color", "color by a feature, by class, label or count"),
                      integer("top", "number of rows, most training rows first", "100000", 1, 1'000'000)},
                     R"({"side": "string", "ids": ["string"], "names?": ["string"], "x": "string", "y": "string",
              "color?": {"kind": "string", "levels?": ["string"], "values": "string"},
              "explained_variance_ratio": ["number"]})",
                     map);
}

}  // namespace

std::vector<Route> model_routes() {
  return {recommend_route(), predict_route(), similar_route(), impute_route(), query_route(),
          classify_route(),  search_route(),  show_route(),    axes_route(),   map_route()};
}

}  // namespace kinfold::http
