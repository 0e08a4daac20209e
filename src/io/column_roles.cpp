#include "io/column_roles.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <optional>

#include "core/error.h"
#include "io/cells.h"

namespace kinfold {
namespace {

std::optional<std::size_t> whole_number(const std::string& text) {
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return {};
  return number;
}

int column_at(const ColumnSchema& schema, const std::string& name) {
  const auto& columns = schema.columns;
  for (std::size_t c = 0; c < columns.size(); ++c)
    if (columns[c].name == name) return int(c);
  if (const auto number = whole_number(name); number && *number >= 1 && *number <= columns.size())
    return int(*number - 1);
  std::vector<std::string> names;
  for (const auto& column : columns) names.push_back(column.name);
  const auto near = closest(name, names, 1);
  throw Error("there is no column '" + name + "'", schema.where,
              (near.empty() ? "" : "did you mean '" + near[0] + "'? ") + "columns: " + schema.names());
}

struct RoleAssignment {
  std::string role, name;
};

std::vector<RoleAssignment> parse_assignments(const std::string& text, const std::string& example) {
  std::vector<RoleAssignment> assignments;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size()), equal = text.find('=', begin);
    if (equal >= end)
      throw UsageError("'" + text.substr(begin, end - begin) + "' is not ROLE=NAME", "--columns",
                       "for example --columns " + example);
    assignments.push_back({text.substr(begin, equal - begin), text.substr(equal + 1, end - equal - 1)});
    begin = end + 1;
  }
  return assignments;
}

std::size_t role_of(const std::string& name, const RoleNames& role_names) {
  std::vector<std::string> names;
  for (std::size_t role = 0; role < role_names.roles.size(); ++role) {
    if (std::find(role_names.roles[role].begin(), role_names.roles[role].end(), name) != role_names.roles[role].end())
      return role;
    names.push_back(role_names.roles[role][0]);
  }
  throw UsageError("unknown role '" + name + "'", "--columns", known_choices(name, names));
}

}  // namespace

std::string ColumnSchema::names() const {
  std::vector<std::string> all;
  for (const Source::Column& column : columns) all.push_back(column.name);
  return join(all);
}

ColumnSchema schema_of(const Source& source) {
  return {source.columns(), source.has_header(), source.options().columns, source.text()};
}

std::vector<int> parse_roles(const ColumnSchema& schema, const RoleNames& role_names) {
  std::vector<int> role_columns(role_names.roles.size(), -1);
  for (const RoleAssignment& assignment : parse_assignments(schema.spec, role_names.example)) {
    int& column = role_columns[role_of(assignment.role, role_names)];
    if (column >= 0)
      throw UsageError("role '" + assignment.role + "' appears twice", "--columns", "assign each role once");
    const int index = column_at(schema, assignment.name);
    if (std::find(role_columns.begin(), role_columns.end(), index) != role_columns.end())
      throw UsageError("column '" + assignment.name + "' has two roles", "--columns", "assign each column to one role");
    column = index;
  }
  return role_columns;
}

bool names_a_column(const std::string& spec) {
  for (std::size_t equal = spec.find('='); equal != std::string::npos; equal = spec.find('=', equal + 1)) {
    const std::size_t end = std::min(spec.find(',', equal), spec.size());
    if (!whole_number(spec.substr(equal + 1, end - equal - 1))) return true;
  }
  return false;
}

bool names_are_numbers(const std::vector<Source::Column>& columns) {
  bool any = false;
  for (const Source::Column& column : columns) {
    if (!column.is_number()) continue;
    if (!number_of(column.name.substr(0, column.name.find('_')))) return false;
    any = true;
  }
  return any;
}

std::string normalized_name(const std::string& name) {
  std::string result;
  for (unsigned char c : name)
    if (std::isalnum(c)) result += char(std::tolower(c));
  return result;
}

}  // namespace kinfold
