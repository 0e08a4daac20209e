// Fuzz target: parses any text as a request body and as a query string, and writes it as a JSON string.
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "server/json_writer.h"
#include "server/problem.h"
#include "server/request_args.h"

namespace {

using namespace kinfold::http;

const std::vector<Field> kProperties = {{.name = "item", .kind = FieldKind::kId, .required = true},
                                        {.name = "value", .kind = FieldKind::kNumber, .min = -9, .max = 9}};
const std::vector<Field> kFields = {
    {.name = "user", .kind = FieldKind::kId},
    {.name = "top", .kind = FieldKind::kInteger, .default_value = "10", .min = 1, .max = 100},
    {.name = "time", .kind = FieldKind::kNumber, .min = -5, .max = 5},
    {.name = "explain", .kind = FieldKind::kBoolean},
    {.name = "candidates", .kind = FieldKind::kIds, .min = 1, .max = 3},
    {.name = "metric", .default_value = "cosine", .choices = {"cosine", "dot"}},
    {.name = "history", .kind = FieldKind::kRatings, .min = 1, .max = 3, .properties = kProperties},
    {.name = "events", .kind = FieldKind::kObjects, .min = 1, .max = 3, .properties = kProperties},
    {.name = "where", .kind = FieldKind::kFilters},
    {.name = "row", .kind = FieldKind::kCells},
    {.name = "rows", .kind = FieldKind::kRows, .min = 1, .max = 3}};

void check(const RequestArgs& args) {
  if (args.integer("top") < 1 || args.integer("top") > 100 || args.string("metric").empty()) std::abort();
  for (const json& one : args.value("events")) id_of(one.at("item"));
  for (const std::string& id : args.strings("candidates"))
    if (id.empty()) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const bool body : {true, false}) try {
      check(body ? RequestArgs::from_json(text, kFields) : RequestArgs::from_query(text, kFields));
    } catch (const Problem& problem) {
      if (problem.status != 400 || json::parse(problem.json())["detail"] == "") std::abort();
    }
  JsonWriter out;
  if (!json::parse(out.value(text).text()).is_string()) std::abort();
  return 0;
}
