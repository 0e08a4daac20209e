// Test data and solver cases that combine all terms of the model: features, implicit feedback and time effects.
#pragma once
#include "factorization/worlds.h"
#include "loss/group.h"
#include "registry/options.h"

namespace kinfold::oracle {

// Ratings of 50 users and 40 items. The "new" ids of each side have features but no ratings.
inline PlantedRatings combined_ratings() {
  PlantedRatings dataset = planted_ratings(50, 40, 0.4, 0.1, [](Id u, Id i, double day) {
    return (u % 3 == i % 3 ? 1.0 : -0.5) + (i % 2 ? 0.4 : -0.4) * (day < 200 ? 1 : -1);
  });
  dataset.user_features = groups("u", 50);
  dataset.item_features = groups("i", 40, "genre");
  for (std::size_t k = 0; k < 3; ++k) {
    add_features(dataset.user_features, "new" + std::to_string(k), {"group=" + std::to_string(k)});
    add_features(dataset.item_features, "new" + std::to_string(k), {"genre=" + std::to_string(k)});
  }
  return dataset;
}

inline FactorizationData combined_data() {
  const PlantedRatings dataset = combined_ratings();
  FactorizationData data = dataset.data();
  data.user_features = dataset.user_features;
  data.item_features = dataset.item_features;
  return data;
}

// The data for a task: ratings, votes, or likes.
inline FactorizationData combined_data(const std::string& task) {
  FactorizationData data = combined_data();
  std::vector<std::uint8_t> liked;
  for (Rating& r : data.ratings.rows) {
    liked.push_back(r.value > 3);
    if (task != "ratings") r.value = liked.back();
  }
  if (task == "likes") data.ratings = select(data.ratings, liked, 1);
  return data;
}

// A task, a solver and other options for a short training run.
struct SolverCase {
  std::string name, task, solver;
  Settings settings;

  TrainOptions options() const {
    TrainOptions options = TrainOptions::defaults(task, solver);
    options.rank = 5;
    options.epochs = 6;
    options.init_std = 0.1;
    options.burn_in = 2;
    options.samples = 3;
    if (uses_side_information()) options.implicit_feedback = "rated";
    for (const auto& [setting, value] : settings) TrainOptions::field(setting).set(options, value);
    return options;
  }
  // LightGCN supports neither implicit feedback nor features.
  bool uses_side_information() const { return solver != "lightgcn"; }
  FactorizationData data() const {
    FactorizationData data = combined_data(task);
    if (!uses_side_information()) data.user_features.reset(), data.item_features.reset();
    return data;
  }
  friend std::ostream& operator<<(std::ostream& out, const SolverCase& solver_case) { return out << solver_case.name; }
};

inline std::vector<SolverCase> solver_cases() {
  const Settings time_settings = {{"time-bins", "3"}, {"time-terms", "user,item,drift,day"}};
  std::vector<SolverCase> all = {
      {"sgd", "ratings", "sgd", time_settings},
      {"sgd_adam_l1", "ratings", "sgd", {{"optimizer", "rowwise-adam"}, {"regularizer", "l1"}}},
      {"sgd_without_user_embeddings", "ratings", "sgd", {{"user-embeddings", "no"}}},
      {"als", "ratings", "als", time_settings},
      {"als_nonnegative", "ratings", "als", {{"regularizer", "nonnegative"}}},
      {"als_l1", "ratings", "als", {{"regularizer", "l1"}}},
      {"als_without_user_embeddings", "ratings", "als", {{"user-embeddings", "no"}}},
      {"gibbs", "ratings", "gibbs", time_settings},
      {"ials", "likes", "ials", {{"item-implicit-feedback", "yes"}}},
      {"votes", "votes", "sgd", time_settings}};
  for (const std::string& loss : GroupLosses::names())
    all.push_back({"likes_" + loss, "likes", "sgd", {{"loss", loss}, {"negatives", "3"}}});
  all.push_back({"lightgcn_bpr", "likes", "lightgcn", {{"batch-size", "100"}, {"lr", "0.01"}}});
  all.push_back(
      {"lightgcn_softmax_adagrad",
       "likes",
       "lightgcn",
       {{"batch-size", "100"}, {"loss", "softmax"}, {"negatives", "10"}, {"optimizer", "adagrad"}, {"lr", "0.03"}}});
  return all;
}

}  // namespace kinfold::oracle
