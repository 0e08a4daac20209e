// Search on one level of an HNSW graph (Malkov, Yashunin 2016, Algorithm 2). Memory latency limits the speed, so each
// step prefetches all unvisited neighbours before it computes the first product. The candidates are in one sorted
// array.
#pragma once
#include <limits>
#include <vector>

#include "topk/hnsw_layout.h"

namespace kinfold {

// A search ends when the `ef` best items are expanded, or when the `top` best have not changed for `patience` steps.
struct HnswSearchOptions {
  std::size_t top = 1, ef = 1, patience = std::numeric_limits<std::size_t>::max();
};

// The items with the largest inner products that a search from `start` finds, best first: at most max(ef, top).
// Thread-safe.
std::vector<Id> search_layer(const HnswLayout& items, const BFloat16* query, Id start,
                             const HnswSearchOptions& options);

}  // namespace kinfold
