// What is known of nodes beside their links: a row of numbers each, most of them zero.
#pragma once
#include <string>
#include <vector>

#include "data/csr_matrix.h"
#include "data/vocabulary.h"

namespace kinfold {

struct NodeFeatures {
  Vocabulary nodes;                // the owners of the rows
  std::vector<std::string> names;  // of the columns: "age", "genre=comedy", "word=17"
  CsrMatrix rows;
};

// The features of these nodes, in their order; an Error names one that has none. `where` the features come from.
CsrMatrix align_features(const Vocabulary& nodes, const NodeFeatures& features, const std::string& where);

// How they are scaled: rows that sum to 1, columns of mean 0 and deviation 1, or as they are. auto: `row` where most of
// them are zero and none is negative, else `standard`.
inline const std::vector<std::string> kFeatureScalings = {"auto", "row", "standard", "none"};

}  // namespace kinfold
