#include "factorization/rank_metrics.h"

#include <algorithm>
#include <cmath>

namespace kinfold {
namespace {

double discount(std::size_t rank) { return 1 / std::log2(double(rank) + 1); }

// Number of ranks of a group within the first k.
std::size_t within(const TieGroup& group, std::size_t k) {
  return k > group.above ? std::min(group.size, k - group.above) : 0;
}

// Probability that the item at a rank of the group is relevant.
double hit_probability(const TieGroup& group) { return double(group.relevant) / double(group.size); }

}  // namespace

double hits_at(std::span<const TieGroup> groups, std::size_t k) {
  double hits = 0;
  for (const TieGroup& group : groups) hits += hit_probability(group) * double(within(group, k));
  return hits;
}

double hit_rate_at(std::span<const TieGroup> groups, std::size_t k) {
  double none = 1;
  for (const TieGroup& group : groups) {
    const std::size_t ranks = within(group, k);
    // Probability that no relevant item is among the first j ranks: (n - j) / n * (n - j - 1) / (n - 1) * ...
    for (std::size_t i = 0; i < group.relevant; ++i)
      none *= std::max(0.0, double(group.size) - double(ranks + i)) / double(group.size - i);
  }
  return 1 - none;
}

double ndcg_at(std::span<const TieGroup> groups, std::size_t total, std::size_t k) {
  double gain = 0, ideal = 0;
  for (const TieGroup& group : groups)
    for (std::size_t i = 1; i <= within(group, k); ++i) gain += hit_probability(group) * discount(group.above + i);
  for (std::size_t rank = 1; rank <= std::min(k, total); ++rank) ideal += discount(rank);
  return gain / ideal;
}

double average_precision_at(std::span<const TieGroup> groups, std::size_t total, std::size_t k) {
  double sum = 0, before = 0;
  for (const TieGroup& group : groups) {
    // Given a hit at rank i of the group, each rank before it is a hit with probability (m - 1) / (n - 1).
    const double others = group.size > 1 ? double(group.relevant - 1) / double(group.size - 1) : 0;
    for (std::size_t i = 1; i <= within(group, k); ++i)
      sum += hit_probability(group) * (before + 1 + double(i - 1) * others) / double(group.above + i);
    before += double(group.relevant);
  }
  return sum / double(std::min(k, total));
}

// The first of m relevant items among n in random order has the mean rank (n + 1) / (m + 1).
double reciprocal_rank(const TieGroup& first) {
  return 1 / (double(first.above) + double(first.size + 1) / double(first.relevant + 1));
}

}  // namespace kinfold
