// Each term of the score fits an effect in synthetic data, with each solver. Without the term the test error is much
// greater.
#include <gtest/gtest.h>

#include <set>

#include "core/vector.h"
#include "factorization/worlds.h"
#include "registry/options.h"

namespace kinfold {
namespace {

using oracle::PlantedRatings;
using oracle::Settings;

class Terms : public ::testing::TestWithParam<std::string> {
 protected:
  double rmse(const PlantedRatings& dataset, FactorizationData data, const Settings& settings) const {
    return oracle::test_rmse(train(std::move(data), oracle::effect_options(GetParam(), settings)), dataset.test);
  }
  // Trains without the term and with it, and compares the test RMSE.
  void expect_gain(const PlantedRatings& dataset, FactorizationData with, const Settings& settings,
                   double at_most) const {
    const double without = rmse(dataset, dataset.data(), {}), with_term = rmse(dataset, std::move(with), settings);
    EXPECT_LT(with_term, 0.8 * without);
    if (GetParam() != "sgd") {  // SGD needs more epochs to get there
      EXPECT_LT(with_term, at_most);
    }
    RecordProperty("without", std::to_string(without));
    RecordProperty("with", std::to_string(with_term));
  }
};

// Each item suits one group of users. The group is a user feature.
TEST_P(Terms, UserFeatures) {
  PlantedRatings dataset = oracle::group_ratings(400, 60, 0.12, 0.3);
  dataset.user_features = oracle::groups("u", 400);
  FactorizationData data = dataset.data();
  data.user_features = dataset.user_features;
  expect_gain(dataset, std::move(data), {}, 0.2);
}

// Each item has two of six genres. Each user has a preference for each genre.
TEST_P(Terms, ItemFeaturesOfSeveralValues) {
  Random random(2);
  std::vector<std::vector<double>> genre_preference(60, std::vector<double>(6));
  for (auto& row : genre_preference)
    for (double& x : row) x = 0.8 * random.normal();
  PlantedRatings dataset = oracle::planted_ratings(60, 500, 0.1, 0.3, [&](Id u, Id i, double) {
    return genre_preference[u][i % 6] + genre_preference[u][(i / 6) % 6];
  });
  for (Id i = 0; i < 500; ++i) {
    const auto genre = [](Id g) { return "genre=" + std::to_string(g); };
    oracle::add_features(dataset.item_features, "i" + std::to_string(i), {genre(i % 6), genre((i / 6) % 6)}, 0.7f);
  }
  FactorizationData data = dataset.data();
  data.item_features = dataset.item_features;
  expect_gain(dataset, std::move(data), {{"rank", "6"}}, 0.75);
}

// Clicks from another source depend on the group of the user.
TEST_P(Terms, ImplicitFeedbackOfAnotherSource) {
  PlantedRatings dataset = oracle::group_ratings(400, 60, 0.12, 0.3);
  Random random(4);
  for (Id u = 0; u < 400; ++u) {
    std::vector<std::string> clicks;
    for (int click = 0; click < 9; ++click)
      clicks.push_back("history=page" + std::to_string(3 * random.below(10) + u % 3));
    oracle::add_features(dataset.implicit_feedback, "u" + std::to_string(u), clicks, 1.0f / 3);
  }
  FactorizationData data = dataset.data();
  data.implicit_feedback = dataset.implicit_feedback;
  expect_gain(dataset, std::move(data), {}, 0.2);
}

// Users rate few items, mostly items that suit their group, so the rated items depend on the group.
TEST_P(Terms, ImplicitFeedbackOfRatedItems) {
  Random random(8);
  PlantedRatings dataset;
  std::set<std::pair<Id, Id>> seen;
  for (const auto& [part, count] : {std::pair(&dataset.train, 6), std::pair(&dataset.test, 6)})
    for (Id u = 0; u < 900; ++u)
      for (int n = 0; n < count; ++n) {
        const bool suits_user = part == &dataset.train && random.uniform() < 0.8;
        const Id i = Id(3 * random.below(20) + (suits_user ? u % 3 : random.below(3)));
        const double value = 3 + (u % 3 == i % 3 ? 1.0 : -0.5) + 0.1 * random.normal();
        const Id user = part->users.add("u" + std::to_string(u)), item = part->items.add("i" + std::to_string(i));
        if (seen.insert({u, i}).second) {
          part->rows.push_back({user, item, float(value)});
          part->time.push_back(0);
        }
      }
  expect_gain(dataset, dataset.data(), {{"implicit-feedback", "rated"}}, 0.3);
}

// An item's bias changes half-way.
TEST_P(Terms, ItemBiasesByTimeBin) {
  const PlantedRatings dataset = oracle::planted_ratings(
      150, 80, 0.3, 0.2, [](Id, Id i, double day) { return (i % 2 ? 1.0 : -1.0) * (day < 200 ? 1 : -1); });
  expect_gain(dataset, dataset.data(),
              {{"time-bins", "8"}, {"time-binning", "uniform"}, {"time-terms", "item"}, {"time-reg", "0.1"}}, 0.25);
}

// A user's preferences are reversed half-way. One vector cannot fit both halves.
TEST_P(Terms, UserVectorsByTimeBin) {
  const PlantedRatings dataset = oracle::planted_ratings(
      120, 100, 0.5, 0.2, [](Id u, Id i, double day) { return ((u + i) % 2 ? 0.8 : -0.8) * (day < 200 ? 1 : -1); });
  expect_gain(dataset, dataset.data(), {{"time-bins", "2"}, {"time-terms", "user"}, {"time-binning", "uniform"}}, 0.4);
}

// The bias of a user changes with the days since their mean day.
TEST_P(Terms, Drift) {
  const PlantedRatings dataset = oracle::planted_ratings(150, 80, 0.3, 0.2, [](Id u, Id, double day) {
    return (u % 2 ? 0.15 : -0.15) * std::copysign(std::pow(std::fabs(day - 200), 0.4), day - 200);
  });
  expect_gain(dataset, dataset.data(), {{"time-bins", "2"}, {"time-terms", "drift"}}, 0.3);
}

// The bias of a user changes from day to day.
TEST_P(Terms, DayBiases) {
  const PlantedRatings dataset = oracle::planted_ratings(40, 300, 0.8, 0.2, [](Id u, Id, double day) {
    return (std::uint32_t(std::floor(day / 40)) + u) % 2 ? 0.8 : -0.8;
  });
  PlantedRatings in_days = dataset;
  for (Ratings* part : {&in_days.train, &in_days.test})
    for (double& t : part->time) t = std::floor(t / 86400 / 40) * 86400;
  expect_gain(in_days, in_days.data(), {{"time-bins", "2"}, {"time-terms", "day"}, {"time-binning", "uniform"}}, 0.3);
}

INSTANTIATE_TEST_SUITE_P(, Terms, ::testing::Values("sgd", "als", "gibbs"),
                         [](const auto& test) { return test.param; });

// All terms together, with log loss.
TEST(Composition, HistoryFeaturesAndTimeUnderLogLoss) {
  PlantedRatings dataset = oracle::planted_ratings(300, 60, 0.3, 0.2, [](Id u, Id i, double day) {
    return (u % 3 == i % 3 ? 1.5 : -0.7) + (i % 2 ? 0.6 : -0.6) * (day < 200 ? 1 : -1);
  });
  for (Ratings* part : {&dataset.train, &dataset.test})
    for (Rating& r : part->rows) r.value = r.value > 3;
  dataset.user_features = oracle::groups("u", 300);
  TrainOptions options = TrainOptions::defaults("votes");
  options.rank = 4;
  options.epochs = 40;
  options.lr = 0.1;
  options.reg = 0.1;
  options.bias_reg = 0.1;
  options.time_reg = 1;
  const auto brier = [&](const FactorizationData& data, const TrainOptions& with) {
    return oracle::test_rmse(train(data, with), dataset.test);
  };
  FactorizationData data = dataset.data();
  const double plain = brier(data, options);
  data.user_features = dataset.user_features;
  TrainOptions all = options;
  all.implicit_feedback = "rated";
  all.item_implicit_feedback = true;
  all.time_bins = 4;
  all.time_terms = "item,drift,day";
  EXPECT_LT(brier(data, all), 0.9 * plain);
}

}  // namespace
}  // namespace kinfold
