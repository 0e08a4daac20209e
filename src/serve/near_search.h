// What is near a query in a graph of near items, the lowest level of HNSW (Malkov, Yashunin 2016, Algorithm 2). A
// search waits for memory: all that a step leads to is asked for before the first of it is looked at. What is in sight
// stands in one sorted row.
#pragma once
#include <cstddef>
#include <cstring>
#include <span>
#include <vector>

#include "core/half.h"
#include "core/table.h"

namespace kinfold {

// Elements one behind the other, as hnswlib lays them: the number of links, the links, and at `vector_at` the vector.
struct LinkedItems {
  const char* memory = nullptr;
  std::size_t element = 0, vector_at = 0;  // bytes
  std::size_t count = 0, width = 0;        // elements; numbers of a vector, a multiple of 16

  const char* at(Id n) const { return memory + n * element; }
  const Half* vector(Id n) const { return reinterpret_cast<const Half*>(at(n) + vector_at); }
  std::span<const Id> links(Id n) const {
    unsigned short number;  // of two bytes that hnswlib keeps there
    std::memcpy(&number, at(n), sizeof number);
    return {reinterpret_cast<const Id*>(at(n) + sizeof(Id)), number};
  }
};

// The `breadth` elements of greatest product with the query that were met from `start` on, best first.
std::vector<Id> search_near(const LinkedItems& items, const Half* query, Id start, std::size_t breadth);

}  // namespace kinfold
