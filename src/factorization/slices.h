// How errors differ over what rows have in common: by how much was known of their user or item, by time, by what was
// predicted.
#pragma once
#include <string>
#include <vector>

#include "factorization/model.h"

namespace kinfold {

// Test rows between two values of a key, as many in each slice as can be.
struct Slice {
  double low, high;  // of the key
  std::size_t rows = 0;
  double predicted = 0, actual = 0;  // means
  double rmse = 0;
};

// Rows sorted by key and cut into up to `count` slices; rows of equal key stay together.
std::vector<Slice> slices_by(const std::vector<double>& key, const std::vector<float>& predicted,
                             const std::vector<float>& actual, std::size_t count = 10);

struct SlicedErrors {
  std::vector<Slice> by_user, by_item;  // by training rows of the user, of the item; unseen ones have none
  std::vector<Slice> by_time;           // seconds; empty without times
  std::vector<Slice> by_prediction;     // calibration
};

// Of a model of ratings or votes (the greater of two values is 1).
SlicedErrors slice_errors(const Model& model, const Ratings& test);

}  // namespace kinfold
