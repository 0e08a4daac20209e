// Prediction errors by slices of the test rows: by number of training rows of the user and of the item, by time, and by
// predicted value.
#pragma once
#include <string>
#include <vector>

#include "factorization/model.h"

namespace kinfold {

// Test rows with a key from `low` to `high`.
struct Slice {
  double low, high;
  std::size_t rows = 0;
  double predicted = 0, actual = 0;  // means
  double rmse = 0;
};

// Sorts rows by key and cuts them into at most `count` slices of about equal size. Rows with equal keys stay together.
std::vector<Slice> slices_by(const std::vector<double>& key, const std::vector<float>& predicted,
                             const std::vector<float>& actual, std::size_t count = 10);

struct SlicedErrors {
  std::vector<Slice> by_user, by_item;  // by training rows of the user, of the item; 0 for unseen ids
  std::vector<Slice> by_time;           // in seconds; empty without times
  std::vector<Slice> by_prediction;     // calibration
};

// For ratings and votes. Of two vote values the greater one counts as 1.
SlicedErrors slice_errors(const Model& model, const Ratings& test);

}  // namespace kinfold
