#include "data/folds.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "core/error.h"
#include "data/split.h"
#include "property/ratings.h"

namespace kinfold {
namespace {

using property::some_ratings;
using Marks = std::vector<std::uint8_t>;

std::uint64_t some_seed() { return *rc::gen::arbitrary<std::uint64_t>(); }

// Times with repetitions, enough for the windows.
std::vector<double> some_times(std::size_t folds) {
  const auto times = *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 300));
  std::vector<double> result(times.begin(), times.end());
  RC_PRE(result.size() > folds);
  return result;
}

// The windows; discards the case if a window would be empty.
Marks windows_of(const std::vector<double>& times, std::size_t folds) {
  try {
    return time_windows(times, folds);
  } catch (const Error&) {
    RC_DISCARD("a time is too frequent");
  }
  return {};
}

RC_GTEST_PROP(FoldsProperty, EveryRowIsTestedOnceInFolds, ()) {
  const Ratings ratings = some_ratings(false);
  const std::string strategy = "k-fold:" + std::to_string(*rc::gen::inRange(2, 20));
  const Marks marks = split_ratings(ratings, parse_split_strategy(strategy), some_seed());
  std::vector<std::size_t> tested(marks.size());
  for (std::size_t fold = 0; fold < num_folds(strategy); ++fold) {
    const Marks parts = fold_marks(marks, strategy, fold);
    RC_ASSERT(parts.size() == marks.size());
    for (std::size_t i = 0; i < parts.size(); ++i) RC_ASSERT(parts[i] <= 1), tested[i] += parts[i];
  }
  RC_ASSERT(std::ranges::all_of(tested, [](std::size_t n) { return n == 1; }));
}

RC_GTEST_PROP(FoldsProperty, RollingRoundsTrainOnlyOnThePast, ()) {
  const std::size_t folds = *rc::gen::inRange<std::size_t>(2, 8);
  const std::vector<double> times = some_times(folds);
  const Marks marks = windows_of(times, folds);
  const std::string strategy = "rolling:" + std::to_string(folds);
  std::vector<std::size_t> tested(times.size());
  for (std::size_t fold = 0; fold < folds; ++fold) {
    const Marks parts = fold_marks(marks, strategy, fold);
    std::map<int, std::pair<double, double>> ends;  // first and last time of each part
    for (std::size_t i = 0; i < parts.size(); ++i) {
      const auto at = ends.emplace(parts[i], std::pair(times[i], times[i])).first;
      at->second = {std::min(at->second.first, times[i]), std::max(at->second.second, times[i])};
      tested[i] += parts[i] == 1;
    }
    RC_ASSERT(ends.contains(0));
    RC_ASSERT(ends.contains(1));
    RC_ASSERT(ends.at(0).second < ends.at(1).first);
    if (ends.contains(2)) RC_ASSERT(ends.at(1).second < ends.at(2).first);
    RC_ASSERT(ends.contains(2) == (fold + 1 < folds));
  }
  // Each row is tested once, except those of the first window.
  for (std::size_t i = 0; i < marks.size(); ++i) RC_ASSERT(tested[i] == (marks[i] > 0 ? 1u : 0u));
}

RC_GTEST_PROP(FoldsProperty, WindowsDoNotDependOnTheOrderOfRows, ()) {
  const std::size_t folds = *rc::gen::inRange<std::size_t>(2, 8);
  const std::vector<double> times = some_times(folds);
  const Marks marks = windows_of(times, folds);
  std::vector<double> reversed(times.rbegin(), times.rend());
  const Marks back = time_windows(reversed, folds);
  RC_ASSERT(Marks(back.rbegin(), back.rend()) == marks);
}

RC_GTEST_PROP(FoldsProperty, WindowsOfDistinctTimesHaveEqualSizes, ()) {
  const std::size_t folds = *rc::gen::inRange<std::size_t>(2, 8), rows = *rc::gen::inRange<std::size_t>(folds + 1, 200);
  std::vector<double> times(rows);
  std::iota(times.rbegin(), times.rend(), 0.0);
  std::vector<std::size_t> sizes(folds + 1);
  for (const std::uint8_t window : time_windows(times, folds)) ++sizes.at(window);
  RC_ASSERT(*std::ranges::max_element(sizes) - *std::ranges::min_element(sizes) <= 1u);
}

// See the list of strategies in data/split.h.
RC_GTEST_PROP(FoldsProperty, TemporalSplitsDoNotDependOnTheOrderOfRows, ()) {
  const Ratings ratings = some_ratings(true);
  RC_PRE(ratings.has_time());
  Ratings back = ratings;
  std::ranges::reverse(back.rows), std::ranges::reverse(back.time);
  const SplitStrategy strategy = {"temporal", *rc::gen::inRange(1, 100) / 100.0};
  const Marks there = split_ratings(ratings, strategy, some_seed()), here = split_ratings(back, strategy, some_seed());
  RC_ASSERT(Marks(here.rbegin(), here.rend()) == there);
}

RC_GTEST_PROP(FoldsProperty, TheSameSeedGivesTheSameParts, ()) {
  const Ratings ratings = some_ratings(true);
  RC_PRE(ratings.has_time());
  const std::uint64_t seed = some_seed();
  for (const char* text : {"random:0.3", "per-user:0.3", "leave-last-out:1", "temporal:0.3", "k-fold:3"}) {
    const SplitStrategy strategy = parse_split_strategy(text);
    RC_ASSERT(split_ratings(ratings, strategy, seed) == split_ratings(ratings, strategy, seed));
  }
}

}  // namespace
}  // namespace kinfold
