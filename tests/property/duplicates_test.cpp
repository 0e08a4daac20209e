#include "data/duplicates.h"

#include <algorithm>
#include <map>

#include "core/error.h"
#include "property/ratings.h"

namespace kinfold {
namespace {

using property::some_ratings;

struct PairStats {
  std::size_t last_row = 0, count = 0;
  double sum = 0, latest = -1e300, value_of_latest = 0;
};
using Pairs = std::map<std::pair<Id, Id>, PairStats>;

Pairs pairs_of(const Ratings& ratings) {
  Pairs pairs;
  for (std::size_t i = 0; i < ratings.rows.size(); ++i) {
    const Rating& r = ratings.rows[i];
    PairStats& stats = pairs[{r.left, r.right}];
    stats.last_row = i;
    stats.sum += r.value;
    ++stats.count;
    const double time = ratings.has_time() ? ratings.time[i] : 0;
    if (time < stats.latest) continue;
    stats.latest = time;
    stats.value_of_latest = r.value;
  }
  return pairs;
}

// Checks that one row per pair remains, at the position of the last one, with the latest time and the value of the
// policy.
void check(Ratings ratings, const std::string& policy) {
  const Pairs pairs = pairs_of(ratings);
  std::vector<std::pair<std::size_t, PairStats>> expected;  // ordered by row
  for (const auto& [pair, stats] : pairs) expected.emplace_back(stats.last_row, stats);
  std::ranges::sort(expected, {}, [](const auto& e) { return e.first; });
  const std::size_t before = ratings.rows.size();
  RC_ASSERT(resolve_duplicates(ratings, policy) == before - pairs.size());
  RC_ASSERT(ratings.rows.size() == expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const PairStats& stats = expected[i].second;
    const Rating& r = ratings.rows[i];
    RC_ASSERT(pairs.at({r.left, r.right}).last_row == expected[i].first);
    if (ratings.has_time()) RC_ASSERT(ratings.time[i] == stats.latest);
    const double value = policy == "sum"    ? stats.sum
                         : policy == "mean" ? stats.sum / double(stats.count)
                                            : stats.value_of_latest;
    RC_ASSERT(std::abs(r.value - value) < 1e-5);
  }
}

RC_GTEST_PROP(DuplicatesProperty, WithTimesEachPolicyLeavesOneRowPerPair, ()) {
  check(some_ratings(true), *rc::gen::element<std::string>("last", "mean", "sum"));
}

RC_GTEST_PROP(DuplicatesProperty, MeanAndSumNeedNoTimes, ()) {
  check(some_ratings(false), *rc::gen::element<std::string>("mean", "sum"));
}

RC_GTEST_PROP(DuplicatesProperty, AnErrorNamesTheCountAndChangesNothing, ()) {
  const Ratings ratings = some_ratings(*rc::gen::arbitrary<bool>());
  Ratings copy = ratings;
  const std::size_t repeated = ratings.rows.size() - pairs_of(ratings).size();
  const std::string policy = ratings.has_time() ? "error" : *rc::gen::element<std::string>("error", "last");
  if (repeated == 0) {
    RC_ASSERT(resolve_duplicates(copy, policy) == 0u);
  } else {
    try {
      resolve_duplicates(copy, policy);
      RC_FAIL("duplicates were accepted");
    } catch (const Error& error) {
      RC_ASSERT(error.problem().starts_with(std::to_string(repeated) + " row"));
    }
  }
  RC_ASSERT(copy.rows == ratings.rows);
  RC_ASSERT(copy.time == ratings.time);
}

}  // namespace
}  // namespace kinfold
