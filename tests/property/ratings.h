// Generators of ratings: few ids, so that pairs and times repeat; possibly no rows.
#pragma once
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <vector>

#include "data/ratings.h"

namespace kinfold::property {

// Values are integers, so that sums are exact in float and double.
inline Ratings some_ratings(bool timed, int users = 8, int items = 6) {
  using rc::gen::inRange;
  const auto rows = *rc::gen::container<std::vector<std::tuple<int, int, int, int>>>(
      rc::gen::tuple(inRange(0, users), inRange(0, items), inRange(-5, 6), inRange(0, 10)));
  Ratings ratings;
  for (const auto& [user, item, value, time] : rows) {
    ratings.rows.push_back(
        {ratings.users.add("u" + std::to_string(user)), ratings.items.add("i" + std::to_string(item)), float(value)});
    if (timed) ratings.time.push_back(time);
  }
  return ratings;
}

}  // namespace kinfold::property
