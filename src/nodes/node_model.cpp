#include "nodes/node_model.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"

namespace kinfold {

NodeScores score_nodes(const NodeModel& model, std::size_t nodes, std::span<const Triple> links,
                       std::span<const float> weights, const CsrMatrix& features, Pool& pool) {
  const CsrMatrix rows =
      model.has_features() ? scale_features(model.feature_scale, features) : one_hot(nodes, model.nodes.size());
  TypedLinks typed;
  CsrMatrix adj;
  if (model.kind == "rgcn")
    typed = typed_links(nodes, model.relations.size(), links, weights);
  else
    adj = adjacency(nodes, links, weights, model.adjacency_options);
  Network network(model.network_spec, 0);
  for (std::size_t p = 0; p < model.parameters.size(); ++p) network.parameters()[p]->value = model.parameters[p];
  NodeScores result;
  result.scores = network.forward({&adj, nullptr, &rows, pool, 0, false, &typed});
  result.hidden = network.hidden();
  return result;
}

std::vector<Id> predicted_classes(const Matrix& scores) {
  std::vector<Id> best;
  for (Id node = 0; node < scores.rows(); ++node)
    best.push_back(Id(std::ranges::max_element(scores.row(node)) - scores.row(node).begin()));
  return best;
}

void to_probabilities(Matrix& scores, bool multi_label) {
  for (Id node = 0; node < scores.rows(); ++node) {
    const std::span<float> row = scores.row(node);
    const float max_score = multi_label ? 0 : std::ranges::max(row);
    float sum = 0;
    for (float& x : row) sum += x = multi_label ? 1 / (1 + std::exp(-x)) : std::exp(x - max_score);
    for (float& x : row) x = multi_label ? x : x / sum;
  }
}

}  // namespace kinfold
