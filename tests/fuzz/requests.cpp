// Any text as the words of a request, in its body and in its query; and back as text of JSON.
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "app/http/asked.h"
#include "app/http/json_text.h"
#include "app/http/problem.h"

namespace {

using namespace kinfold::http;

const std::vector<Field> kParts = {{.name = "item", .form = Form::kId, .required = true},
                                   {.name = "value", .form = Form::kNumber, .least = -9, .most = 9}};
const std::vector<Field> kFields = {{.name = "user", .form = Form::kId},
                                    {.name = "top", .form = Form::kWhole, .otherwise = "10", .least = 1, .most = 100},
                                    {.name = "time", .form = Form::kNumber, .least = -5, .most = 5},
                                    {.name = "why", .form = Form::kFlag},
                                    {.name = "only", .form = Form::kIds, .least = 1, .most = 3},
                                    {.name = "metric", .otherwise = "cosine", .choices = {"cosine", "dot"}},
                                    {.name = "history", .form = Form::kTastes, .least = 1, .most = 3, .parts = kParts},
                                    {.name = "events", .form = Form::kRecords, .least = 1, .most = 3, .parts = kParts},
                                    {.name = "where", .form = Form::kKinds},
                                    {.name = "row", .form = Form::kCells},
                                    {.name = "rows", .form = Form::kRows, .least = 1, .most = 3}};

void check(const Asked& asked) {
  if (asked.whole("top") < 1 || asked.whole("top") > 100 || asked.text("metric").empty()) std::abort();
  for (const json& one : asked.value("events")) id_of(one.at("item"));
  for (const std::string& id : asked.texts("only"))
    if (id.empty()) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const bool body : {true, false}) try {
      check(body ? Asked::from_json(text, kFields) : Asked::from_query(text, kFields));
    } catch (const Problem& problem) {
      if (problem.status != 400 || json::parse(problem.json())["detail"] == "") std::abort();
    }
  JsonText out;
  if (!json::parse(out.value(text).text()).is_string()) std::abort();
  return 0;
}
