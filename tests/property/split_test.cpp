#include "data/split.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "property/ratings.h"

namespace kinfold {
namespace {

using property::some_ratings;
using Marks = std::vector<std::uint8_t>;

double some_fraction() { return *rc::gen::inRange(1, 100) / 100.0; }
std::uint64_t random_seed() { return *rc::gen::arbitrary<std::uint64_t>(); }

std::map<Id, std::vector<std::size_t>> rows_of_users(const Ratings& ratings) {
  std::map<Id, std::vector<std::size_t>> rows;
  for (std::size_t i = 0; i < ratings.rows.size(); ++i) rows[ratings.rows[i].left].push_back(i);
  return rows;
}

std::size_t held_out(const Marks& marks, const std::vector<std::size_t>& rows) {
  return std::size_t(std::ranges::count_if(rows, [&](std::size_t row) { return marks[row] == 1; }));
}

// Whether no training row of these is later than a held-out one.
bool latest_are_held_out(const Ratings& ratings, const Marks& marks, const std::vector<std::size_t>& rows) {
  double last_train = -INFINITY, first_held_out = INFINITY;
  for (std::size_t row : rows)
    (marks[row] ? first_held_out : last_train) =
        marks[row] ? std::min(first_held_out, ratings.time[row]) : std::max(last_train, ratings.time[row]);
  return last_train <= first_held_out;
}

RC_GTEST_PROP(SplitProperty, RandomHoldsOutItsFractionRounded, ()) {
  const Ratings ratings = some_ratings(*rc::gen::arbitrary<bool>());
  const double fraction = some_fraction();
  const Marks marks = split_ratings(ratings, {"random", fraction}, random_seed());
  RC_ASSERT(marks.size() == ratings.rows.size());
  RC_ASSERT(std::ranges::count(marks, 1) == std::llround(fraction * double(marks.size())));
}

RC_GTEST_PROP(SplitProperty, PerUserHoldsOutItsFractionButNotAllRows, ()) {
  const bool timed = *rc::gen::arbitrary<bool>();
  const Ratings ratings = some_ratings(timed);
  const double fraction = some_fraction();
  const Marks marks = split_ratings(ratings, {"per-user", fraction}, random_seed());
  for (const auto& [user, rows] : rows_of_users(ratings)) {
    const std::size_t rounded = std::size_t(std::llround(fraction * double(rows.size())));
    RC_ASSERT(held_out(marks, rows) == std::min(rounded, rows.size() - 1));
    if (timed) RC_ASSERT(latest_are_held_out(ratings, marks, rows));
  }
}

RC_GTEST_PROP(SplitProperty, LeaveLastOutHoldsOutTheLast, ()) {
  const Ratings ratings = some_ratings(true);
  RC_PRE(ratings.has_time());  // false without rows
  const std::size_t last = *rc::gen::inRange<std::size_t>(1, 6);
  const Marks marks = split_ratings(ratings, {"leave-last-out", double(last)}, random_seed());
  for (const auto& [user, rows] : rows_of_users(ratings)) {
    RC_ASSERT(held_out(marks, rows) == (rows.size() > last ? last : 0));
    RC_ASSERT(latest_are_held_out(ratings, marks, rows));
  }
}

RC_GTEST_PROP(SplitProperty, TemporalHoldsOutTheLatestTimes, ()) {
  const Ratings ratings = some_ratings(true);
  RC_PRE(ratings.has_time());  // false without rows
  const double fraction = some_fraction();
  const Marks marks = split_ratings(ratings, {"temporal", fraction}, random_seed());
  double last_train = -INFINITY, first_held_out = INFINITY;
  for (std::size_t i = 0; i < marks.size(); ++i)
    (marks[i] ? first_held_out : last_train) =
        marks[i] ? std::min(first_held_out, ratings.time[i]) : std::max(last_train, ratings.time[i]);
  RC_ASSERT(last_train < first_held_out);
  // Only rows with the earliest held-out time may exceed the fraction.
  const auto requested = std::llround(fraction * double(marks.size()));
  const auto actual = (long long)std::ranges::count(marks, 1);
  const auto at_first = (long long)std::ranges::count(ratings.time, first_held_out);
  RC_ASSERT(actual >= requested);
  RC_ASSERT(actual == 0 || actual - at_first < requested);
}

RC_GTEST_PROP(SplitProperty, FoldsDifferByOneRowAtMost, ()) {
  const Ratings ratings = some_ratings(false);
  const std::size_t folds = *rc::gen::inRange<std::size_t>(2, 256);
  const Marks marks = split_ratings(ratings, {"k-fold", double(folds)}, random_seed());
  std::vector<std::size_t> sizes(folds);
  for (std::uint8_t mark : marks) ++sizes.at(mark);
  RC_ASSERT(*std::ranges::max_element(sizes) - *std::ranges::min_element(sizes) <= 1u);
}

// select() returns exactly the rows of a part, in order, with the full vocabularies.
RC_GTEST_PROP(SplitProperty, SelectReturnsTheRowsOfAPart, ()) {
  const Ratings ratings = some_ratings(true);
  const Marks marks = split_ratings(ratings, {"k-fold", 3}, random_seed());
  std::size_t total = 0;
  for (std::uint8_t part = 0; part < 3; ++part) {
    const Ratings selected = select(ratings, marks, part);
    RC_ASSERT(selected.users == ratings.users);
    RC_ASSERT(selected.items == ratings.items);
    std::size_t next = 0;
    for (std::size_t i = 0; i < marks.size(); ++i) {
      if (marks[i] != part) continue;
      RC_ASSERT(selected.rows.at(next) == ratings.rows[i]);
      RC_ASSERT(selected.time.at(next++) == ratings.time[i]);
    }
    RC_ASSERT(selected.rows.size() == next);
    total += next;
  }
  RC_ASSERT(total == ratings.rows.size());
}

}  // namespace
}  // namespace kinfold
