#include "source/given_roles.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <optional>

#include "core/error.h"
#include "source/cells.h"

namespace kinfold {
namespace {

std::optional<std::size_t> whole_number(const std::string& text) {
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return {};
  return number;
}

int column_at(const KnownColumns& known, const std::string& name) {
  const auto& columns = known.columns;
  for (std::size_t c = 0; c < columns.size(); ++c)
    if (columns[c].name == name) return int(c);
  if (const auto number = whole_number(name); number && *number >= 1 && *number <= columns.size())
    return int(*number - 1);
  std::vector<std::string> names;
  for (const auto& column : columns) names.push_back(column.name);
  const auto near = closest(name, names, 1);
  throw Error("there is no column '" + name + "'", known.where,
              (near.empty() ? "" : "did you mean '" + near[0] + "'? ") + "columns: " + known.names());
}

struct Given {
  std::string role, name;
};

std::vector<Given> parts_of(const std::string& text, const std::string& example) {
  std::vector<Given> parts;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size()), equal = text.find('=', begin);
    if (equal >= end)
      throw UsageError("'" + text.substr(begin, end - begin) + "' is not ROLE=NAME", "--columns",
                       "such as --columns " + example);
    parts.push_back({text.substr(begin, equal - begin), text.substr(equal + 1, end - equal - 1)});
    begin = end + 1;
  }
  return parts;
}

std::size_t role_of(const std::string& word, const RoleWords& words) {
  std::vector<std::string> said;
  for (std::size_t role = 0; role < words.roles.size(); ++role) {
    if (std::find(words.roles[role].begin(), words.roles[role].end(), word) != words.roles[role].end()) return role;
    said.push_back(words.roles[role][0]);
  }
  throw UsageError("unknown role '" + word + "'", "--columns", known_choices(word, said));
}

}  // namespace

std::string KnownColumns::names() const {
  std::vector<std::string> all;
  for (const Source::Column& column : columns) all.push_back(column.name);
  return join(all);
}

KnownColumns known_columns(const Source& source) {
  return {source.columns(), source.has_header(), source.options().columns, source.text()};
}

std::vector<int> given_roles(const KnownColumns& known, const RoleWords& words) {
  std::vector<int> found(words.roles.size(), -1);
  for (const Given& part : parts_of(known.given, words.example)) {
    int& column = found[role_of(part.role, words)];
    if (column >= 0) throw UsageError("role '" + part.role + "' is given twice", "--columns", "name each role once");
    const int wanted = column_at(known, part.name);
    if (std::find(found.begin(), found.end(), wanted) != found.end())
      throw UsageError("column '" + part.name + "' is given two roles", "--columns", "name each column once");
    column = wanted;
  }
  return found;
}

bool gives_a_name(const std::string& given) {
  for (std::size_t equal = given.find('='); equal != std::string::npos; equal = given.find('=', equal + 1)) {
    const std::size_t end = std::min(given.find(',', equal), given.size());
    if (!whole_number(given.substr(equal + 1, end - equal - 1))) return true;
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

std::string plain_name(const std::string& name) {
  std::string result;
  for (unsigned char c : name)
    if (std::isalnum(c)) result += char(std::tolower(c));
  return result;
}

}  // namespace kinfold
