#include "factorization/popularity.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace kinfold {

std::vector<PopularityGroup> popularity_groups(const std::vector<std::uint32_t>& training,
                                               const std::vector<std::uint32_t>& lists,
                                               const std::vector<std::uint32_t>& test, std::size_t groups) {
  std::vector<std::uint32_t> order;
  for (std::uint32_t item = 0; item < training.size(); ++item)
    if (training[item] > 0) order.push_back(item);
  std::ranges::stable_sort(order, {}, [&](std::uint32_t item) { return training[item]; });
  groups = std::min(groups, order.size());
  std::vector<PopularityGroup> result(groups);
  PopularityGroup all;
  for (std::size_t n = 0; n < order.size(); ++n) {
    const std::uint32_t item = order[n];
    PopularityGroup& group = result[n * groups / order.size()];
    if (group.items++ == 0) group.min_count = training[item];
    group.max_count = training[item];
    for (PopularityGroup* sums : {&group, &all})
      sums->training += training[item], sums->lists += lists[item], sums->test += test[item];
  }
  for (PopularityGroup& group : result)
    group.training /= all.training, group.lists /= all.lists, group.test /= all.test;
  return result;
}

// sum_i (2 i - n - 1) x_i / (n sum_i x_i), where x is in ascending order and i counts from 1
double gini_index(std::vector<std::uint32_t> counts) {
  std::ranges::sort(counts);
  const double n = double(counts.size());
  double weighted_sum = 0, sum = 0;
  for (std::size_t i = 0; i < counts.size(); ++i)
    weighted_sum += (2 * double(i + 1) - n - 1) * counts[i], sum += counts[i];
  return weighted_sum / (n * sum);
}

}  // namespace kinfold
