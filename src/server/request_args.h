// The arguments of a request, parsed from its query string or its JSON body and validated against the fields of its
// route. Throws a Problem (400) that names the invalid field.
#pragma once
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/request_field.h"

namespace kinfold::http {

using nlohmann::json;

class RequestArgs {
 public:
  RequestArgs() = default;
  // Parses a query string such as "user=17&top=5".
  static RequestArgs from_query(std::string_view query, const std::vector<Field>& fields);
  // Parses one JSON object. Rejects duplicate names and more than kMaxDepth levels of nesting.
  static RequestArgs from_json(std::string_view text, const std::vector<Field>& fields);
  static constexpr int kMaxDepth = 4;

  bool has(std::string_view name) const { return args_.contains(name); }
  std::string string(std::string_view name) const;  // empty if absent
  std::size_t integer(std::string_view name) const;
  double number(std::string_view name, double default_value = 0) const;
  bool boolean(std::string_view name) const;
  std::vector<std::string> strings(std::string_view name) const;
  const json& value(std::string_view name) const;  // null if absent

 private:
  RequestArgs(json args, const std::vector<Field>& fields);

  json args_ = json::object();  // validated, with the defaults filled in
};

// Decodes "%41+b" to "A b". Throws a Problem (400) on an invalid escape.
std::string percent_decoded(std::string_view text, bool plus_is_space);

// Converts a validated id, a string or an integer, to text.
std::string id_of(const json& value);

}  // namespace kinfold::http
