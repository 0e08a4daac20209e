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
#include "model/effects.h"
#include "model/parts.h"
#include "model/traits.h"
#include "scorer/factors.h"

namespace kinfold {

// The training rows by user, for leaving out what a user has seen and for showing it.
struct History {
  std::vector<std::uint64_t> begin;  // users + 1
  std::vector<Id> item;
  std::vector<float> value;
};

struct CurvePoint {
  double loss;        // mean training loss while the epoch ran
  double validation;  // the task's score on the validation rows; NaN where there are none
};

struct Model {
  std::string task = "ratings", kind = "mf", loss = "squared";
  float offset = 0;         // the score of a pair of which nothing is known
  float low = 0, high = 0;  // range of the training values
  bool clip = true;         // predictions stay within that range
  Side users, items;        // rows of users: one for each id, then those of times of their own
  Vocabulary user_ids, item_ids;
  Traits user_traits, item_traits;  // their vectors are part of the sides' already
  TimeEffects time;
  // Of a sampler: vectors are those of so many samples side by side, and ratings scatter by `noise` about their score.
  std::size_t samples = 0;
  float noise = 0;
  std::vector<std::string> item_names;  // what to show beside an item's id; empty, or one for each item
  History history;
  std::vector<CurvePoint> curve;
  std::size_t best_epoch = 0;  // number of epochs that the tables have seen
  std::string stopped = "";    // why training ended before its last epoch, if it did
  std::map<std::string, std::string> options;
  std::map<std::string, std::string> data;  // facts: source, rows, mean, deviation, checksums of what was seen

  Factors scorer() const { return {users, items, offset}; }
  std::size_t rank() const { return users.factors.rank(); }
  bool user_is_warm(Id user) const { return user != kUnseen && history.begin[user + 1] > history.begin[user]; }
  bool item_is_warm(Id item) const { return item != kUnseen && item_counts[item] > 0; }
  // Known are rows that training showed, or whose features or history it knew.
  bool user_is_known(Id user) const { return user_is_warm(user) || informed(user_traits, user); }
  bool item_is_known(Id item) const { return item_is_warm(item) || informed(item_traits, item); }
  std::vector<std::uint32_t> item_counts;  // training rows of each item; derived from the history
};

History make_history(const std::vector<Rating>& rows, std::size_t users);
std::vector<std::uint32_t> count_items(const History& history, std::size_t items);

// Everything that learning changes.
Parts tables(Model& model);
void exchange_tables(Model& a, Model& b);

// The mean vector of the users that training showed: one row, by which a user of whom nothing is known is served.
Table typical_user(const Model& model);

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
float predicted_deviation(const Model& model, Id user, Id item, double time = NAN);

}  // namespace kinfold
