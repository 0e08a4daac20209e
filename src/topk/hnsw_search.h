// What is near a query in a graph of near items, the lowest level of HNSW (Malkov, Yashunin 2016, Algorithm 2). A
// search waits for memory: all that a step leads to is asked for before the first of it is looked at. What is in sight
// stands in one sorted row.
#pragma once
#include <limits>
#include <vector>

#include "topk/hnsw_layout.h"

namespace kinfold {

// A search ends when it has followed the links of the `breadth` best that it met, or when the `wanted` best were the
// same for `patience` steps: where they are found early, most of the rest would be looked at in vain.
struct HnswSearchOptions {
  std::size_t top = 1, ef = 1, patience = std::numeric_limits<std::size_t>::max();
};

// Items of great product with the query that were met from `start` on, best first: `breadth` of them, or fewer where
// the search ended before.
std::vector<Id> search_layer(const HnswLayout& items, const BFloat16* query, Id start,
                             const HnswSearchOptions& options);

}  // namespace kinfold
