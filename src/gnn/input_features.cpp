#include "gnn/input_features.h"

#include <algorithm>
#include <cmath>
#include <span>

#include "core/error.h"
#include "data/node_features.h"

namespace kinfold {
namespace {

// Whether fewer than half of the values are nonzero.
bool is_sparse(const CsrMatrix& features) {
  return double(features.value.size()) < 0.5 * double(features.rows()) * double(features.columns);
}

void normalize_rows_l1(CsrMatrix& table) {
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const std::span<float> values(table.value.data() + table.begin[row], table.length(row));
    double sum = 0;
    for (const float x : values) sum += std::fabs(x);
    for (float& x : values) x = sum > 0 ? float(x / sum) : 0;
  }
}

CsrMatrix standardized(const CsrMatrix& features, const FeatureScaler& scale) {
  CsrMatrix full;
  full.columns = features.columns;
  for (std::size_t row = 0; row < features.rows(); ++row, full.close()) {
    std::uint64_t at = features.begin[row];
    for (Id column = 0; column < features.columns; ++column) {
      const bool there = at < features.begin[row + 1] && features.column[at] == column;
      full.column.push_back(column);
      full.value.push_back(((there ? features.value[at++] : 0) - scale.shift[column]) * scale.scale[column]);
    }
  }
  return full;
}

}  // namespace

CsrMatrix one_hot(std::size_t nodes, std::size_t columns) {
  CsrMatrix table;
  table.columns = columns;
  for (Id node = 0; node < nodes; ++node, table.close())
    if (node < columns) table.column.push_back(node), table.value.push_back(1);
  return table;
}

FeatureScaler fit_feature_scaler(const CsrMatrix& features, const std::string& name) {
  if (std::ranges::find(kFeatureScalings, name) == kFeatureScalings.end())
    throw UsageError("unknown feature scaling '" + name + "'", "--feature-scaling",
                     known_choices(name, kFeatureScalings));
  const bool negative = std::ranges::any_of(features.value, [](float x) { return x < 0; });
  const std::string kind = name != "auto" ? name : is_sparse(features) && !negative ? "row" : "standard";
  if (kind != "standard") return {kind == "row", {}, {}};
  std::vector<double> sum(features.columns), square(features.columns);
  for (std::size_t at = 0; at < features.value.size(); ++at) {
    sum[features.column[at]] += features.value[at];
    square[features.column[at]] += double(features.value[at]) * double(features.value[at]);
  }
  FeatureScaler scale;
  const double rows = double(features.rows());
  for (std::size_t c = 0; c < features.columns; ++c) {
    const double mean = sum[c] / rows, variance = square[c] / rows - mean * mean;
    scale.shift.push_back(float(mean));
    scale.scale.push_back(variance > 1e-12 ? float(1 / std::sqrt(variance)) : 1);
  }
  return scale;
}

CsrMatrix scale_features(const FeatureScaler& scale, const CsrMatrix& features) {
  CsrMatrix result = scale.shift.empty() ? features : standardized(features, scale);
  if (scale.by_row) normalize_rows_l1(result);
  return result;
}

}  // namespace kinfold
