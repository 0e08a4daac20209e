// Worlds in which all terms are at work at once: users and items with features, some of them without ratings,
// histories, and times.
#pragma once
#include "loss/group.h"
#include "train/worlds.h"

namespace kinfold::oracle {

// The ratings are of 50 users and 40 items; "new" ones of each side have features alone.
inline PlantedWorld composed_world() {
  PlantedWorld world = planted_world(50, 40, 0.4, 0.1, [](Id u, Id i, double day) {
    return (u % 3 == i % 3 ? 1.0 : -0.5) + (i % 2 ? 0.4 : -0.4) * (day < 200 ? 1 : -1);
  });
  world.user_features = groups("u", 50);
  world.item_features = groups("i", 40, "genre");
  for (std::size_t k = 0; k < 3; ++k) {
    add_traits(world.user_features, "new" + std::to_string(k), {"group=" + std::to_string(k)});
    add_traits(world.item_features, "new" + std::to_string(k), {"genre=" + std::to_string(k)});
  }
  return world;
}

inline Data composed_data() {
  const PlantedWorld world = composed_world();
  Data data = world.data();
  data.user_features = world.user_features;
  data.item_features = world.item_features;
  return data;
}

// Of each task what its data are made of: stars, dislikes and likes, or likes alone.
inline Data composed_data(const std::string& task) {
  Data data = composed_data();
  std::vector<std::uint8_t> liked;
  for (Rating& r : data.ratings.rows) {
    liked.push_back(r.value > 3);
    if (task != "ratings") r.value = liked.back();
  }
  if (task == "likes") data.ratings = select(data.ratings, liked, 1);
  return data;
}

// A way of learning, short enough for a test: task and solver, and what is set beside them.
struct Way {
  std::string name, task, solver;
  Settings settings;

  Options options() const {
    Options options = Options::preset(task, solver);
    options.rank = 5;
    options.epochs = 6;
    options.init = 0.1;
    options.burn_in = 2;
    options.samples = 3;
    if (composes()) options.histories = "rated";
    for (const auto& [setting, value] : settings) Options::field(setting).set(options, value);
    return options;
  }
  // Some know examples alone, no histories and no features.
  bool composes() const { return solver != "lightgcn"; }
  Data data() const {
    Data data = composed_data(task);
    if (!composes()) data.user_features.reset(), data.item_features.reset();
    return data;
  }
  friend std::ostream& operator<<(std::ostream& out, const Way& way) { return out << way.name; }
};

inline std::vector<Way> ways() {
  const Settings timed = {{"time-bins", "3"}, {"time-terms", "user,item,drift,day"}};
  std::vector<Way> all = {{"sgd", "ratings", "sgd", timed},
                          {"sgd_adam_lasso", "ratings", "sgd", {{"update", "adam"}, {"penalty", "lasso"}}},
                          {"sgd_without_own_vectors", "ratings", "sgd", {{"own-vectors", "no"}}},
                          {"als", "ratings", "als", timed},
                          {"als_non_negative", "ratings", "als", {{"penalty", "non-negative"}}},
                          {"als_lasso", "ratings", "als", {{"penalty", "lasso"}}},
                          {"als_without_own_vectors", "ratings", "als", {{"own-vectors", "no"}}},
                          {"gibbs", "ratings", "gibbs", timed},
                          {"ials", "likes", "ials", {{"raters", "yes"}}},
                          {"votes", "votes", "sgd", timed}};
  for (const std::string& loss : GroupLosses::names())
    all.push_back({"likes_" + loss, "likes", "sgd", {{"loss", loss}, {"negatives", "3"}}});
  all.push_back({"lightgcn_bpr", "likes", "lightgcn", {{"batch", "100"}, {"rate", "0.01"}}});
  all.push_back(
      {"lightgcn_softmax_adagrad",
       "likes",
       "lightgcn",
       {{"batch", "100"}, {"loss", "softmax"}, {"negatives", "10"}, {"update", "adagrad"}, {"rate", "0.03"}}});
  return all;
}

}  // namespace kinfold::oracle
