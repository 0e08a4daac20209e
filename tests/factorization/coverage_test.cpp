// Checks the coverage of 95 % confidence intervals: they contain the true value in about 95 of 100 repeats. Each repeat
// samples new units from a population. The true metric is known, or computed from a much larger sample.
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <map>
#include <numbers>
#include <string>

#include "core/random.h"
#include "evaluate/bootstrap.h"
#include "factorization/rating.h"
#include "factorization/votes.h"

namespace kinfold {
namespace {

constexpr int kRepeats = 500;

using Metrics = std::map<std::string, Metric>;

// The standard error of the coverage is 0.01.
void expect_covered(const std::map<std::string, double>& truths, const std::function<Metrics(Random&)>& measure) {
  std::map<std::string, int> covered;
  for (int repeat = 0; repeat < kRepeats; ++repeat) {
    Random random(17, {std::uint64_t(repeat)});
    const Metrics metrics = measure(random);
    for (const auto& [name, truth] : truths) {
      const Metric& metric = metrics.at(name);
      covered[name] += metric.low <= truth && truth <= metric.high;
    }
  }
  for (const auto& [name, truth] : truths) {
    EXPECT_GE(covered[name], 0.93 * kRepeats) << name;
    EXPECT_LE(covered[name], 0.97 * kRepeats) << name;
  }
}

// The bootstrap seed differs between repeats.
std::uint64_t seed_of(Random& random) { return random(); }

// The error of a row is 0.6 times an error of the user plus 0.8 times an error of the row. The mean square is 1, and
// the errors of a user are correlated.
RatingScores some_errors(Random& random, std::size_t users) {
  std::vector<float> predicted;
  std::vector<Rating> rows;
  std::vector<Id> user;
  for (Id u = 0; u < users; ++u) {
    const double user_effect = 0.6 * random.normal();
    for (int n = 0; n < 5; ++n) {
      predicted.push_back(float(user_effect + 0.8 * random.normal()));
      rows.push_back({u, Id(n), 0});
      user.push_back(u);
    }
  }
  return score_ratings(predicted, rows, user, seed_of(random));
}

TEST(Coverage, ErrorsOverUsers) {
  expect_covered({{"rmse", 1}, {"mae", std::sqrt(2 / std::numbers::pi)}},
                 [](Random& random) { return some_errors(random, 100).metrics; });
}

// Resampling correlated rows instead of users gives intervals that are too short.
TEST(Coverage, IsTooLowIfCorrelatedRowsAreResampled) {
  int covered = 0;
  for (int repeat = 0; repeat < kRepeats; ++repeat) {
    Random random(18, {std::uint64_t(repeat)});
    std::vector<double> values;
    Pool pool(1);
    for (int u = 0; u < 40; ++u) {
      const double user_effect = random.normal();
      for (int n = 0; n < 10; ++n) values.push_back(user_effect + 0.5 * random.normal());
    }
    const Metric mean = mean_intervals(values, 1, 200, seed_of(random), pool)[0];
    covered += mean.low <= 0 && 0 <= mean.high;
  }
  EXPECT_LT(covered, 0.7 * kRepeats);
}

// Four of five votes follow the predicted probability, one is random.
std::vector<Vote> some_votes(Random& random, std::size_t users) {
  std::vector<Vote> votes;
  for (Id u = 0; u < users; ++u) {
    const double user_effect = 0.8 * random.uniform();
    for (int n = 0; n < 4; ++n) {
      const double probability = std::min(0.98, user_effect + 0.2 * random.uniform() + 0.01);
      votes.push_back({float(probability), random.uniform() < (random.uniform() < 0.2 ? 0.5 : probability), u});
    }
  }
  return votes;
}

TEST(Coverage, VotesOverUsers) {
  Pool pool(1);
  Random many(5);
  std::map<std::string, double> truths;
  for (const auto& [name, metric] : score_votes(some_votes(many, 12'000), 1, pool).metrics)
    if (name != "calibration_error") truths[name] = metric.value;  // biased upwards in small samples
  expect_covered(truths, [&](Random& random) {
    const auto votes = some_votes(random, 60);
    return score_votes(votes, seed_of(random), pool).metrics;
  });
}

// The rank of the only relevant item of a user, or of the true answer of a query: r with probability 0.25 * 0.75^(r-1).
std::size_t random_rank(Random& random) {
  std::size_t rank = 1;
  while (random.uniform() < 0.75) ++rank;
  return rank;
}

// Means over units: ndcg@10 and mrr of one relevant item with a geometrically distributed rank, and the accuracy of a
// label.
TEST(Coverage, MeansOverUsersFactsAndNodes) {
  double ndcg = 0, mrr = 0;
  for (int rank = 1; rank < 300; ++rank) {
    const double probability = 0.25 * std::pow(0.75, rank - 1);
    if (rank <= 10) ndcg += probability / std::log2(rank + 1);
    mrr += probability / rank;
  }
  expect_covered({{"ndcg@10", ndcg}, {"mrr", mrr}, {"accuracy", 0.81}}, [](Random& random) {
    std::vector<double> values;
    for (int unit = 0; unit < 150; ++unit) {
      const std::size_t rank = random_rank(random);
      values.push_back(rank <= 10 ? 1 / std::log2(double(rank) + 1) : 0);
      values.push_back(1 / double(rank));
      values.push_back(random.uniform() < 0.81);
    }
    Pool pool(1);
    const std::vector<Metric> means = mean_intervals(values, 3, 400, seed_of(random), pool);
    return Metrics{{"ndcg@10", means[0]}, {"mrr", means[1]}, {"accuracy", means[2]}};
  });
}

}  // namespace
}  // namespace kinfold
