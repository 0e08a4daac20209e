#include "data/rounds.h"

#include <gtest/gtest.h>

#include "core/error.h"

namespace kinfold {
namespace {

TEST(Rounds, AreAsManyAsTheFolds) {
  EXPECT_EQ(rounds_of("random:0.1"), 1u);
  EXPECT_EQ(rounds_of("per-class:20"), 1u);
  EXPECT_EQ(rounds_of("k-fold"), 5u);
  EXPECT_EQ(rounds_of("k-fold:254"), 254u);
  EXPECT_EQ(rounds_of("rolling:3"), 3u);
  for (const char* rule : {"k-fold:1", "k-fold:255", "k-fold:", "k-fold:x", "rolling:2.5", "rolling:-3", "rolling:3x"})
    EXPECT_THROW(rounds_of(rule), UsageError) << rule;
}

TEST(Rounds, OfTrainingThereIsOne) {
  EXPECT_NO_THROW(refuse_rounds("random:0.1", "--valid"));
  EXPECT_THROW(refuse_rounds("k-fold:5", "--valid"), UsageError);
  EXPECT_THROW(refuse_rounds("rolling", "--valid"), UsageError);
}

TEST(Rounds, PartTheMarks) {
  const std::vector<std::uint8_t> marks = {0, 1, 2, 1, kInTraining};
  EXPECT_EQ(round_marks(marks, "k-fold:3", 1), (std::vector<std::uint8_t>{0, 1, 0, 1, 0}));
  EXPECT_EQ(round_marks({0, 1, 2, 3, 1}, "rolling:3", 1), (std::vector<std::uint8_t>{0, 0, 1, 2, 0}));
  EXPECT_EQ(round_marks({0, 1, 0}, "random:0.1", 0), (std::vector<std::uint8_t>{0, 1, 0}));
}

TEST(TimeWindows, OfWholeInstants) {
  EXPECT_EQ(time_windows({5, 1, 3, 3, 3, 9}, 2), (std::vector<std::uint8_t>{2, 0, 1, 1, 1, 2}));
  EXPECT_THROW(time_windows({1, 1, 1, 1, 2, 3}, 2), Error) << "the first window would be empty";
  EXPECT_THROW(time_windows({1, 2}, 2), Error);
  EXPECT_THROW(time_windows({}, 2), Error);
}

}  // namespace
}  // namespace kinfold
