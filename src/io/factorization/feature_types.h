// Parses --feature-columns, and phrases the notes about feature columns.
#pragma once
#include <map>
#include <string>

namespace kinfold {

// Parses "age=number,genres=list" to types by column name: category, list, number or skip. Throws a UsageError for an
// unknown type.
std::map<std::string, std::string> parse_feature_types(const std::string& text);

// From this number of distinct values on, a column gets a warning.
inline constexpr std::size_t kManyValues = 100'000;
std::string many_values_note(const std::string& column, std::size_t count);

// Whether nearly all rows have distinct values. Such a column identifies rows and is useless as a category. False for
// tables of few rows.
bool is_nearly_unique(std::size_t values, std::size_t rows);
std::string nearly_unique_note(const std::string& column);

}  // namespace kinfold
