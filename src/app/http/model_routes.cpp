#include "app/http/answers.h"
#include "app/http/fields.h"
#include "serve/axes.h"
#include "serve/recommend.h"

namespace kinfold::http {
namespace {

using namespace word;

const std::vector<std::string> kGet = {"GET"}, kPost = {"POST"}, kBoth = {"GET", "POST"};

// Named as the ability that the model must have. `aside`: it takes long.
Route of_model(std::vector<std::string> methods, const std::string& name, std::string help, bool aside,
               std::vector<Field> fields, std::string answer, std::function<Outcome(const Asking&)> give) {
  return {.methods = std::move(methods),
          .path = "/v1/models/{model}/" + name,
          .name = name,
          .help = std::move(help),
          .aside = aside,
          .ability = name,
          .fields = std::move(fields),
          .answer = std::move(answer),
          .give = std::move(give)};
}

Route recommend_route() {
  return of_model(kBoth, "recommend", "The best items for a user, for someone new, or for many users.", false,
                  {id("user", "one that the model knows, or of whom there is feedback"),
                   list("history", Form::kTastes, "someone new: items that he rated or liked", 10'000,
                        {id("item", "", true), value()}),
                   list("traits", Form::kTexts, "traits of someone new, such as gender=F", 100),
                   list("users", Form::kIds, "lists for many users", 1000),
                   top(),
                   offset(),
                   whole("least", "leave out items with fewer training rows", "0", 0, 1e9),
                   flag("include_seen", "also items of the user's history"),
                   list("only", Form::kIds, "these items alone", 100'000),
                   list("exclude", Form::kIds, "not these items", 100'000),
                   {.name = "where", .form = Form::kKinds, .help = "items that have one of these traits of each kind"},
                   flag("why", "with reasons, of a single list")},
                  R"({"items?": [{"id": "string", "name?": "string", "score": "number",
               "because?": [{"id": "string", "name?": "string", "likeness": "number"}],
               "features?": [{"trait": "string", "adds": "number"}]}],
              "users?": [{"id": "string", "items": [{"id": "string", "name?": "string", "score": "number"}]}],
              "folded_in?": "flag", "index": "string", "offset?": "whole", "more?": "flag", "unknown?": ["string"]})",
                  recommend);
}

Route predict_route() {
  return of_model(
      kBoth, "predict", "The value of an item for a user.", false,
      {id("user", ""), id("item", ""), time(),
       list("pairs", Form::kRecords, "many at once", 10'000, {id("user", "", true), id("item", "", true), time()})},
      R"({"predictions": [{"user": "string", "item": "string", "value": "number?", "user_known": "flag",
               "item_known": "flag"}]})",
      predict);
}

Route similar_route() {
  return of_model(kBoth, "similar", "The rows most like one.", true,
                  {id("id", "", true), side(), choice("metric", "what is near", kSimilarities), top(), offset()},
                  R"({"id": "string", "name?": "string", "side": "string", "offset": "whole", "more": "flag",
              "items": [{"id": "string", "name?": "string", "score": "number"}]})",
                  similar);
}

Route complete_route() {
  return of_model(
      kPost, "complete", "The missing cells of rows, with bounds or chances, and vectors.", true,
      {{.name = "row", .form = Form::kCells, .help = "cells by their columns; null, or none, is missing"},
       list("rows", Form::kRows, "many of them", 1000)},
      R"({"rows": [{"cells": {"*": {"value": "any", "low?": "number", "high?": "number", "chance?": "number",
               "given": "flag"}}, "vector": ["number"]}]})",
      complete);
}

Route ask_route() {
  return of_model(kBoth, "ask", "Who completes a fact; or likely links of a node.", true,
                  {id("head", ""), id("relation", ""), id("tail", ""), id("node", "of links"), top(),
                   flag("known", "also what training shows [true]"), flag("why", "with the facts that speak for each")},
                  R"({"answers": [{"id": "string", "name?": "string", "score": "number", "known": "flag",
               "because?": [{"head": "string", "relation?": "string", "tail": "string", "likeness": "number"}]}]})",
                  ask);
}

Route classify_route() {
  return of_model(kBoth, "classify", "The classes of nodes.", false,
                  {id("node", ""), list("nodes", Form::kIds, "many at once", 1000)},
                  R"({"nodes": [{"id": "string", "name?": "string", "class": "string", "chance": "number",
               "classes": [{"class": "string", "chance": "number"}], "given?": "string"}]})",
                  classify);
}

Route search_route() {
  return of_model(
      kGet, "search", "Rows by a part of their id or name; those of most training rows first.", true,
      {text("q", "a part, whatever its case"), side(), top("20"), offset()},
      R"({"items": [{"id": "string", "name?": "string", "side": "string", "count?": "whole"}], "offset": "whole",
              "more": "flag"})",
      search);
}

Route show_route() {
  return of_model(kGet, "show", "All that the model tells of a row.", true, {side(), id("id", "", true)},
                  R"({"id": "string", "name?": "string", "side": "string", "count?": "whole", "traits": ["string"],
              "axes": [{"axis": "whole", "value": "number", "place": "number"}],
              "history?": [{"id": "string", "name?": "string", "value": "number"}],
              "liked_by?": [{"id": "string", "value": "number"}],
              "links?": [{"head": "string", "relation?": "string", "tail": "string"}], "class?": "string"})",
                  show);
}

Route axes_route() {
  return of_model(kGet, "axes", "The axes of a side, and what lies at their ends.", true,
                  {side(), choice("kind", "directions of greatest variance, or the vectors' numbers", kAxisKinds),
                   whole("ends", "rows at each end", "5", 1, 50)},
                  R"({"side": "string", "axes": [{"axis": "whole", "share?": "number",
               "low": [{"id": "string", "name?": "string", "value": "number"}],
               "high": [{"id": "string", "name?": "string", "value": "number"}]}]})",
                  axes);
}

Route map_route() {
  return of_model(kGet, "map",
                  "The rows of a side on two axes; numbers are base64 of little-endian float32, "
                  "levels of uint16.",
                  true,
                  {side(), choice("kind", "directions of greatest variance, or the vectors' numbers", kAxisKinds),
                   whole("x", "an axis", "0", 0, 1e6), whole("y", "an axis", "1", 0, 1e6),
                   text("color", "a kind of traits, class, label or count"),
                   whole("top", "how many, those of most training rows", "100000", 1, 1'000'000)},
                  R"({"side": "string", "ids": ["string"], "names?": ["string"], "x": "string", "y": "string",
              "color?": {"kind": "string", "levels?": ["string"], "values": "string"}, "share": ["number"]})",
                  map);
}

}  // namespace

std::vector<Route> model_routes() {
  return {recommend_route(), predict_route(), similar_route(), complete_route(), ask_route(),
          classify_route(),  search_route(),  show_route(),    axes_route(),     map_route()};
}

}  // namespace kinfold::http
