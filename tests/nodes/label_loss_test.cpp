#include "nodes/label_loss.h"

#include <gtest/gtest.h>

#include "core/random.h"

namespace kinfold {
namespace {

constexpr std::size_t kNodes = 6, kClasses = 4;

Matrix random_scores() {
  Matrix scores(kNodes, kClasses);
  Random random(1);
  for (Id n = 0; n < kNodes; ++n)
    for (float& s : scores.row(n)) s = float(random.normal());
  return scores;
}

LabelTargets targets_of(bool multi_label) {
  LabelTargets targets{{{0, 2}, {3, 0}, {5, 3}}, {0.5f, 1, 2, 1.5f}, multi_label};
  if (multi_label) targets.rows = {{0, 1}, {0, 2}, {3, 0}, {5, 0}, {5, 1}, {5, 3}};
  return targets;
}

TEST(LabelLoss, GradientsEqualFiniteDifferences) {
  for (const bool multi_label : {false, true}) {
    Matrix scores = random_scores(), gradients;
    const LabelTargets targets = targets_of(multi_label);
    label_loss(scores, targets, &gradients);
    for (Id n = 0; n < kNodes; ++n)
      for (std::size_t c = 0; c < kClasses; ++c) {
        const float original = scores[n][c], step = 1e-2f;
        scores[n][c] = original + step;
        const double above = label_loss(scores, targets, nullptr);
        scores[n][c] = original - step;
        const double below = label_loss(scores, targets, nullptr);
        scores[n][c] = original;
        EXPECT_NEAR(double(gradients[n][c]), (above - below) / (2 * double(step)), 1e-4);
      }
  }
}

TEST(LabelLoss, NodesWithoutLabelsHaveNoGradient) {
  const Matrix scores = random_scores();
  Matrix gradients;
  label_loss(scores, targets_of(false), &gradients);
  for (const Id n : {1u, 2u, 4u})
    for (const float gradient : gradients.row(n)) EXPECT_EQ(gradient, 0);
}

// One node, two classes: log(1 + e^-(a - b)), and log(1 + e^-a) + log(1 + e^b).
TEST(LabelLoss, EqualsTheFormula) {
  Matrix scores(1, 2);
  scores[0][0] = 0.75f, scores[0][1] = -0.5f;
  EXPECT_NEAR(label_loss(scores, {{{0, 0}}, {}, false}, nullptr), std::log1p(std::exp(-1.25)), 1e-7);
  EXPECT_NEAR(label_loss(scores, {{{0, 0}}, {}, true}, nullptr),
              std::log1p(std::exp(-0.75)) + std::log1p(std::exp(-0.5)), 1e-7);
}

TEST(LabelLoss, CountsNodesRatherThanLabels) {
  EXPECT_EQ(count_labeled_nodes(targets_of(true).rows), 3u);
  EXPECT_EQ(count_labeled_nodes({}), 0u);
}

}  // namespace
}  // namespace kinfold
