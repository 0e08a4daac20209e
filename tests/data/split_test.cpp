#include "data/split.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "core/error.h"
#include "core/random.h"

namespace kinfold {
namespace {

Ratings ratings_to_split(bool timed) {
  Random random(8);
  Ratings r;
  for (int i = 0; i < 2000; ++i) {
    r.rows.push_back({r.users.add(std::to_string(random.below(1 + random.below(80)))),
                      r.items.add(std::to_string(random.below(300))), 1});
    if (timed) r.time.push_back(double(random.below(900)));
  }
  return r;
}

std::size_t count(const std::vector<std::uint8_t>& marks, int part) {
  return std::size_t(std::ranges::count(marks, std::uint8_t(part)));
}

TEST(Split, RandomHoldsOutExactlyItsFraction) {
  const Ratings r = ratings_to_split(false);
  const auto marks = split_ratings(r, parse_split_strategy("random:0.25"), 1);
  EXPECT_EQ(count(marks, 1), 500u);
  EXPECT_EQ(split_ratings(r, parse_split_strategy("random:0.25"), 1), marks);
  EXPECT_NE(split_ratings(r, parse_split_strategy("random:0.25"), 2), marks);
}

TEST(Split, PerUserKeepsATrainingRowOfEachUser) {
  for (const bool timed : {false, true}) {
    const Ratings r = ratings_to_split(timed);
    for (const char* strategy : {"per-user:0.1", "per-user:0.99"}) {
      const auto marks = split_ratings(r, parse_split_strategy(strategy), 1);
      EXPECT_EQ(coverage(select(r, marks, 0), select(r, marks, 1)).cold_users, 0u);
      EXPECT_GT(count(marks, 1), 0u);
    }
  }
}

// Checks that no held-out row of a user is earlier than one of its training rows.
void expect_latest_of_each_user(const Ratings& r, const std::vector<std::uint8_t>& marks) {
  std::map<Id, double> last_kept;
  for (std::size_t i = 0; i < marks.size(); ++i)
    if (!marks[i]) last_kept[r.rows[i].left] = std::max(last_kept[r.rows[i].left], r.time[i]);
  for (std::size_t i = 0; i < marks.size(); ++i) EXPECT_TRUE(!marks[i] || r.time[i] >= last_kept[r.rows[i].left]) << i;
}

TEST(Split, PerUserAndLeaveLastOutHoldOutTheLatest) {
  const Ratings r = ratings_to_split(true);
  for (const char* strategy : {"per-user:0.2", "leave-last-out:3"})
    expect_latest_of_each_user(r, split_ratings(r, parse_split_strategy(strategy), 1));
}

TEST(Split, LeaveLastOutHoldsOutNRowsOfUsersWithMore) {
  const Ratings r = ratings_to_split(true);
  const auto marks = split_ratings(r, parse_split_strategy("leave-last-out:3"), 1);
  const RowsByLeft by = rows_by_left(r.rows, r.users.size());
  std::vector<std::size_t> taken(r.users.size());
  for (std::size_t i = 0; i < marks.size(); ++i) taken[r.rows[i].left] += marks[i];
  for (std::size_t u = 0; u < taken.size(); ++u) EXPECT_EQ(taken[u], by.begin[u + 1] - by.begin[u] > 3 ? 3u : 0u);
}

TEST(Split, TemporalNeverLooksAhead) {
  const Ratings r = ratings_to_split(true);
  const auto marks = split_ratings(r, parse_split_strategy("temporal:0.1"), 1);
  const Ratings train = select(r, marks, 0), test = select(r, marks, 1);
  EXPECT_LT(*std::ranges::max_element(train.time), *std::ranges::min_element(test.time));
  EXPECT_GE(test.rows.size(), 200u);
  EXPECT_LT(test.rows.size(), 220u);
  EXPECT_EQ(coverage(train, test).lookahead_rows, 0u);
}

TEST(Split, FoldsAreDisjointAndEven) {
  const Ratings r = ratings_to_split(false);
  const auto marks = split_ratings(r, parse_split_strategy("k-fold:7"), 1);
  for (int fold = 0; fold < 7; ++fold) EXPECT_NEAR(double(count(marks, fold)), 2000.0 / 7, 1);
}

TEST(Split, MissingTimesAreAnError) {
  for (const char* strategy : {"temporal:0.1", "leave-last-out:1"})
    EXPECT_THROW(split_ratings(ratings_to_split(false), parse_split_strategy(strategy), 1), Error);
}

TEST(Split, InvalidStrategiesAreRefused) {
  for (const char* strategy : {"random:0", "random:1", "random:-0.1", "random:x", "random:0.1x", "k-fold:1",
                               "k-fold:2.5", "leave-last-out:0", "leave-last-out:300", "temporl:0.1", "", ":"})
    EXPECT_THROW(parse_split_strategy(strategy), UsageError) << strategy;
  EXPECT_EQ(parse_split_strategy("random").amount, 0.1);
  EXPECT_FALSE(is_split_strategy("valid.csv"));
}

TEST(Coverage, CountsUnseenRowsAndIds) {
  Ratings all;
  for (const auto& [user, item] : {std::pair("a", "x"), {"a", "y"}, {"b", "x"}, {"c", "z"}, {"c", "x"}})
    all.rows.push_back({all.users.add(user), all.items.add(item), 1});
  const std::vector<std::uint8_t> marks = {0, 0, 1, 1, 1};
  const Coverage c = coverage(select(all, marks, 0), select(all, marks, 1));
  EXPECT_EQ(c.rows, 3u);
  EXPECT_EQ(c.users, 2u);
  EXPECT_EQ(c.cold_users, 2u);
  EXPECT_EQ(c.items, 2u);
  EXPECT_EQ(c.cold_items, 1u);
  EXPECT_EQ(c.cold_rows, 3u);
}

}  // namespace
}  // namespace kinfold
