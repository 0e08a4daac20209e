#include "io/table/column_types.h"

#include <algorithm>
#include <charconv>

#include "core/error.h"

namespace kinfold {
namespace {

const std::string kOption = "--column-types";

std::vector<std::string> split(const std::string& text, char by) {
  std::vector<std::string> parts;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(by, begin), text.size());
    parts.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

std::optional<std::size_t> column_index(const std::string& name, const std::vector<std::string>& names) {
  if (const auto at = std::ranges::find(names, name); at != names.end()) return std::size_t(at - names.begin());
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
  if (error != std::errc() || end != name.data() + name.size() || number < 1 || number > names.size()) return {};
  return number - 1;
}

// Position of the '=' that separates the column name from its type. Column names may contain '=' as well.
std::size_t equal_sign(const std::string& part, const std::vector<std::string>& names) {
  const std::size_t first = part.find('=');
  if (first == std::string::npos)
    throw UsageError("'" + part + "' is not NAME=KIND", kOption,
                     "for example --column-types age=number,answer=ordinal:low|high");
  for (std::size_t at = first; at != std::string::npos; at = part.find('=', at + 1))
    if (column_index(part.substr(0, at), names)) return at;
  const std::string name = part.substr(0, first);
  throw UsageError("there is no column '" + name + "'", kOption, known_choices(name, names));
}

std::vector<std::string> order_of(const std::string& text, const std::string& column) {
  std::vector<std::string> order = split(text, '|');
  for (std::size_t n = 0; n < order.size(); ++n) {
    if (order[n].empty())
      throw UsageError("the order of column '" + column + "' has an empty level", kOption,
                       "for example --column-types " + column + "=ordinal:low|high");
    if (std::find(order.begin(), order.begin() + long(n), order[n]) != order.begin() + long(n))
      throw UsageError("the order of column '" + column + "' contains '" + order[n] + "' twice", kOption);
  }
  return order;
}

ColumnType type_of(const std::string& text, const std::string& column) {
  const std::size_t colon = text.find(':');
  const std::string name = text.substr(0, colon);
  ColumnType type;
  if (name == "name") return {ColumnUse::kName, {}, {}};
  if (name == "label") return {ColumnUse::kLabel, {}, {}};
  if (name == "skip") return {ColumnUse::kSkip, {}, {}};
  const auto kind = std::ranges::find(kColumnKinds, name);
  if (kind == kColumnKinds.end()) {
    std::vector<std::string> known = kColumnKinds;
    known.insert(known.end(), {"name", "label", "skip"});
    throw UsageError("unknown kind '" + name + "' of column '" + column + "'", kOption, known_choices(name, known));
  }
  type.use = ColumnUse::kCells;
  type.kind = ColumnKind(kind - kColumnKinds.begin());
  if (colon == std::string::npos) return type;
  if (type.kind != ColumnKind::kOrdinal)
    throw UsageError("column '" + column + "' is not ordinal, so it cannot have an order of levels", kOption,
                     "for example --column-types " + column + "=ordinal:low|high");
  type.order = order_of(text.substr(colon + 1), column);
  return type;
}

void check_once(const std::vector<ColumnType>& types, ColumnUse use, const std::string& what) {
  if (std::ranges::count(types, use, &ColumnType::use) > 1)
    throw UsageError("two columns are given as the " + what + " of the rows", kOption, "give only one");
}

}  // namespace

std::vector<ColumnType> parse_column_types(const std::string& types, const std::vector<std::string>& names) {
  std::vector<ColumnType> column_types(names.size());
  if (types.empty()) return column_types;
  for (const std::string& part : split(types, ',')) {
    const std::size_t equal = equal_sign(part, names);
    const std::size_t column = *column_index(part.substr(0, equal), names);
    if (column_types[column].use != ColumnUse::kInferred)
      throw UsageError("column '" + names[column] + "' has two kinds", kOption, "give each column one kind");
    column_types[column] = type_of(part.substr(equal + 1), names[column]);
  }
  check_once(column_types, ColumnUse::kName, "names");
  check_once(column_types, ColumnUse::kLabel, "labels");
  return column_types;
}

}  // namespace kinfold
