// Input features of a network: scaled node features, or one-hot rows if nodes have no features.
#pragma once
#include <string>
#include <vector>

#include "data/csr_matrix.h"

namespace kinfold {

// A fitted scaling: x' = (x - shift) * scale in each column; then, if by_row, each row is divided by the sum of its
// absolute values. Without shift, the result has the same sparsity.
struct FeatureScaler {
  bool by_row = false;
  std::vector<float> shift, scale;  // one per column; empty: 0 and 1
};

// Fits the scaling `name`, one of kFeatureScalings. Throws a UsageError that lists them if it is unknown.
FeatureScaler fit_feature_scaler(const CsrMatrix& features, const std::string& name);
CsrMatrix scale_features(const FeatureScaler& scale, const CsrMatrix& features);

// The first `nodes` rows of an identity matrix with `columns` columns; rows beyond it are zero.
CsrMatrix one_hot(std::size_t nodes, std::size_t columns);

}  // namespace kinfold
