// The losses of node classification and their gradients. One class per node:
//
//   softmax    mean over nodes of  weight * -log(e^s_label / sum_c e^s_c)
//
// Several classes per node:
//
//   logistic   mean over nodes of  sum_c weight_c * (log(1 + e^s_c) - [c in labels] s_c)
//
// The weights are those of the classes; their mean over the labelled nodes should be 1.
#pragma once
#include <algorithm>
#include <cmath>
#include <span>
#include <vector>

#include "core/matrix.h"
#include "nodes/labels.h"

namespace kinfold {

// The labels of some nodes. Labels of the same node are adjacent.
struct LabelTargets {
  std::vector<NodeLabel> rows;
  std::vector<float> class_weights;  // empty: 1 each
  bool multi_label = false;

  float weight(Id class_id) const { return class_weights.empty() ? 1 : class_weights[class_id]; }
};

// Calls body(node, labels of the node) for each labelled node.
void for_each_labeled_node(std::span<const NodeLabel> rows, auto body) {
  for (std::size_t begin = 0, end = 0; begin < rows.size(); begin = end) {
    while (end < rows.size() && rows[end].node == rows[begin].node) ++end;
    body(rows[begin].node, rows.subspan(begin, end - begin));
  }
}
inline std::size_t count_labeled_nodes(std::span<const NodeLabel> rows) {
  std::size_t count = 0;
  for_each_labeled_node(rows, [&](Id, auto) { ++count; });
  return count;
}

// Returns the loss of the scores (nodes x classes). Writes the gradients of the scores, which are zero for nodes
// without a label; `gradients` may be null.
inline double label_loss(const Matrix& scores, const LabelTargets& targets, Matrix* gradients) {
  if (gradients) {
    gradients->resize(scores.rows(), scores.rank());
    std::ranges::fill(gradients->padded(), 0.0f);
  }
  const double scale = 1 / double(std::max<std::size_t>(count_labeled_nodes(targets.rows), 1));
  double total = 0;
  const auto softmax = [&](std::span<const float> s, Id label, float* gradient) {
    const double max_score = std::ranges::max(s), weight = double(targets.weight(label));
    double sum = 0;
    for (const float x : s) sum += std::exp(double(x) - max_score);
    total += weight * (std::log(sum) + max_score - double(s[label]));
    for (std::size_t c = 0; gradient && c < s.size(); ++c)
      gradient[c] = float(scale * weight * (std::exp(double(s[c]) - max_score) / sum - (c == label)));
  };
  const auto logistic = [&](std::span<const float> s, std::span<const NodeLabel> labels, float* gradient) {
    for (std::size_t c = 0; c < s.size(); ++c) {
      const double x = double(s[c]), weight = double(targets.weight(Id(c)));
      const bool is_label = std::ranges::find(labels, Id(c), &NodeLabel::class_id) != labels.end();
      total += weight * (std::max(x, 0.0) + std::log1p(std::exp(-std::fabs(x))) - (is_label ? x : 0));
      if (gradient) gradient[c] = float(scale * weight * (1 / (1 + std::exp(-x)) - is_label));
    }
  };
  for_each_labeled_node(targets.rows, [&](Id node, std::span<const NodeLabel> labels) {
    float* const gradient = gradients ? (*gradients)[node] : nullptr;
    if (targets.multi_label)
      logistic(scores.row(node), labels, gradient);
    else
      softmax(scores.row(node), labels[0].class_id, gradient);
  });
  return scale * total;
}

}  // namespace kinfold
