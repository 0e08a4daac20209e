#include "data/duplicates.h"

#include <gtest/gtest.h>

#include <map>

#include "core/error.h"
#include "core/random.h"

namespace kinfold {
namespace {

Ratings random_ratings(bool timed) {
  Random random(4);
  Ratings r;
  for (int i = 0; i < 500; ++i) {
    r.rows.push_back({r.users.add("u" + std::to_string(random.below(12))),
                      r.items.add("i" + std::to_string(random.below(9))), float(random.below(5))});
    if (timed) r.time.push_back(double(random.below(1000)));
  }
  return r;
}

using Pair = std::pair<Id, Id>;

// The expected result of each policy, from a map of all rows of a pair.
std::map<Pair, double> by_map(const Ratings& r, const std::string& policy) {
  std::map<Pair, std::vector<std::size_t>> rows;
  for (std::size_t i = 0; i < r.rows.size(); ++i) rows[{r.rows[i].left, r.rows[i].right}].push_back(i);
  std::map<Pair, double> result;
  for (const auto& [pair, all] : rows) {
    double sum = 0;
    std::size_t last = all[0];
    for (std::size_t i : all) {
      sum += r.rows[i].value;
      if (policy == "last" && r.time[i] >= r.time[last]) last = i;
    }
    result[pair] = policy == "sum" ? sum : policy == "mean" ? sum / double(all.size()) : r.rows[last].value;
  }
  return result;
}

TEST(Duplicates, EachPolicyMatchesTheMap) {
  for (const std::string policy : {"last", "mean", "sum"}) {
    SCOPED_TRACE(policy);
    Ratings ratings = random_ratings(true);
    const auto expected = by_map(ratings, policy);
    EXPECT_EQ(resolve_duplicates(ratings, policy), 500 - expected.size());
    ASSERT_EQ(ratings.rows.size(), expected.size());
    ASSERT_EQ(ratings.time.size(), expected.size());
    for (const Rating& r : ratings.rows) EXPECT_NEAR(r.value, expected.at({r.left, r.right}), 1e-4);
    EXPECT_EQ(resolve_duplicates(ratings, policy), 0u);
  }
}

TEST(Duplicates, LastWithoutTimesIsAnErrorWithTheNumberOfDuplicates) {
  Ratings ratings = random_ratings(false);
  const auto repeated = 500 - by_map(ratings, "sum").size();
  try {
    resolve_duplicates(ratings, "last");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.problem().find(std::to_string(repeated) + " rows repeat"), 0u);
    EXPECT_NE(error.advice().find("--on-duplicate"), std::string::npos);
  }
  EXPECT_EQ(ratings.rows.size(), 500u);
}

TEST(Duplicates, ErrorPolicyRefusesEvenWithTimes) {
  Ratings ratings = random_ratings(true);
  EXPECT_THROW(resolve_duplicates(ratings, "error"), Error);
}

TEST(Duplicates, AreFoundInSeveralParts) {
  constexpr Id kUsers = 900, kItems = 3000;
  Ratings ratings;
  for (Id item = 0; item < kItems; ++item) {
    ratings.items.add(std::to_string(item));
    for (Id user = 0; user < kUsers; ++user)
      ratings.rows.push_back({item == 0 ? ratings.users.add(std::to_string(user)) : user, item, 1});
  }
  for (const Id user : {Id{0}, Id{500}, kUsers - 1}) ratings.rows.push_back({user, 7, 2});
  EXPECT_EQ(resolve_duplicates(ratings, "sum"), 3u);
  EXPECT_EQ(ratings.rows.size(), kUsers * kItems);
  for (std::size_t n = ratings.rows.size() - 3; n < ratings.rows.size(); ++n) EXPECT_EQ(ratings.rows[n].value, 3);
}

}  // namespace
}  // namespace kinfold
