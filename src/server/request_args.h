// The words of a request, read from its query or its body and checked against the fields that its route takes. A
// Problem names the field that is wrong.
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
  // Of "user=17&top=5".
  static RequestArgs from_query(std::string_view query, const std::vector<Field>& fields);
  // Of one JSON object: strict, no name twice, at most kMaxDepth levels.
  static RequestArgs from_json(std::string_view text, const std::vector<Field>& fields);
  static constexpr int kMaxDepth = 4;

  bool has(std::string_view name) const { return args_.contains(name); }
  std::string string(std::string_view name) const;  // empty where it is not given
  std::size_t integer(std::string_view name) const;
  double number(std::string_view name, double default_value = 0) const;
  bool boolean(std::string_view name) const;
  std::vector<std::string> strings(std::string_view name) const;
  const json& value(std::string_view name) const;  // null where it is not given

 private:
  RequestArgs(json args, const std::vector<Field>& fields);

  json args_ = json::object();  // checked, defaults filled in
};

// "%41+b" to "A b"; a Problem where an escape is none.
std::string percent_decoded(std::string_view text, bool plus_is_space);

// Ids and texts of checked values.
std::string id_of(const json& value);

}  // namespace kinfold::http
