// Node features: one sparse row of numbers per node.
#pragma once
#include <string>
#include <vector>

#include "data/csr_matrix.h"
#include "data/vocabulary.h"

namespace kinfold {

struct NodeFeatures {
  Vocabulary nodes;                // the node of each row
  std::vector<std::string> names;  // column names, such as "age", "genre=comedy", "word=17"
  CsrMatrix rows;
};

// The features of `nodes`, in that order. Throws an Error that names a node without features; `where` is their source.
CsrMatrix align_features(const Vocabulary& nodes, const NodeFeatures& features, const std::string& where);

// Scaling of features. row: each row sums to 1. standard: each column has mean 0 and standard deviation 1. none:
// unchanged. auto: `row` if the features are sparse and non-negative, else `standard`.
inline const std::vector<std::string> kFeatureScalings = {"auto", "row", "standard", "none"};

}  // namespace kinfold
