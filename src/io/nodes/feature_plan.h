// What becomes of each column of a table of nodes' features, found before its rows are kept.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "io/source.h"

namespace kinfold {

struct FeaturePlan {
  enum Kind { kNumber, kVector, kCategory, kList };
  std::string name;  // of the column
  Kind kind;
  std::vector<std::string> select;  // SQL: of a vector an expression for each number, else one
  char separator = 0;               // what parts a list's items
  bool weighted = false;            // a list's items are NAME:NUMBER
};

// Of all columns but that of the nodes, by types as --feature-columns gives them, else by what is in them. The source
// is read once where texts must be looked at. Columns left out by what is in them are told of in `notes`.
std::vector<FeaturePlan> plan_features(Source& source, const std::map<std::string, std::string>& types,
                                       std::size_t node, std::vector<std::string>& notes);

}  // namespace kinfold
