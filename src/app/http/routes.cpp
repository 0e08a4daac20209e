#include "app/http/answers.h"
#include "serve/recommend.h"

namespace kinfold::http {
namespace {

const std::vector<std::string> kGet = {"GET"}, kPost = {"POST"}, kBoth = {"GET", "POST"};
const std::string kOfModel = "/v1/models/{model}/";

Field id(const std::string& name, const std::string& help, bool required = false) {
  return {.name = name, .form = Form::kId, .help = help, .required = required};
}
Field text(const std::string& name, const std::string& help) { return {.name = name, .help = help}; }
Field flag(const std::string& name, const std::string& help) {
  return {.name = name, .form = Form::kFlag, .help = help};
}
Field whole(const std::string& name, const std::string& help, const std::string& otherwise, double least, double most) {
  return {.name = name, .form = Form::kWhole, .help = help, .otherwise = otherwise, .least = least, .most = most};
}
Field top(const std::string& otherwise = "10") { return whole("top", "how many", otherwise, 1, 1000); }
Field offset() { return whole("offset", "how many to leave out before them", "0", 0, 10'000); }
Field list(const std::string& name, Form form, const std::string& help, double most, std::vector<Field> parts = {}) {
  return {.name = name, .form = form, .help = help, .least = 1, .most = most, .parts = std::move(parts)};
}
Field number(const std::string& name, const std::string& help, double least, double most) {
  return {.name = name, .form = Form::kNumber, .help = help, .least = least, .most = most};
}
Field value() {
  return number("value", "a rating; of votes 1 or 0; of likes how much it counts; 1 if not given", -1e30, 1e30);
}
Field time() { return number("time", "seconds since 1970", -1e12, 1e12); }
Field side() { return text("side", "user or item; row or column; node; entity or relation"); }
Field choice(const std::string& name, const std::string& help, const std::vector<std::string>& choices) {
  return {.name = name, .help = help, .otherwise = choices[0], .choices = choices};
}

Route recommend_route() {
  return {kBoth,
          kOfModel + "recommend",
          "recommend",
          "The best items for a user, for someone new, or for many users.",
          Scope::kRead,
          false,
          "recommend",
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
          200,
          "application/json",
          recommend};
}

Route predict_route() {
  return {kBoth,
          kOfModel + "predict",
          "predict",
          "The value of an item for a user.",
          Scope::kRead,
          false,
          "predict",
          {id("user", ""), id("item", ""), time(),
           list("pairs", Form::kRecords, "many at once", 10'000, {id("user", "", true), id("item", "", true), time()})},
          R"({"predictions": [{"user": "string", "item": "string", "value": "number?", "user_known": "flag",
               "item_known": "flag"}]})",
          200,
          "application/json",
          predict};
}

Route similar_route() {
  return {kBoth,
          kOfModel + "similar",
          "similar",
          "The rows most like one.",
          Scope::kRead,
          true,
          "similar",
          {id("id", "", true), side(), choice("metric", "what is near", kSimilarities), top(), offset()},
          R"({"id": "string", "name?": "string", "side": "string", "offset": "whole", "more": "flag",
              "items": [{"id": "string", "name?": "string", "score": "number"}]})",
          200,
          "application/json",
          similar};
}

Route complete_route() {
  return {kPost,
          kOfModel + "complete",
          "complete",
          "The missing cells of rows, with bounds or chances, and vectors.",
          Scope::kRead,
          true,
          "complete",
          {{.name = "row", .form = Form::kCells, .help = "cells by their columns; null, or none, is missing"},
           list("rows", Form::kRows, "many of them", 1000)},
          R"({"rows": [{"cells": {"*": {"value": "any", "low?": "number", "high?": "number", "chance?": "number",
               "given": "flag"}}, "vector": ["number"]}]})",
          200,
          "application/json",
          complete};
}

Route ask_route() {
  return {kBoth,
          kOfModel + "ask",
          "ask",
          "Who completes a fact; or likely links of a node.",
          Scope::kRead,
          true,
          "ask",
          {id("head", ""), id("relation", ""), id("tail", ""), id("node", "of links"), top(),
           flag("known", "also what training shows [true]"), flag("why", "with the facts that speak for each")},
          R"({"answers": [{"id": "string", "name?": "string", "score": "number", "known": "flag",
               "because?": [{"head": "string", "relation?": "string", "tail": "string", "likeness": "number"}]}]})",
          200,
          "application/json",
          ask};
}

Route classify_route() {
  return {kBoth,
          kOfModel + "classify",
          "classify",
          "The classes of nodes.",
          Scope::kRead,
          false,
          "classify",
          {id("node", ""), list("nodes", Form::kIds, "many at once", 1000)},
          R"({"nodes": [{"id": "string", "name?": "string", "class": "string", "chance": "number",
               "classes": [{"class": "string", "chance": "number"}], "given?": "string"}]})",
          200,
          "application/json",
          classify};
}

Route search_route() {
  return {kGet,
          kOfModel + "search",
          "search",
          "Rows by a part of their id or name; those of most training rows first.",
          Scope::kRead,
          true,
          "search",
          {text("q", "a part, whatever its case"), side(), top("20"), offset()},
          R"({"items": [{"id": "string", "name?": "string", "side": "string", "count?": "whole"}], "offset": "whole",
              "more": "flag"})",
          200,
          "application/json",
          search};
}

Route show_route() {
  return {kGet,
          kOfModel + "show",
          "show",
          "All that the model tells of a row.",
          Scope::kRead,
          true,
          "show",
          {side(), id("id", "", true)},
          R"({"id": "string", "name?": "string", "side": "string", "count?": "whole", "traits": ["string"],
              "axes": [{"axis": "whole", "value": "number", "place": "number"}],
              "history?": [{"id": "string", "name?": "string", "value": "number"}],
              "liked_by?": [{"id": "string", "value": "number"}],
              "links?": [{"head": "string", "relation?": "string", "tail": "string"}], "class?": "string"})",
          200,
          "application/json",
          show};
}

Route axes_route() {
  return {kGet,
          kOfModel + "axes",
          "axes",
          "The axes of a side, and what lies at their ends.",
          Scope::kRead,
          true,
          "axes",
          {side(), choice("kind", "directions of greatest variance, or the vectors' numbers", kAxisKinds),
           whole("ends", "rows at each end", "5", 1, 50)},
          R"({"side": "string", "axes": [{"axis": "whole", "share?": "number",
               "low": [{"id": "string", "name?": "string", "value": "number"}],
               "high": [{"id": "string", "name?": "string", "value": "number"}]}]})",
          200,
          "application/json",
          axes};
}

Route map_route() {
  return {kGet,
          kOfModel + "map",
          "map",
          "The rows of a side on two axes; numbers are base64 of little-endian float32, "
          "levels of uint16.",
          Scope::kRead,
          true,
          "map",
          {side(), choice("kind", "directions of greatest variance, or the vectors' numbers", kAxisKinds),
           whole("x", "an axis", "0", 0, 1e6), whole("y", "an axis", "1", 0, 1e6),
           text("color", "a kind of traits, class, label or count"),
           whole("top", "how many, those of most training rows", "100000", 1, 1'000'000)},
          R"({"side": "string", "ids": ["string"], "names?": ["string"], "x": "string", "y": "string",
              "color?": {"kind": "string", "levels?": ["string"], "values": "string"}, "share": ["number"]})",
          200,
          "application/json",
          map};
}

const char* const kModelForm = R"("name": "string", "task": "string", "kind": "string", "rank": "whole",
    "loaded": "string", "checksum": "string", "can": ["string"], "sides": ["string"], "sizes": {"*": "whole"},
    "colors": {"*": ["string"]}, "index?": {"kind": "string", "fault?": "string"})";

}  // namespace

std::vector<Route> all_routes() {
  std::vector<Route> routes = {recommend_route(), predict_route(), similar_route(), complete_route(), ask_route(),
                               classify_route(),  search_route(),  show_route(),    axes_route(),     map_route()};
  routes.push_back({kGet,
                    "/v1/models",
                    "models",
                    "The models that are served.",
                    Scope::kRead,
                    false,
                    "",
                    {},
                    std::string(R"({"models": [{)") + kModelForm + "}]}",
                    200,
                    "application/json",
                    list_models});
  routes.push_back({kGet,
                    "/v1/models/{model}",
                    "model",
                    "One model, and how it came to be.",
                    Scope::kRead,
                    true,
                    "",
                    {},
                    std::string("{") + kModelForm + R"(, "*": "any"})",
                    200,
                    "application/json",
                    tell_model});
  routes.push_back({kPost,
                    "/v1/feedback",
                    "feedback",
                    "Stores what users did; answered once it is on disk. It counts from the next request on.",
                    Scope::kWrite,
                    false,
                    "",
                    {id("user", ""), id("item", ""), value(), time(),
                     list("events", Form::kRecords, "many at once", 10'000,
                          {id("user", "", true), id("item", "", true), value(), time()})},
                    R"({"stored": "whole"})",
                    201,
                    "application/json",
                    feedback});
  routes.push_back({kPost,
                    "/v1/reload",
                    "reload",
                    "Takes a model's file anew, or those of all.",
                    Scope::kWrite,
                    true,
                    "",
                    {text("model", "one of them")},
                    R"({"reloaded": [{"name": "string", "checksum": "string"}]})",
                    200,
                    "application/json",
                    reload_models});
  routes.push_back({kGet,
                    "/v1/openapi.json",
                    "openapi",
                    "This document.",
                    Scope::kOpen,
                    false,
                    "",
                    {},
                    R"({"*": "any"})",
                    200,
                    "application/json",
                    open_api});
  routes.push_back({kGet,
                    "/healthz",
                    "healthz",
                    "Is the server up?",
                    Scope::kOpen,
                    false,
                    "",
                    {},
                    R"({"status": "string"})",
                    200,
                    "application/json",
                    health});
  routes.push_back({kGet,
                    "/readyz",
                    "readyz",
                    "May the server be asked?",
                    Scope::kOpen,
                    false,
                    "",
                    {},
                    R"({"status": "string"})",
                    200,
                    "application/json",
                    ready});
  routes.push_back({kGet,
                    "/metrics",
                    "metrics",
                    "What the server counts, in the text form of Prometheus.",
                    Scope::kRead,
                    false,
                    "",
                    {},
                    "",
                    200,
                    "text/plain; version=0.0.4; charset=utf-8",
                    metrics});
  routes.push_back({kGet,
                    "/",
                    "page",
                    "The page, and at further addresses the files that it needs.",
                    Scope::kOpen,
                    false,
                    "",
                    {},
                    "",
                    200,
                    "text/html; charset=utf-8",
                    page});
  return routes;
}

}  // namespace kinfold::http
