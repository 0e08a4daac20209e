#include "server/request_args.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <set>

#include "core/error.h"
#include "server/problem.h"

namespace kinfold::http {
namespace {

constexpr std::size_t kMaxTextBytes = 4096;
constexpr const char* kIntegerText = "a non-negative integer";

std::vector<std::string> names_of(const std::vector<Field>& fields) {
  std::vector<std::string> names;
  for (const Field& field : fields) names.push_back(field.name);
  return names;
}

const Field& find_field(const std::vector<Field>& fields, const std::string& name) {
  for (const Field& field : fields)
    if (field.name == name) return field;
  const std::vector<std::string> names = names_of(fields), near = closest(name, names, 1);
  throw Problem(400, "unknown field '" + name + "'" + (near.empty() ? "" : "; did you mean '" + near[0] + "'?"), name,
                names);
}

[[noreturn]] void throw_invalid(const Field& field, const std::string& where, const std::string& expected) {
  throw Problem(400, "'" + where + "' must be " + expected, where, field.choices);
}

std::string format_number(double x) {
  char digits[32];
  return {digits, std::to_chars(digits, digits + sizeof digits, x).ptr};
}

void check_size(const Field& field, const std::string& where, double size, const std::string& unit) {
  if (size < field.min) throw_invalid(field, where, "at least " + format_number(field.min) + unit);
  if (size > field.max) throw_invalid(field, where, "at most " + format_number(field.max) + unit);
}

void check_text(const Field& field, const std::string& where, const json& value) {
  if (!value.is_string()) throw_invalid(field, where, "a string");
  const auto& text = value.get_ref<const std::string&>();
  if (text.size() > kMaxTextBytes) throw_invalid(field, where, "at most 4096 bytes long");
  if (field.choices.empty() || std::ranges::find(field.choices, text) != field.choices.end()) return;
  throw_invalid(field, where, "one of the listed choices");
}

void check_id(const Field& field, const std::string& where, const json& value) {
  if (value.is_number_integer()) return;
  if (!value.is_string()) throw_invalid(field, where, "an id, a string or an integer");
  check_text(field, where, value);
  if (value.get_ref<const std::string&>().empty()) throw_invalid(field, where, "a non-empty id");
}

void check_scalar(const Field& field, const std::string& where, const json& value) {
  if (value.is_string()) return check_text({}, where, value);
  const bool finite = value.is_number() && std::isfinite(value.get<double>());
  if (!finite && !value.is_boolean() && !value.is_null())
    throw_invalid(field, where, "a number, a string, true, false or null");
}

void check_filters(const Field& field, const std::string& where, const json& value) {
  if (!value.is_object()) throw_invalid(field, where, "an object such as {\"genres\": \"Comedy\"}");
  for (const auto& [name, values] : value.items()) {
    const std::string at = where + "." + name;
    if (values.is_string()) continue;
    if (!values.is_array() || values.empty() || values.size() > 100)
      throw_invalid(field, at, "a string or an array of 1 to 100 strings");
    for (const json& one : values) check_text(field, at, one);
  }
}

void check(const Field& field, const std::string& where, const json& value);
void check_all(const std::vector<Field>& fields, const std::string& where, const json& value);

void check_list(const Field& field, const std::string& where, const json& value) {
  if (!value.is_array()) throw_invalid(field, where, "an array");
  check_size(field, where, double(value.size()), " elements long");
  for (std::size_t n = 0; n < value.size(); ++n) {
    const std::string at = where + "[" + std::to_string(n) + "]";
    if (field.kind == FieldKind::kObjects || (field.kind == FieldKind::kRatings && value[n].is_object()))
      check_all(field.properties, at, value[n]);
    else if (field.kind == FieldKind::kStrings)
      check_text({}, at, value[n]);
    else if (field.kind == FieldKind::kRows)
      check({.name = "", .kind = FieldKind::kCells}, at, value[n]);
    else
      check_id({}, at, value[n]);
  }
}

void check_number(const Field& field, const std::string& where, const json& value) {
  if (!value.is_number() || !std::isfinite(value.get<double>())) throw_invalid(field, where, "a number");
  check_size(field, where, value.get<double>(), "");
}

void check(const Field& field, const std::string& where, const json& value) {
  switch (field.kind) {
    case FieldKind::kString:
      return check_text(field, where, value);
    case FieldKind::kId:
      return check_id(field, where, value);
    case FieldKind::kNumber:
      return check_number(field, where, value);
    case FieldKind::kInteger:
      if (!value.is_number_unsigned()) throw_invalid(field, where, kIntegerText);
      return check_number(field, where, value);
    case FieldKind::kBoolean:
      if (!value.is_boolean()) throw_invalid(field, where, "true or false");
      return;
    case FieldKind::kFilters:
      return check_filters(field, where, value);
    case FieldKind::kCells:
      if (!value.is_object()) throw_invalid(field, where, "an object that maps columns to values");
      for (const auto& [name, cell] : value.items()) check_scalar(field, where + "." + name, cell);
      return;
    default:
      return check_list(field, where, value);
  }
}

void check_all(const std::vector<Field>& fields, const std::string& where, const json& value) {
  if (!value.is_object()) throw Problem(400, "'" + where + "' must be an object", where);
  const std::string prefix = where.empty() ? "" : where + ".";
  for (const auto& [name, element] : value.items()) {
    const auto known = [&name = name](const Field& field) { return field.name == name; };
    if (!prefix.empty() && std::ranges::none_of(fields, known))
      throw Problem(400, "unknown field '" + prefix + name + "'", prefix + name, names_of(fields));
    check(find_field(fields, name), prefix + name, element);
  }
  for (const Field& field : fields)
    if (field.required && !value.contains(field.name))
      throw Problem(400, "the field '" + prefix + field.name + "' is required", prefix + field.name);
}

json number_of(const Field& field, const std::string& text) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) throw_invalid(field, field.name, "a number");
  if (field.kind == FieldKind::kInteger) {
    if (number < 0 || number != std::floor(number) || number > 1e15) throw_invalid(field, field.name, kIntegerText);
    return std::uint64_t(number);
  }
  return number;
}

// Adds a query parameter to the JSON object, in the form that it has in a request body.
void add_parameter(json& args, const Field& field, std::string value) {
  json& at = args[field.name];
  switch (field.kind) {
    case FieldKind::kIds:
    case FieldKind::kStrings:
    case FieldKind::kRatings:
      at.push_back(std::move(value));
      return;
    case FieldKind::kFilters: {
      const std::size_t equal = value.find('=');
      if (equal == std::string::npos) throw_invalid(field, field.name, "of the form genres=Comedy");
      at[value.substr(0, equal)].push_back(value.substr(equal + 1));
      return;
    }
    case FieldKind::kObjects:
    case FieldKind::kCells:
    case FieldKind::kRows:
      throw Problem(400, "send '" + field.name + "' in the body of a POST request", field.name);
    default:
      break;
  }
  if (!at.is_null()) throw Problem(400, "the parameter '" + field.name + "' is repeated", field.name);
  if (field.kind == FieldKind::kBoolean) {
    if (value != "true" && value != "false" && !value.empty()) throw_invalid(field, field.name, "true or false");
    at = value != "false";
  } else if (field.kind == FieldKind::kNumber || field.kind == FieldKind::kInteger) {
    at = number_of(field, value);
  } else {
    at = std::move(value);
  }
}

// Parser callback that rejects duplicate names and too deep nesting.
class StrictJson {
 public:
  bool operator()(int depth, json::parse_event_t event, const json& value) {
    if (event == json::parse_event_t::object_start) names_.emplace_back();
    if (event == json::parse_event_t::object_end) names_.pop_back();
    if (depth > RequestArgs::kMaxDepth) throw Problem(400, "the body is nested too deeply");
    if (event == json::parse_event_t::key && !names_.back().insert(value.get<std::string>()).second)
      throw Problem(400, "the name '" + value.get<std::string>() + "' is repeated", value.get<std::string>());
    return true;
  }

 private:
  std::vector<std::set<std::string>> names_;
};

}  // namespace

RequestArgs::RequestArgs(json args, const std::vector<Field>& fields) : args_(std::move(args)) {
  check_all(fields, "", args_);
  for (const Field& field : fields) {
    if (field.default_value.empty() || args_.contains(field.name)) continue;
    const bool number = field.kind == FieldKind::kNumber || field.kind == FieldKind::kInteger;
    args_[field.name] = number ? number_of(field, field.default_value) : json(field.default_value);
  }
}

RequestArgs RequestArgs::from_query(std::string_view query, const std::vector<Field>& fields) {
  json args = json::object();
  for (std::size_t begin = 0; begin < query.size();) {
    const std::size_t end = std::min(query.find('&', begin), query.size());
    const std::string_view parameter = query.substr(begin, end - begin);
    const std::size_t equal = std::min(parameter.find('='), parameter.size());
    if (!parameter.empty()) {
      const Field& field = find_field(fields, percent_decoded(parameter.substr(0, equal), true));
      add_parameter(args, field, percent_decoded(parameter.substr(std::min(equal + 1, parameter.size())), true));
    }
    begin = end + 1;
  }
  return {std::move(args), fields};
}

RequestArgs RequestArgs::from_json(std::string_view text, const std::vector<Field>& fields) {
  json args;
  try {
    args = json::parse(text, StrictJson());
  } catch (const json::exception& error) {
    const std::string message = error.what();
    const std::size_t at = message.find("parse error");
    throw Problem(400, "the body is not valid JSON: " + message.substr(at == message.npos ? 0 : at));
  }
  if (!args.is_object()) throw Problem(400, "the body must be one JSON object");
  return {std::move(args), fields};
}

std::string RequestArgs::string(std::string_view name) const {
  const auto at = args_.find(name);
  return at == args_.end() ? "" : id_of(*at);
}

std::size_t RequestArgs::integer(std::string_view name) const {
  const auto at = args_.find(name);
  return at == args_.end() ? 0 : at->get<std::size_t>();
}

double RequestArgs::number(std::string_view name, double default_value) const {
  const auto at = args_.find(name);
  return at == args_.end() ? default_value : at->get<double>();
}

bool RequestArgs::boolean(std::string_view name) const {
  const auto at = args_.find(name);
  return at != args_.end() && at->is_boolean() && at->get<bool>();
}

std::vector<std::string> RequestArgs::strings(std::string_view name) const {
  std::vector<std::string> texts;
  if (const auto at = args_.find(name); at != args_.end())
    for (const json& one : *at) texts.push_back(id_of(one));
  return texts;
}

const json& RequestArgs::value(std::string_view name) const {
  static const json null;
  const auto at = args_.find(name);
  return at == args_.end() ? null : *at;
}

std::string id_of(const json& value) {
  if (value.is_string()) return value.get<std::string>();
  return value.is_number_unsigned() ? std::to_string(value.get<std::uint64_t>())
                                    : std::to_string(value.get<std::int64_t>());
}

std::string percent_decoded(std::string_view text, bool plus_is_space) {
  std::string result;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '+' && plus_is_space) {
      result += ' ';
    } else if (text[at] == '%') {
      unsigned byte = 0;
      const char *const begin = text.data() + at + 1, *const end = begin + 2;
      if (at + 3 > text.size() || std::from_chars(begin, end, byte, 16).ptr != end)
        throw Problem(400, "the URL has an invalid percent escape");
      result += char(byte);
      at += 2;
    } else {
      result += text[at];
    }
  }
  return result;
}

}  // namespace kinfold::http
