// What one user's list is worth. Where several items have one score, their order is not known: every metric is its mean
// over all orders of such a group, so that a scorer without an opinion earns what chance earns.
#pragma once
#include <cstddef>
#include <span>

namespace kinfold {

// Items of one score, `relevant` of them among the test items, `above` items having higher scores: they take the
// places above + 1 ... above + size in some order.
struct TieGroup {
  std::size_t above, size, relevant;
};

// All take the groups that hold relevant items, best first; `total` is the number of the user's test items. Groups
// wholly beyond place k may be missing.

// Relevant items among the first k.
double hits_at(std::span<const TieGroup> groups, std::size_t k);

// Whether there is any: 0 or 1, or its probability.
double hit_rate_at(std::span<const TieGroup> groups, std::size_t k);

// Sum over the hits of 1 / log2(place + 1), over that of the best list of k (Jarvelin, Kekalainen 2002).
double ndcg_at(std::span<const TieGroup> groups, std::size_t total, std::size_t k);

// Sum over the hits of hits so far / place, over min(k, total).
double average_precision_at(std::span<const TieGroup> groups, std::size_t total, std::size_t k);

// 1 / the mean place of the first relevant item.
double reciprocal_rank(const TieGroup& first);

}  // namespace kinfold
