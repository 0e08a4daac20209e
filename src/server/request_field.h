// Describes one field of a request. The descriptions are used to parse and validate requests and to generate the
// OpenAPI document.
#pragma once
#include <limits>
#include <string>
#include <vector>

namespace kinfold::http {

enum class FieldKind {
  kString,
  kId,       // a string, or an integer that is converted to its digits
  kNumber,   // a finite number
  kInteger,  // 0, 1, 2, ...
  kBoolean,
  kIds,      // an array of ids; a repeated parameter in a query string
  kStrings,  // the same of texts
  kRatings,  // an array of objects with `properties`, or of ids
  kObjects,  // an array of objects with `properties`
  kFilters,  // an object of strings or arrays of strings: {"genres": ["Comedy", "Drama"]}; in a query genres=Comedy
  kCells,    // an object of numbers, strings, booleans or null
  kRows,     // an array of kCells objects
};

struct Field {
  std::string name;
  FieldKind kind = FieldKind::kString;
  std::string help = {};
  std::string default_value = {};  // as text; empty: no default
  bool required = false;
  double min = 0, max = std::numeric_limits<double>::max();  // of a number, or of the length of an array
  std::vector<std::string> choices = {};
  std::vector<Field> properties = {};  // of the objects in kRatings and kObjects
};

}  // namespace kinfold::http
