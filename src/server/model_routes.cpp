#include "factorization/recommend.h"
#include "serve/axes.h"
#include "server/handlers.h"
#include "server/request_fields.h"

namespace kinfold::http {
namespace {

using namespace request_field;

const std::vector<std::string> kGet = {"GET"}, kPost = {"POST"}, kBoth = {"GET", "POST"};

// Named as the ability that the model must have. `aside`: it takes long.
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
      kBoth, "recommend", "The best items for a user, for someone new, or for many users.", false,
      {id("user", "one that the model knows, or of whom there is feedback"),
       list("history", FieldKind::kRatings, "a new user's ratings or likes", 10'000, {id("item", "", true), value()}),
       list("features", FieldKind::kStrings, "features of a new user, such as gender=F", 100),
       list("users", FieldKind::kIds, "lists for many users", 1000),
       top(),
       offset(),
       integer("min_count", "exclude items with fewer training rows", "0", 0, 1e9),
       boolean("include_seen", "also items of the user's history"),
       list("candidates", FieldKind::kIds, "rank only these items", 100'000),
       list("exclude", FieldKind::kIds, "exclude these items", 100'000),
       {.name = "where", .kind = FieldKind::kFilters, .help = "items that have one of these features of each kind"},
       boolean("explain", "explain each item; for a single list only")},
      R"({"items?": [{"id": "string", "name?": "string", "score": "number",
               "explanations?": [{"id": "string", "name?": "string", "similarity": "number"}],
               "feature_contributions?": [{"feature": "string", "contribution": "number"}]}],
              "users?": [{"id": "string", "items": [{"id": "string", "name?": "string", "score": "number"}]}],
              "folded_in?": "boolean", "index": "string", "offset?": "integer", "more?": "boolean", "unknown?": ["string"]})",
      recommend);
}

Route predict_route() {
  return model_route(kBoth, "predict", "The value of an item for a user.", false,
                     {id("user", ""), id("item", ""), time(),
                      list("pairs", FieldKind::kObjects, "many at once", 10'000,
                           {id("user", "", true), id("item", "", true), time()})},
                     R"({"predictions": [{"user": "string", "item": "string", "value": "number?", "user_known": "boolean",
               "item_known": "boolean"}]})",
                     predict);
}

Route similar_route() {
  return model_route(kBoth, "similar", "The rows most like one.", true,
                     {id("id", "", true), side(), choice("metric", "what is near", kSimilarities), top(), offset()},
                     R"({"id": "string", "name?": "string", "side": "string", "offset": "integer", "more": "boolean",
              "items": [{"id": "string", "name?": "string", "score": "number"}]})",
                     similar);
}

Route impute_route() {
  return model_route(
      kPost, "impute", "Imputes the missing cells of rows, with intervals or probabilities, and vectors.", true,
      {{.name = "row", .kind = FieldKind::kCells, .help = "cells by their columns; null, or none, is missing"},
       list("rows", FieldKind::kRows, "many of them", 1000)},
      R"({"rows": [{"cells": {"*": {"value": "any", "low?": "number", "high?": "number", "probability?": "number",
               "observed": "boolean"}}, "vector": ["number"]}]})",
      impute);
}

Route query_route() {
  return model_route(kBoth, "query", "Answers a link prediction query; or predicts links of a node.", true,
                     {id("head", ""), id("relation", ""), id("tail", ""), id("node", "of links"), top(),
                      boolean("include_known", "also triples of the training set [true]"),
                      boolean("explain", "explain each answer by similar training triples")},
                     R"({"answers": [{"id": "string", "name?": "string", "score": "number", "known": "boolean",
               "explanations?": [{"head": "string", "relation?": "string", "tail": "string", "similarity": "number"}]}]})",
                     query);
}

Route classify_route() {
  return model_route(kBoth, "classify", "The classes of nodes.", false,
                     {id("node", ""), list("nodes", FieldKind::kIds, "many at once", 1000)},
                     R"({"nodes": [{"id": "string", "name?": "string", "class": "string", "probability": "number",
               "classes": [{"class": "string", "probability": "number"}], "label?": "string"}]})",
                     classify);
}

Route search_route() {
  return model_route(
      kGet, "search", "Rows by a part of their id or name; those of most training rows first.", true,
      {string("q", "a part, whatever its case"), side(), top("20"), offset()},
      R"({"items": [{"id": "string", "name?": "string", "side": "string", "count?": "integer"}], "offset": "integer",
              "more": "boolean"})",
      search);
}

Route show_route() {
  return model_route(kGet, "show", "All that the model tells of a row.", true, {side(), id("id", "", true)},
                     R"({"id": "string", "name?": "string", "side": "string", "count?": "integer", "features": ["string"],
              "axes": [{"axis": "integer", "value": "number", "quantile": "number"}],
              "history?": [{"id": "string", "name?": "string", "value": "number"}],
              "liked_by?": [{"id": "string", "value": "number"}],
              "links?": [{"head": "string", "relation?": "string", "tail": "string"}], "class?": "string"})",
                     show);
}

Route axes_route() {
  return model_route(kGet, "axes", "The axes of a side, and what lies at their ends.", true,
                     {side(), choice("kind", "directions of greatest variance, or the vectors' numbers", kAxisKinds),
                      integer("ends", "rows at each end", "5", 1, 50)},
                     R"({"side": "string", "axes": [{"axis": "integer", "explained_variance_ratio?": "number",
               "low": [{"id": "string", "name?": "string", "value": "number"}],
               "high": [{"id": "string", "name?": "string", "value": "number"}]}]})",
                     axes);
}

Route map_route() {
  return model_route(kGet, "map",
                     "The rows of a side on two axes; numbers are base64 of little-endian float32, "
                     "levels of uint16.",
                     true,
                     {side(), choice("kind", "directions of greatest variance, or the vectors' numbers", kAxisKinds),
                      integer("x", "an axis", "0", 0, 1e6), integer("y", "an axis", "1", 0, 1e6),
                      string("color", "a kind of features, class, label or count"),
                      integer("top", "how many, those of most training rows", "100000", 1, 1'000'000)},
                     R"({"side": "string", "ids": ["string"], "names?": ["string"], "x": "string", "y": "string",
              "color?": {"kind": "string", "levels?": ["string"], "values": "string"}, "explained_variance_ratio": ["number"]})",
                     map);
}

}  // namespace

std::vector<Route> model_routes() {
  return {recommend_route(), predict_route(), similar_route(), impute_route(), query_route(),
          classify_route(),  search_route(),  show_route(),    axes_route(),   map_route()};
}

}  // namespace kinfold::http
