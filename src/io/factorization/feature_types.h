// What --feature-columns says of the columns of a table of features, and notes on what was found.
#pragma once
#include <map>
#include <string>

namespace kinfold {

// "age=number,genres=list" as types by names: category, list, number or skip. A UsageError names the known types.
std::map<std::string, std::string> parse_feature_types(const std::string& text);

// Columns with so many categories are worth a warning.
inline constexpr std::size_t kManyValues = 100'000;
std::string many_values_note(const std::string& column, std::size_t count);

// Texts with so many values tell rows apart, not what they share, where there are more than a few.
bool is_nearly_unique(std::size_t values, std::size_t rows);
std::string nearly_unique_note(const std::string& column);

}  // namespace kinfold
