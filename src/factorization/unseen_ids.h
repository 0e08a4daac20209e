// Which test rows speak of users and items that training did not show, and which repeat what it showed.
#pragma once
#include <cstdint>
#include <vector>

#include "factorization/model.h"

namespace kinfold {

struct UnseenIds {
  std::vector<Rating> rows;                    // the test's, with the model's ids
  std::vector<std::uint8_t> user, item;        // for each row whether its user, its item is cold
  std::vector<std::uint8_t> repeated;          // whether training showed the very pair: a leak
  std::size_t users = 0, items = 0;            // distinct ids in the rows
  std::size_t cold_users = 0, cold_items = 0;  // of those, unseen in training
};

UnseenIds find_unseen_ids(const Model& model, const Ratings& test);

}  // namespace kinfold
