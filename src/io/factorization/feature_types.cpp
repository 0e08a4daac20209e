#include "io/factorization/feature_types.h"

#include <algorithm>

#include "core/error.h"
#include "io/list_cells.h"

namespace kinfold {
namespace {

const std::vector<std::string> kTypes = {"category", "list", "number", "skip"};

}  // namespace

std::map<std::string, std::string> parse_feature_types(const std::string& text) {
  std::map<std::string, std::string> types;
  for (const std::string& part : split_unique(text, ',')) {
    const std::size_t equal = part.find('=');
    if (equal == std::string::npos)
      throw UsageError("'" + part + "' is not NAME=TYPE", "--feature-columns", "for example age=number,genres=list");
    const std::string type = part.substr(equal + 1);
    if (std::ranges::find(kTypes, type) == kTypes.end())
      throw UsageError("unknown type '" + type + "'", "--feature-columns", known_choices(type, kTypes));
    types[part.substr(0, equal)] = type;
  }
  return types;
}

std::string many_values_note(const std::string& column, std::size_t count) {
  return "column '" + column + "' has " + std::to_string(count) +
         " values, each with its own embedding; if it is an id, skip it with --feature-columns " + column + "=skip";
}

bool is_nearly_unique(std::size_t values, std::size_t rows) {
  constexpr std::size_t kFewRows = 20;
  constexpr double kNearlyAll = 0.9;
  return rows > kFewRows && double(values) > kNearlyAll * double(rows);
}

std::string nearly_unique_note(const std::string& column) {
  return "column '" + column + "' is skipped: it differs in nearly every row (to use it, set --feature-columns " +
         column + "=category)";
}

}  // namespace kinfold
