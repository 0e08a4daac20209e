// What goes into a network: scaled features, or one-hot rows where nodes have no features.
#pragma once
#include <string>
#include <vector>

#include "data/csr_matrix.h"

namespace kinfold {

// Scaling of features: x' = (x - shift) * scale in each column; then, if by_row, each row is divided by the sum of its
// absolute values. Implicit zeros stay implicit where there is no shift.
struct FeatureScaler {
  bool by_row = false;
  std::vector<float> shift, scale;  // of the columns; empty: 0 and 1
};

// By a name of kFeatureScalings; a UsageError lists them.
FeatureScaler fit_feature_scaler(const CsrMatrix& features, const std::string& name);
CsrMatrix scale_features(const FeatureScaler& scale, const CsrMatrix& features);

CsrMatrix one_hot(std::size_t nodes, std::size_t columns);

}  // namespace kinfold
