// Measures popularity bias: compares how often items occur in training with how often they are recommended and how
// often they occur in the test set.
#pragma once
#include <cstdint>
#include <vector>

namespace kinfold {

// A group of items of similar popularity.
struct PopularityGroup {
  std::size_t items = 0;
  std::uint32_t min_count = 0, max_count = 0;  // training rows of an item
  double training = 0, lists = 0, test = 0;    // fraction of the training rows, list positions and test rows
};

// Splits the items with training rows into groups of equal size, from the least to the most popular. The arguments are
// counts by item: training rows, list positions, test rows. Ties are ordered by id. A fraction is NaN if its total is
// 0.
std::vector<PopularityGroup> popularity_groups(const std::vector<std::uint32_t>& training,
                                               const std::vector<std::uint32_t>& lists,
                                               const std::vector<std::uint32_t>& test, std::size_t groups = 10);

// Gini index of counts: 0 if all are equal, close to 1 if one item has all. NaN if there are none.
double gini_index(std::vector<std::uint32_t> counts);

}  // namespace kinfold
