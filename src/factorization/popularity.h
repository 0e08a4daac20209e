// Whether recommendations favour what is popular already: items by how often training shows them, beside how often
// lists show them and tests ask for them.
#pragma once
#include <cstdint>
#include <vector>

namespace kinfold {

// A tenth of the items, from the least popular up.
struct PopularityGroup {
  std::size_t items = 0;
  std::uint32_t min_count = 0, max_count = 0;  // training rows of an item
  double training = 0, lists = 0, test = 0;    // the group's share of training rows, of places in lists, of test rows
};

// Counts are of each item; items without training rows are left out. Of equal counts those of lower ids come first, so
// that groups are as even as can be. A share of nothing is NaN.
std::vector<PopularityGroup> popularity_groups(const std::vector<std::uint32_t>& training,
                                               const std::vector<std::uint32_t>& lists,
                                               const std::vector<std::uint32_t>& test, std::size_t groups = 10);

// How unequal counts are: 0 if all are alike, towards 1 if one has all. NaN of none.
double gini_index(std::vector<std::uint32_t> counts);

}  // namespace kinfold
