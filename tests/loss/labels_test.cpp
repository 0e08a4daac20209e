#include "loss/labels.h"

#include <gtest/gtest.h>

#include "core/random.h"

namespace kinfold {
namespace {

constexpr std::size_t kNodes = 6, kClasses = 4;

Table random_scores() {
  Table scores(kNodes, kClasses);
  Random random(1);
  for (Id n = 0; n < kNodes; ++n)
    for (float& s : scores.row(n)) s = float(random.normal());
  return scores;
}

LabelTargets targets_of(bool several) {
  LabelTargets targets{{{0, 2}, {3, 0}, {5, 3}}, {0.5f, 1, 2, 1.5f}, several};
  if (several) targets.rows = {{0, 1}, {0, 2}, {3, 0}, {5, 0}, {5, 1}, {5, 3}};
  return targets;
}

TEST(LabelLoss, HasTheSlopesOfFiniteDifferences) {
  for (const bool several : {false, true}) {
    Table scores = random_scores(), slopes;
    const LabelTargets targets = targets_of(several);
    label_loss(scores, targets, &slopes);
    for (Id n = 0; n < kNodes; ++n)
      for (std::size_t c = 0; c < kClasses; ++c) {
        const float kept = scores[n][c], step = 1e-2f;
        scores[n][c] = kept + step;
        const double above = label_loss(scores, targets, nullptr);
        scores[n][c] = kept - step;
        const double below = label_loss(scores, targets, nullptr);
        scores[n][c] = kept;
        EXPECT_NEAR(double(slopes[n][c]), (above - below) / (2 * double(step)), 1e-4);
      }
  }
}

TEST(LabelLoss, LeavesNodesWithoutLabelsAlone) {
  const Table scores = random_scores();
  Table slopes;
  label_loss(scores, targets_of(false), &slopes);
  for (const Id n : {1u, 2u, 4u})
    for (const float slope : slopes.row(n)) EXPECT_EQ(slope, 0);
}

// One node, two classes: log(1 + e^-(a - b)), and log(1 + e^-a) + log(1 + e^b).
TEST(LabelLoss, IsItsFormula) {
  Table scores(1, 2);
  scores[0][0] = 0.75f, scores[0][1] = -0.5f;
  EXPECT_NEAR(label_loss(scores, {{{0, 0}}, {}, false}, nullptr), std::log1p(std::exp(-1.25)), 1e-7);
  EXPECT_NEAR(label_loss(scores, {{{0, 0}}, {}, true}, nullptr),
              std::log1p(std::exp(-0.75)) + std::log1p(std::exp(-0.5)), 1e-7);
}

TEST(LabelLoss, CountsNodesRatherThanLabels) {
  EXPECT_EQ(count_labelled(targets_of(true).rows), 3u);
  EXPECT_EQ(count_labelled({}), 0u);
}

}  // namespace
}  // namespace kinfold
