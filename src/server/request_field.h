// What a request may say: each of its words once, by which requests are read and checked, and told of in the
// interface's document.
#pragma once
#include <limits>
#include <string>
#include <vector>

namespace kinfold::http {

enum class FieldKind {
  kString,
  kId,       // a text or a whole number, which is taken as its digits
  kNumber,   // finite
  kInteger,  // 0, 1, 2, ...
  kBoolean,
  kIds,      // a list; in a query given again and again
  kStrings,    // the same of texts
  kRatings,  // a list of records, or of ids alone
  kObjects,  // a list of objects of the fields `parts`
  kFilters,  // an object of a text or a list of texts each: {"genres": ["Comedy", "Drama"]}; in a query genres=Comedy
  kCells,    // an object of numbers, texts, flags or null
  kRows,     // a list of these
};

struct Field {
  std::string name;
  FieldKind kind = FieldKind::kString;
  std::string help = {};
  std::string default_value = {};  // what it is where it is not given, as text; empty: nothing
  bool required = false;
  double min = 0, max = std::numeric_limits<double>::max();  // of numbers, or the length of lists and texts
  std::vector<std::string> choices = {};
  std::vector<Field> properties = {};
};

}  // namespace kinfold::http
