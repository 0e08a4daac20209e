// Synthetic ratings with biases and one more effect, for tests of the term that fits it.
#pragma once
#include <cmath>
#include <string>
#include <vector>

#include "core/random.h"
#include "factorization/train_model.h"
#include "registry/options.h"

namespace kinfold::oracle {

struct PlantedRatings {
  Ratings train, test;
  SideFeatureTable implicit_feedback, user_features, item_features;  // may be empty

  FactorizationData data() const { return {train, {}}; }
};

// Each pair is rated with probability `known` at a random day. effect(user, item, day) is added to the biases.
template <class Effect>
PlantedRatings planted_ratings(std::size_t users, std::size_t items, double known, double test_fraction,
                               Effect effect) {
  PlantedRatings dataset;
  Random random(23);
  std::vector<double> user_bias, item_bias;
  for (std::size_t u = 0; u < users; ++u) {
    user_bias.push_back(0.4 * random.normal());
    dataset.train.users.add("u" + std::to_string(u));
    dataset.test.users.add("u" + std::to_string(u));
  }
  for (std::size_t i = 0; i < items; ++i) {
    item_bias.push_back(0.4 * random.normal());
    dataset.train.items.add("i" + std::to_string(i));
    dataset.test.items.add("i" + std::to_string(i));
  }
  for (Id u = 0; u < users; ++u)
    for (Id i = 0; i < items; ++i) {
      if (random.uniform() > known) continue;
      const double day = 400 * random.uniform();
      const double value = 3 + user_bias[u] + item_bias[i] + effect(u, i, day) + 0.1 * random.normal();
      Ratings& part = random.uniform() < test_fraction ? dataset.test : dataset.train;
      part.rows.push_back({u, i, float(value)});
      part.time.push_back(day * 86400);
    }
  return dataset;
}

// Each item suits the users of one of three groups.
inline PlantedRatings group_ratings(std::size_t users, std::size_t items, double known, double test_fraction) {
  return planted_ratings(users, items, known, test_fraction,
                         [](Id u, Id i, double) { return u % 3 == i % 3 ? 1.0 : -0.5; });
}

inline void add_features(SideFeatureTable& table, const std::string& owner, const std::vector<std::string>& features,
                         float weight = 1) {
  table.owners.add(owner);
  for (const std::string& feature_id : features) table.bags.add(table.ids.add(feature_id), weight);
  table.bags.close();
}

// A feature "group=0", "group=1" or "group=2" for each of "u0", "u1", ...
inline SideFeatureTable groups(const std::string& side, std::size_t rows, const std::string& feature = "group") {
  SideFeatureTable table;
  for (std::size_t r = 0; r < rows; ++r)
    add_features(table, side + std::to_string(r), {feature + "=" + std::to_string(r % 3)});
  return table;
}

// RMSE on the test rows.
inline double test_rmse(const Model& model, const Ratings& test) {
  const std::vector<Rating> rows = translate(test, model.user_ids, model.item_ids);
  double squares = 0;
  for (std::size_t n = 0; n < rows.size(); ++n) {
    const double error = predict(model, rows[n].left, rows[n].right, test.time[n]) - rows[n].value;
    squares += error * error;
  }
  return std::sqrt(squares / double(rows.size()));
}

// Names and values of options, such as {"implicit-feedback", "rated"}.
using Settings = std::vector<std::pair<std::string, std::string>>;

inline TrainOptions effect_options(const std::string& solver, const Settings& settings = {}) {
  TrainOptions options = TrainOptions::defaults("ratings", solver);
  options.rank = 4;
  options.threads = 2;
  options.reg = 0.05;
  options.bias_reg = 0.005;
  options.clip = false;
  if (solver == "sgd") options.epochs = 200, options.lr = 0.05, options.init_std = 0.1;
  if (solver == "gibbs") options.epochs = 60, options.burn_in = 20, options.samples = 20;
  for (const auto& [name, value] : settings) TrainOptions::field(name).set(options, value);
  return options;
}

}  // namespace kinfold::oracle
