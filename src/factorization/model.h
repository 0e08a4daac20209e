// A trained model: its tables, the ids they are for, and what a reader should know of how it came to be.
#pragma once
#include <cmath>
#include <cstdint>
#include <limits>
#include <map>
#include <string>
#include <vector>

#include "data/ratings.h"
#include "data/vocabulary.h"
#include "factorization/factors.h"
#include "factorization/side_features.h"
#include "factorization/state_dict.h"
#include "factorization/time_effects.h"
#include "store/training_info.h"

namespace kinfold {

// The training rows by user, for leaving out what a user has seen and for showing it.
struct History {
  std::vector<std::uint64_t> begin;  // users + 1
  std::vector<Id> item;
  std::vector<float> value;
};

struct Model : TrainingInfo {
  std::string task = "ratings", kind = "mf", loss = "squared";
  float offset = 0;         // the score of a pair of which nothing is known
  float low = 0, high = 0;  // range of the training values
  bool clip = true;         // predictions stay within that range
  FactorSide users, items;  // rows of users: one for each id, then those of times of their own
  Vocabulary user_ids, item_ids;
  SideFeatures user_side_features, item_side_features;  // their vectors are part of the sides' already
  TimeEffects time;
  // Of a sampler: vectors are those of so many samples side by side, and ratings scatter by `noise` about their score.
  std::size_t samples = 0;
  float noise = 0;
  std::vector<std::string> item_names;  // what to show beside an item's id; empty, or one for each item
  History history;

  Factors scorer() const { return {users, items, offset}; }
  std::size_t rank() const { return users.factors.rank(); }
  bool user_is_warm(Id user) const { return user != kUnseen && history.begin[user + 1] > history.begin[user]; }
  bool item_is_warm(Id item) const { return item != kUnseen && item_counts[item] > 0; }
  // Known are rows that training showed, or whose features or history it knew.
  bool user_is_known(Id user) const { return user_is_warm(user) || has_side_information(user_side_features, user); }
  bool item_is_known(Id item) const { return item_is_warm(item) || has_side_information(item_side_features, item); }
  std::vector<std::uint32_t> item_counts;  // training rows of each item; derived from the history
};

History make_history(const std::vector<Rating>& rows, std::size_t users);
std::vector<std::uint32_t> count_items(const History& history, std::size_t items);

// Everything that learning changes.
StateDict state_dict(Model& model);
void swap_state(Model& a, Model& b);

// The mean vector of the users that training showed: one row, by which a user of whom nothing is known is served.
Matrix mean_user(const Model& model);

// The predicted values of pairs. The model, which must stay, names a loss: it is looked up once for all of them.
class Predictor {
 public:
  explicit Predictor(const Model& model);

  // At a time where that is known and matters; an id that is kUnseen brings no bias and no vector.
  float operator()(Id user, Id item, double time = NAN) const;
  // The value that stands for a score: the loss's mean, within the training range where the model clips.
  float value(float score) const;

 private:
  const Model& model_;
  float (*mean_)(float score) = nullptr;  // null: scores are values, as of likes
};

float predict(const Model& model, Id user, Id item, double time = NAN);  // of one pair

// Standard deviation of a pair's rating as the samples tell it: the spread of their products, and the noise. NaN for
// models without samples.
float predicted_stddev(const Model& model, Id user, Id item, double time = NAN);

}  // namespace kinfold
