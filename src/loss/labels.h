// What the scores of nodes' classes cost, and the slopes by them. One class a node:
//
//   softmax    mean over nodes of  weight * -log(e^s_label / sum_c e^s_c)
//
// or several:
//
//   logistic   mean over nodes of  sum_c weight_c * (log(1 + e^s_c) - [c is a label] s_c)
//
// Weights belong to the classes, and have a mean of 1 over the nodes.
#pragma once
#include <algorithm>
#include <cmath>
#include <span>
#include <vector>

#include "core/table.h"
#include "data/labels.h"

namespace kinfold {

// Labels by node: those of one node are neighbours.
struct LabelTargets {
  std::vector<NodeLabel> rows;
  std::vector<float> class_weights;  // empty: 1 each
  bool several = false;

  float weight(Id kind) const { return class_weights.empty() ? 1 : class_weights[kind]; }
};

// body(node, its labels)
void each_labelled(std::span<const NodeLabel> rows, auto body) {
  for (std::size_t begin = 0, end = 0; begin < rows.size(); begin = end) {
    while (end < rows.size() && rows[end].node == rows[begin].node) ++end;
    body(rows[begin].node, rows.subspan(begin, end - begin));
  }
}
inline std::size_t count_labelled(std::span<const NodeLabel> rows) {
  std::size_t count = 0;
  each_labelled(rows, [&](Id, auto) { ++count; });
  return count;
}

// The loss; `slopes`, of the scores' shape, gets those of the labelled rows and zeros elsewhere.
inline double label_loss(const Table& scores, const LabelTargets& targets, Table* slopes) {
  if (slopes) {
    slopes->shape(scores.rows(), scores.rank());
    std::ranges::fill(slopes->padded(), 0.0f);
  }
  const double share = 1 / double(std::max<std::size_t>(count_labelled(targets.rows), 1));
  double total = 0;
  const auto softmax = [&](std::span<const float> s, Id label, float* slope) {
    const double top = std::ranges::max(s), weight = double(targets.weight(label));
    double sum = 0;
    for (const float x : s) sum += std::exp(double(x) - top);
    total += weight * (std::log(sum) + top - double(s[label]));
    for (std::size_t c = 0; slope && c < s.size(); ++c)
      slope[c] = float(share * weight * (std::exp(double(s[c]) - top) / sum - (c == label)));
  };
  const auto logistic = [&](std::span<const float> s, std::span<const NodeLabel> labels, float* slope) {
    for (std::size_t c = 0; c < s.size(); ++c) {
      const double x = double(s[c]), weight = double(targets.weight(Id(c)));
      const bool is = std::ranges::find(labels, Id(c), &NodeLabel::kind) != labels.end();
      total += weight * (std::max(x, 0.0) + std::log1p(std::exp(-std::fabs(x))) - (is ? x : 0));
      if (slope) slope[c] = float(share * weight * (1 / (1 + std::exp(-x)) - is));
    }
  };
  each_labelled(targets.rows, [&](Id node, std::span<const NodeLabel> labels) {
    float* const slope = slopes ? (*slopes)[node] : nullptr;
    if (targets.several)
      logistic(scores.row(node), labels, slope);
    else
      softmax(scores.row(node), labels[0].kind, slope);
  });
  return share * total;
}

}  // namespace kinfold
