#include "server/request_fields.h"

namespace kinfold::http::request_field {

Field id(const std::string& name, const std::string& help, bool required) {
  return {.name = name, .kind = FieldKind::kId, .help = help, .required = required};
}
Field string(const std::string& name, const std::string& help) { return {.name = name, .help = help}; }
Field boolean(const std::string& name, const std::string& help) {
  return {.name = name, .kind = FieldKind::kBoolean, .help = help};
}
Field integer(const std::string& name, const std::string& help, const std::string& default_value, double min,
              double max) {
  return {
      .name = name, .kind = FieldKind::kInteger, .help = help, .default_value = default_value, .min = min, .max = max};
}
Field top(const std::string& default_value) { return integer("top", "number of results", default_value, 1, 1000); }
Field offset() { return integer("offset", "number of results to skip", "0", 0, 10'000); }
Field list(const std::string& name, FieldKind kind, const std::string& help, double max,
           std::vector<Field> properties) {
  return {.name = name, .kind = kind, .help = help, .min = 1, .max = max, .properties = std::move(properties)};
}
Field number(const std::string& name, const std::string& help, double min, double max) {
  return {.name = name, .kind = FieldKind::kNumber, .help = help, .min = min, .max = max};
}
Field value() { return number("value", "the rating; for votes 1 or 0; for likes a weight; 1 by default", -1e30, 1e30); }
Field time() { return number("time", "Unix time in seconds", -1e12, 1e12); }
Field side() { return string("side", "user or item; row or column; node; entity or relation"); }
Field choice(const std::string& name, const std::string& help, const std::vector<std::string>& choices) {
  return {.name = name, .help = help, .default_value = choices[0], .choices = choices};
}

}  // namespace kinfold::http::request_field
