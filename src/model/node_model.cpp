#include "model/node_model.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"

namespace kinfold {
namespace {

// Rows that are mostly zeros tell by which numbers they have; full ones by how great these are.
bool is_sparse(const Sparse& features) {
  return double(features.value.size()) < 0.5 * double(features.rows()) * double(features.columns);
}

void divide_rows(Sparse& table) {
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const std::span<float> values(table.value.data() + table.begin[row], table.length(row));
    double sum = 0;
    for (const float x : values) sum += std::fabs(x);
    for (float& x : values) x = sum > 0 ? float(x / sum) : 0;
  }
}

Sparse shifted(const Sparse& features, const FeatureScale& scale) {
  Sparse full;
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

Sparse one_hot(std::size_t nodes, std::size_t columns) {
  Sparse table;
  table.columns = columns;
  for (Id node = 0; node < nodes; ++node, table.close())
    if (node < columns) table.column.push_back(node), table.value.push_back(1);
  return table;
}

FeatureScale find_scale(const Sparse& features, const std::string& name) {
  if (std::ranges::find(kFeatureScales, name) == kFeatureScales.end())
    throw UsageError("unknown scale '" + name + "'", "--feature-scale", known_choices(name, kFeatureScales));
  const bool negative = std::ranges::any_of(features.value, [](float x) { return x < 0; });
  const std::string kind = name != "auto" ? name : is_sparse(features) && !negative ? "row" : "standard";
  if (kind != "standard") return {kind == "row", {}, {}};
  std::vector<double> sum(features.columns), square(features.columns);
  for (std::size_t at = 0; at < features.value.size(); ++at) {
    sum[features.column[at]] += features.value[at];
    square[features.column[at]] += double(features.value[at]) * double(features.value[at]);
  }
  FeatureScale scale;
  const double rows = double(features.rows());
  for (std::size_t c = 0; c < features.columns; ++c) {
    const double mean = sum[c] / rows, variance = square[c] / rows - mean * mean;
    scale.shift.push_back(float(mean));
    scale.scale.push_back(variance > 1e-12 ? float(1 / std::sqrt(variance)) : 1);
  }
  return scale;
}

Sparse inputs(const FeatureScale& scale, const Sparse& features) {
  Sparse result = scale.shift.empty() ? features : shifted(features, scale);
  if (scale.by_row) divide_rows(result);
  return result;
}

Labelled label_nodes(const NodeModel& model, std::size_t nodes, std::span<const Triple> links,
                     std::span<const float> weights, const Sparse& features, Pool& pool) {
  const Sparse rows = model.featured() ? inputs(model.feature_scale, features) : one_hot(nodes, model.nodes.size());
  TypedLinks typed;
  Sparse mix;
  if (model.kind == "rgcn")
    typed = typed_links(nodes, model.relations.size(), links, weights);
  else
    mix = adjacency(nodes, links, weights, model.rule);
  Network network(model.shape, 0);
  for (std::size_t p = 0; p < model.parameters.size(); ++p) network.parameters()[p]->value = model.parameters[p];
  Labelled result;
  result.scores = network.forward({&mix, nullptr, &rows, pool, 0, false, &typed});
  result.hidden = network.hidden();
  return result;
}

std::vector<Id> likeliest(const Table& scores) {
  std::vector<Id> best;
  for (Id node = 0; node < scores.rows(); ++node)
    best.push_back(Id(std::ranges::max_element(scores.row(node)) - scores.row(node).begin()));
  return best;
}

void to_chances(Table& scores, bool several) {
  for (Id node = 0; node < scores.rows(); ++node) {
    const std::span<float> row = scores.row(node);
    const float top = several ? 0 : std::ranges::max(row);
    float sum = 0;
    for (float& x : row) sum += x = several ? 1 / (1 + std::exp(-x)) : std::exp(x - top);
    for (float& x : row) x = several ? x : x / sum;
  }
}

}  // namespace kinfold
