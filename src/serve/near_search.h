// What is near a query in a graph of near items, the lowest level of HNSW (Malkov, Yashunin 2016, Algorithm 2). A
// search waits for memory: all that a step leads to is asked for before the first of it is looked at. What is in sight
// stands in one sorted row.
#pragma once
#include <vector>

#include "serve/linked_items.h"

namespace kinfold {

// The `breadth` items of greatest product with the query that were met from `start` on, best first.
std::vector<Id> search_near(const LinkedItems& items, const Half* query, Id start, std::size_t breadth);

}  // namespace kinfold
