// For each row of one matrix, a weighted set of rows of another: the items in a user's history, or the values of a
// user's features. The input of an embedding bag.
#pragma once
#include <cstdint>
#include <vector>

#include "core/matrix.h"

namespace kinfold {

struct Bags {
  std::vector<std::uint64_t> begin{0};  // offsets of the bags in `member` and `weight`; bags + 1
  std::vector<Id> member;
  std::vector<float> weight;

  std::size_t size() const { return begin.size() - 1; }
  bool empty() const { return member.empty(); }
  void add(Id row, float w) {
    member.push_back(row);
    weight.push_back(w);
  }
  void close() { begin.push_back(member.size()); }  // ends the current bag
};

// The transpose: for each member, the bags that contain it, with the same weights. `members` is the number of members.
Bags transposed(const Bags& bags, std::size_t members);

}  // namespace kinfold
