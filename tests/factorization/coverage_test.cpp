// Intervals of 95 % hold the true value of planted worlds in about 95 of 100 repeats: units are drawn anew each time
// from a population of which the metric is known, or comes from a sample that is very much greater.
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

// The standard error of the share itself is 0.01.
void expect_covered(const std::map<std::string, double>& truths, const std::function<Metrics(Random&)>& measure) {
  std::map<std::string, int> held;
  for (int repeat = 0; repeat < kRepeats; ++repeat) {
    Random random(17, {std::uint64_t(repeat)});
    const Metrics metrics = measure(random);
    for (const auto& [name, truth] : truths) {
      const Metric& metric = metrics.at(name);
      held[name] += metric.low <= truth && truth <= metric.high;
    }
  }
  for (const auto& [name, truth] : truths) {
    EXPECT_GE(held[name], 0.93 * kRepeats) << name;
    EXPECT_LE(held[name], 0.97 * kRepeats) << name;
  }
}

// The seed of the resamples, which differs from repeat to repeat.
std::uint64_t seed_of(Random& random) { return random(); }

// Errors are 0.6 of the user and 0.8 of the row: their mean square is 1, and rows of a user are alike.
RatingScores some_errors(Random& random, std::size_t users) {
  std::vector<float> predicted;
  std::vector<Rating> rows;
  std::vector<Id> user;
  for (Id u = 0; u < users; ++u) {
    const double own = 0.6 * random.normal();
    for (int n = 0; n < 5; ++n) {
      predicted.push_back(float(own + 0.8 * random.normal()));
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

// Were rows resampled as though each were a user's own, the interval would be too short.
TEST(Coverage, WouldNotBeHadFromRowsThatAreAlike) {
  int held = 0;
  for (int repeat = 0; repeat < kRepeats; ++repeat) {
    Random random(18, {std::uint64_t(repeat)});
    std::vector<double> values;
    Pool pool(1);
    for (int u = 0; u < 40; ++u) {
      const double own = random.normal();
      for (int n = 0; n < 10; ++n) values.push_back(own + 0.5 * random.normal());
    }
    const Metric mean = mean_intervals(values, 1, 200, seed_of(random), pool)[0];
    held += mean.low <= 0 && 0 <= mean.high;
  }
  EXPECT_LT(held, 0.7 * kRepeats);
}

// The chance of a like is told right, but for one vote in five, which is a coin's.
std::vector<Vote> some_votes(Random& random, std::size_t users) {
  std::vector<Vote> votes;
  for (Id u = 0; u < users; ++u) {
    const double taste = 0.8 * random.uniform();
    for (int n = 0; n < 4; ++n) {
      const double probability = std::min(0.98, taste + 0.2 * random.uniform() + 0.01);
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
    if (name != "calibration_error") truths[name] = metric.value;  // that one is a mean of sizes: too great in samples
  expect_covered(truths, [&](Random& random) {
    const auto votes = some_votes(random, 60);
    return score_votes(votes, seed_of(random), pool).metrics;
  });
}

// Where the only wish of a user stands, or the right answer of a question: at place p with chance 0.25 * 0.75^(p - 1).
std::size_t some_place(Random& random) {
  std::size_t place = 1;
  while (random.uniform() < 0.75) ++place;
  return place;
}

// Means over units: ndcg@10 and mrr of one wish at a place of geometric chance, and whether a label is told.
TEST(Coverage, MeansOverUsersFactsAndNodes) {
  double ndcg = 0, mrr = 0;
  for (int place = 1; place < 300; ++place) {
    const double probability = 0.25 * std::pow(0.75, place - 1);
    if (place <= 10) ndcg += probability / std::log2(place + 1);
    mrr += probability / place;
  }
  expect_covered({{"ndcg@10", ndcg}, {"mrr", mrr}, {"accuracy", 0.81}}, [](Random& random) {
    std::vector<double> values;
    for (int unit = 0; unit < 150; ++unit) {
      const std::size_t place = some_place(random);
      values.push_back(place <= 10 ? 1 / std::log2(double(place) + 1) : 0);
      values.push_back(1 / double(place));
      values.push_back(random.uniform() < 0.81);
    }
    Pool pool(1);
    const std::vector<Metric> means = mean_intervals(values, 3, 400, seed_of(random), pool);
    return Metrics{{"ndcg@10", means[0]}, {"mrr", means[1]}, {"accuracy", means[2]}};
  });
}

}  // namespace
}  // namespace kinfold
