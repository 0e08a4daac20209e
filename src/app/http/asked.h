// The words of a request, read from its query or its body and checked against the fields that its route takes. A
// Problem names the field that is wrong.
#pragma once
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/http/field.h"

namespace kinfold::http {

using nlohmann::json;

class Asked {
 public:
  Asked() = default;
  // Of "user=17&top=5".
  static Asked from_query(std::string_view query, const std::vector<Field>& fields);
  // Of one JSON object: strict, no name twice, at most kDeep levels.
  static Asked from_json(std::string_view text, const std::vector<Field>& fields);
  static constexpr int kDeep = 4;

  bool has(std::string_view name) const { return words_.contains(name); }
  std::string text(std::string_view name) const;  // empty where it is not given
  std::size_t whole(std::string_view name) const;
  double number(std::string_view name, double otherwise = 0) const;
  bool flag(std::string_view name) const;
  std::vector<std::string> texts(std::string_view name) const;
  const json& value(std::string_view name) const;  // null where it is not given

 private:
  Asked(json words, const std::vector<Field>& fields);

  json words_ = json::object();  // checked, defaults filled in
};

// "%41+b" to "A b"; a Problem where an escape is none.
std::string unescaped(std::string_view text, bool plus_is_blank);

// Ids and texts of checked values.
std::string id_of(const json& value);

}  // namespace kinfold::http
