// Ratings with one planted effect beside biases and factors, for tests that a term finds it.
#pragma once
#include <cmath>
#include <string>
#include <vector>

#include "core/random.h"
#include "train/run.h"

namespace kinfold::oracle {

struct PlantedWorld {
  Ratings train, test;
  TraitTable histories, user_features, item_features;  // filled in by the worlds that have them

  Data data() const { return {train, {}}; }
};

// A rating of user u for item i at a time in days; `effect` is what the term at hand must find.
template <class Effect>
PlantedWorld planted_world(std::size_t users, std::size_t items, double known, double test_share, Effect effect) {
  PlantedWorld world;
  Random random(23);
  std::vector<double> user_bias, item_bias;
  for (std::size_t u = 0; u < users; ++u) {
    user_bias.push_back(0.4 * random.normal());
    world.train.users.add("u" + std::to_string(u));
    world.test.users.add("u" + std::to_string(u));
  }
  for (std::size_t i = 0; i < items; ++i) {
    item_bias.push_back(0.4 * random.normal());
    world.train.items.add("i" + std::to_string(i));
    world.test.items.add("i" + std::to_string(i));
  }
  for (Id u = 0; u < users; ++u)
    for (Id i = 0; i < items; ++i) {
      if (random.uniform() > known) continue;
      const double day = 400 * random.uniform();
      const double value = 3 + user_bias[u] + item_bias[i] + effect(u, i, day) + 0.1 * random.normal();
      Ratings& part = random.uniform() < test_share ? world.test : world.train;
      part.rows.push_back({u, i, float(value)});
      part.time.push_back(day * 86400);
    }
  return world;
}

// Each item suits the users of one of three groups.
inline PlantedWorld group_world(std::size_t users, std::size_t items, double known, double test_share) {
  return planted_world(users, items, known, test_share, [](Id u, Id i, double) { return u % 3 == i % 3 ? 1.0 : -0.5; });
}

inline void add_traits(TraitTable& table, const std::string& owner, const std::vector<std::string>& traits,
                       float weight = 1) {
  table.owners.add(owner);
  for (const std::string& trait : traits) table.bags.add(table.ids.add(trait), weight);
  table.bags.close();
}

// The group of "u0", "u1", ...: a feature "group=0", "group=1" or "group=2".
inline TraitTable groups(const std::string& side, std::size_t rows, const std::string& feature = "group") {
  TraitTable table;
  for (std::size_t r = 0; r < rows; ++r)
    add_traits(table, side + std::to_string(r), {feature + "=" + std::to_string(r % 3)});
  return table;
}

// RMSE on the test rows.
inline double test_rmse(const Model& model, const Ratings& test) {
  const std::vector<Rating> rows = translate(test, model.user_ids, model.item_ids);
  double squares = 0;
  for (std::size_t n = 0; n < rows.size(); ++n) {
    const double miss = predict(model, rows[n].left, rows[n].right, test.time[n]) - rows[n].value;
    squares += miss * miss;
  }
  return std::sqrt(squares / double(rows.size()));
}

// What an option, such as {"histories", "rated"}, is set to.
using Settings = std::vector<std::pair<std::string, std::string>>;

inline Options world_options(const std::string& solver, const Settings& settings = {}) {
  Options options = Options::preset("ratings", solver);
  options.rank = 4;
  options.threads = 2;
  options.strength = 0.05;
  options.bias_strength = 0.005;
  options.clip = false;
  if (solver == "sgd") options.epochs = 200, options.rate = 0.05, options.init = 0.1;
  if (solver == "gibbs") options.epochs = 60, options.burn_in = 20, options.samples = 20;
  for (const auto& [name, value] : settings) Options::field(name).set(options, value);
  return options;
}

}  // namespace kinfold::oracle
