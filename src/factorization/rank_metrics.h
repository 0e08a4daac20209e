// Ranking metrics of one user's list. Items with equal scores have no defined order. Each metric is its expected value
// over all orders of the tied items, so that a constant scorer gets the value of a random order.
#pragma once
#include <cstddef>
#include <span>

namespace kinfold {

// Items with equal scores: `above` items have higher scores, and `relevant` of the `size` items are test items. The
// group occupies ranks above + 1 to above + size.
struct TieGroup {
  std::size_t above, size, relevant;
};

// All functions take the groups with relevant items, best first. `total` is the number of the user's test items. Groups
// that lie entirely below rank k may be missing.

// Expected number of relevant items among the first k.
double hits_at(std::span<const TieGroup> groups, std::size_t k);

// Probability of at least one relevant item among the first k; 0 or 1 without ties.
double hit_rate_at(std::span<const TieGroup> groups, std::size_t k);

// Sum over the hits of 1 / log2(rank + 1), divided by that of the ideal list (Jarvelin, Kekalainen 2002).
double ndcg_at(std::span<const TieGroup> groups, std::size_t total, std::size_t k);

// Sum over the hits of (hits up to rank) / rank, divided by min(k, total).
double average_precision_at(std::span<const TieGroup> groups, std::size_t total, std::size_t k);

// 1 / the mean rank of the first relevant item.
double reciprocal_rank(const TieGroup& first);

}  // namespace kinfold
