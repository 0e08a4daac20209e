#include "data/folds.h"

#include <gtest/gtest.h>

#include "core/error.h"

namespace kinfold {
namespace {

TEST(Folds, NumberOfFoldsIsParsed) {
  EXPECT_EQ(num_folds("random:0.1"), 1u);
  EXPECT_EQ(num_folds("per-class:20"), 1u);
  EXPECT_EQ(num_folds("k-fold"), 5u);
  EXPECT_EQ(num_folds("k-fold:254"), 254u);
  EXPECT_EQ(num_folds("rolling:3"), 3u);
  for (const char* strategy :
       {"k-fold:1", "k-fold:255", "k-fold:", "k-fold:x", "rolling:2.5", "rolling:-3", "rolling:3x"})
    EXPECT_THROW(num_folds(strategy), UsageError) << strategy;
}

TEST(Folds, TrainingRequiresASingleSplit) {
  EXPECT_NO_THROW(require_single_split("random:0.1", "--validation"));
  EXPECT_THROW(require_single_split("k-fold:5", "--validation"), UsageError);
  EXPECT_THROW(require_single_split("rolling", "--validation"), UsageError);
}

TEST(Folds, MarksDependOnTheRound) {
  const std::vector<std::uint8_t> marks = {0, 1, 2, 1, kTrainOnly};
  EXPECT_EQ(fold_marks(marks, "k-fold:3", 1), (std::vector<std::uint8_t>{0, 1, 0, 1, 0}));
  EXPECT_EQ(fold_marks({0, 1, 2, 3, 1}, "rolling:3", 1), (std::vector<std::uint8_t>{0, 0, 1, 2, 0}));
  EXPECT_EQ(fold_marks({0, 1, 0}, "random:0.1", 0), (std::vector<std::uint8_t>{0, 1, 0}));
}

TEST(TimeWindows, KeepEqualTimesTogether) {
  EXPECT_EQ(time_windows({5, 1, 3, 3, 3, 9}, 2), (std::vector<std::uint8_t>{2, 0, 1, 1, 1, 2}));
  EXPECT_THROW(time_windows({1, 1, 1, 1, 2, 3}, 2), Error) << "the first window would be empty";
  EXPECT_THROW(time_windows({1, 2}, 2), Error);
  EXPECT_THROW(time_windows({}, 2), Error);
}

}  // namespace
}  // namespace kinfold
