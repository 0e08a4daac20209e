// A trained recommender: its parameters, its vocabularies, the training history, and how it was trained.
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

// The training rows by user in CSR form. Used to exclude seen items and to display them.
struct History {
  std::vector<std::uint64_t> begin;  // users + 1
  std::vector<Id> item;
  std::vector<float> value;
};

struct Model : TrainingInfo {
  std::string task = "ratings", kind = "mf", loss = "squared";
  float offset = 0;         // global bias: the score of two unseen ids
  float low = 0, high = 0;  // range of the training values
  bool clip = true;         // clip predictions to that range
  FactorSide users, items;  // rows of users: one for each id, then one for each (user, time bin) of `time`
  Vocabulary user_ids, item_ids;
  SideFeatures user_side_features, item_side_features;  // rows of users and items include their embeddings
  TimeEffects time;
  // Posterior samples (solver gibbs): vectors are those of `samples` samples, concatenated. `noise` is the standard
  // deviation of a rating around its score.
  std::size_t samples = 0;
  float noise = 0;
  std::vector<std::string> item_names;  // display name of each item; may be empty
  History history;

  Factors scorer() const { return {users, items, offset}; }
  std::size_t rank() const { return users.factors.rank(); }
  bool user_is_warm(Id user) const { return user != kUnseen && history.begin[user + 1] > history.begin[user]; }
  bool item_is_warm(Id item) const { return item != kUnseen && item_counts[item] > 0; }
  // Warm ids have training rows. Known ids have training rows, features or implicit feedback.
  bool user_is_known(Id user) const { return user_is_warm(user) || has_side_information(user_side_features, user); }
  bool item_is_known(Id item) const { return item_is_warm(item) || has_side_information(item_side_features, item); }
  std::vector<std::uint32_t> item_counts;  // training rows of each item, computed from the history
};

History make_history(const std::vector<Rating>& rows, std::size_t users);
std::vector<std::uint32_t> count_items(const History& history, std::size_t items);

// All trained parameters.
StateDict state_dict(Model& model);
void swap_state(Model& a, Model& b);

// The mean vector of the warm users, as one row. It stands in for users of whom nothing is known.
Matrix mean_user(const Model& model);

// Predicts values of pairs. The model must outlive this object. Thread-safe.
class Predictor {
 public:
  explicit Predictor(const Model& model);

  // `time` (seconds since 1970, or NaN) is used by models with time effects. An id of kUnseen adds no bias and no
  // vector.
  float operator()(Id user, Id item, double time = NAN) const;
  // Maps a score to a value by the mean function of the loss, and clips it if the model clips.
  float value(float score) const;

 private:
  const Model& model_;
  float (*mean_)(float score) = nullptr;  // null: the value is the score, as for likes
};

float predict(const Model& model, Id user, Id item, double time = NAN);

// Predictive standard deviation of a rating: the spread of the samples' dot products, plus the noise. NaN for models
// without posterior samples.
float predicted_stddev(const Model& model, Id user, Id item, double time = NAN);

}  // namespace kinfold
