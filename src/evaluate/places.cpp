#include "evaluate/places.h"

#include <algorithm>
#include <cmath>

namespace kinfold {
namespace {

double discount(std::size_t place) { return 1 / std::log2(double(place) + 1); }

// Places of a group that lie within the first k.
std::size_t within(const Group& group, std::size_t k) {
  return k > group.above ? std::min(group.size, k - group.above) : 0;
}

// The chance that a place of the group holds a relevant item.
double share(const Group& group) { return double(group.relevant) / double(group.size); }

}  // namespace

double hits_at(std::span<const Group> groups, std::size_t k) {
  double hits = 0;
  for (const Group& group : groups) hits += share(group) * double(within(group, k));
  return hits;
}

double hit_rate_at(std::span<const Group> groups, std::size_t k) {
  double none = 1;
  for (const Group& group : groups) {
    const std::size_t places = within(group, k);
    // All relevant ones lie outside: (n - j) / n * (n - j - 1) / (n - 1) * ...
    for (std::size_t i = 0; i < group.relevant; ++i)
      none *= std::max(0.0, double(group.size) - double(places + i)) / double(group.size - i);
  }
  return 1 - none;
}

double ndcg_at(std::span<const Group> groups, std::size_t total, std::size_t k) {
  double gain = 0, ideal = 0;
  for (const Group& group : groups)
    for (std::size_t i = 1; i <= within(group, k); ++i) gain += share(group) * discount(group.above + i);
  for (std::size_t place = 1; place <= std::min(k, total); ++place) ideal += discount(place);
  return gain / ideal;
}

double average_precision_at(std::span<const Group> groups, std::size_t total, std::size_t k) {
  double sum = 0, before = 0;
  for (const Group& group : groups) {
    // Given a hit at the i-th place of the group, each place before it holds another one at (m - 1) / (n - 1).
    const double others = group.size > 1 ? double(group.relevant - 1) / double(group.size - 1) : 0;
    for (std::size_t i = 1; i <= within(group, k); ++i)
      sum += share(group) * (before + 1 + double(i - 1) * others) / double(group.above + i);
    before += double(group.relevant);
  }
  return sum / double(std::min(k, total));
}

// The first of m among n places in random order lies at (n + 1) / (m + 1) on average.
double reciprocal_rank(const Group& first) {
  return 1 / (double(first.above) + double(first.size + 1) / double(first.relevant + 1));
}

}  // namespace kinfold
