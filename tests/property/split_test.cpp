#include "data/split.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "property/ratings.h"

namespace kinfold {
namespace {

using property::some_ratings;
using Marks = std::vector<std::uint8_t>;

double some_share() { return *rc::gen::inRange(1, 100) / 100.0; }
std::uint64_t some_seed() { return *rc::gen::arbitrary<std::uint64_t>(); }

std::map<Id, std::vector<std::size_t>> rows_of_users(const Ratings& ratings) {
  std::map<Id, std::vector<std::size_t>> rows;
  for (std::size_t i = 0; i < ratings.rows.size(); ++i) rows[ratings.rows[i].left].push_back(i);
  return rows;
}

std::size_t held_out(const Marks& marks, const std::vector<std::size_t>& rows) {
  return std::size_t(std::ranges::count_if(rows, [&](std::size_t row) { return marks[row] == 1; }));
}

// No kept row of these is later than a withheld one.
bool latest_are_withheld(const Ratings& ratings, const Marks& marks, const std::vector<std::size_t>& rows) {
  double last_kept = -INFINITY, first_withheld = INFINITY;
  for (std::size_t row : rows)
    (marks[row] ? first_withheld : last_kept) =
        marks[row] ? std::min(first_withheld, ratings.time[row]) : std::max(last_kept, ratings.time[row]);
  return last_kept <= first_withheld;
}

RC_GTEST_PROP(SplitProperty, RandomWithholdsItsShareRounded, ()) {
  const Ratings ratings = some_ratings(*rc::gen::arbitrary<bool>());
  const double share = some_share();
  const Marks marks = split_ratings(ratings, {"random", share}, some_seed());
  RC_ASSERT(marks.size() == ratings.rows.size());
  RC_ASSERT(std::ranges::count(marks, 1) == std::llround(share * double(marks.size())));
}

RC_GTEST_PROP(SplitProperty, PerUserLeavesEachUserARowAndTakesItsShare, ()) {
  const bool timed = *rc::gen::arbitrary<bool>();
  const Ratings ratings = some_ratings(timed);
  const double share = some_share();
  const Marks marks = split_ratings(ratings, {"per-user", share}, some_seed());
  for (const auto& [user, rows] : rows_of_users(ratings)) {
    const std::size_t rounded = std::size_t(std::llround(share * double(rows.size())));
    RC_ASSERT(held_out(marks, rows) == std::min(rounded, rows.size() - 1));
    if (timed) RC_ASSERT(latest_are_withheld(ratings, marks, rows));
  }
}

RC_GTEST_PROP(SplitProperty, LeaveLastOutWithholdsTheLast, ()) {
  const Ratings ratings = some_ratings(true);
  RC_PRE(ratings.has_time());  // of no rows nobody knows
  const std::size_t last = *rc::gen::inRange<std::size_t>(1, 6);
  const Marks marks = split_ratings(ratings, {"leave-last-out", double(last)}, some_seed());
  for (const auto& [user, rows] : rows_of_users(ratings)) {
    RC_ASSERT(held_out(marks, rows) == (rows.size() > last ? last : 0));
    RC_ASSERT(latest_are_withheld(ratings, marks, rows));
  }
}

RC_GTEST_PROP(SplitProperty, TemporalWithholdsWholeInstantsFromTheEnd, ()) {
  const Ratings ratings = some_ratings(true);
  RC_PRE(ratings.has_time());  // of no rows nobody knows
  const double share = some_share();
  const Marks marks = split_ratings(ratings, {"temporal", share}, some_seed());
  double last_kept = -INFINITY, first_withheld = INFINITY;
  for (std::size_t i = 0; i < marks.size(); ++i)
    (marks[i] ? first_withheld : last_kept) =
        marks[i] ? std::min(first_withheld, ratings.time[i]) : std::max(last_kept, ratings.time[i]);
  RC_ASSERT(last_kept < first_withheld);
  // The share may be exceeded by what belongs to its first instant alone.
  const auto asked = std::llround(share * double(marks.size())), taken = (long long)std::ranges::count(marks, 1);
  const auto at_first = (long long)std::ranges::count(ratings.time, first_withheld);
  RC_ASSERT(taken >= asked);
  RC_ASSERT(taken == 0 || taken - at_first < asked);
}

RC_GTEST_PROP(SplitProperty, FoldsDifferByOneRowAtMost, ()) {
  const Ratings ratings = some_ratings(false);
  const std::size_t folds = *rc::gen::inRange<std::size_t>(2, 256);
  const Marks marks = split_ratings(ratings, {"k-fold", double(folds)}, some_seed());
  std::vector<std::size_t> sizes(folds);
  for (std::uint8_t mark : marks) ++sizes.at(mark);
  RC_ASSERT(*std::ranges::max_element(sizes) - *std::ranges::min_element(sizes) <= 1u);
}

// Each part's rows, in order, and nothing else; the vocabularies stay.
RC_GTEST_PROP(SplitProperty, SelectPartsTheRows, ()) {
  const Ratings ratings = some_ratings(true);
  const Marks marks = split_ratings(ratings, {"k-fold", 3}, some_seed());
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
