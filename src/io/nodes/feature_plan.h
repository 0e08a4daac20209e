// Decides how each column of a node feature table is encoded, before the rows are read.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "io/source.h"

namespace kinfold {

struct FeaturePlan {
  enum Kind { kNumber, kVector, kCategory, kList };
  std::string name;  // column name
  Kind kind;
  std::vector<std::string> select;  // SQL expressions: one per component of a vector, otherwise one
  char separator = 0;               // separator of a list's items
  bool weighted = false;            // the list's items have the form NAME:NUMBER
};

// Plans all columns except the node column `node`. `types`: types from --feature-columns; other types are inferred from
// the cells, which reads the source once if it has text columns. `notes` gets a note for each column that is skipped by
// inference. Throws a UsageError if `types` names an unknown column.
std::vector<FeaturePlan> plan_features(Source& source, const std::map<std::string, std::string>& types,
                                       std::size_t node, std::vector<std::string>& notes);

}  // namespace kinfold
