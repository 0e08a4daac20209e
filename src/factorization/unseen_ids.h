// Finds test rows with unseen users or items, and test rows that repeat training rows.
#pragma once
#include <cstdint>
#include <vector>

#include "factorization/model.h"

namespace kinfold {

struct UnseenIds {
  std::vector<Rating> rows;                    // test rows with the ids of the model
  std::vector<std::uint8_t> user, item;        // for each row 1 if its user, its item has no training rows
  std::vector<std::uint8_t> repeated;          // for each row 1 if its pair is in training: leakage
  std::size_t users = 0, items = 0;            // distinct ids in the rows
  std::size_t cold_users = 0, cold_items = 0;  // of these, without training rows
};

UnseenIds find_unseen_ids(const Model& model, const Ratings& test);

}  // namespace kinfold
