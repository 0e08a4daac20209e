// For each row of one table a few weighted rows of another: the items of a user's history, the values of its features.
#pragma once
#include <cstdint>
#include <vector>

#include "core/matrix.h"

namespace kinfold {

struct Bags {
  std::vector<std::uint64_t> begin{0};  // bags + 1
  std::vector<Id> member;
  std::vector<float> weight;

  std::size_t size() const { return begin.size() - 1; }
  bool empty() const { return member.empty(); }
  void add(Id row, float w) {
    member.push_back(row);
    weight.push_back(w);
  }
  void close() { begin.push_back(member.size()); }  // ends the bag that add() filled
};

// The bags that each member is in, with the same weights; `members` is the size of the other table.
Bags transposed(const Bags& bags, std::size_t members);

}  // namespace kinfold
