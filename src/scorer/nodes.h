// Links of a plain graph, which has no relations:
//
//   dot     score = b_a + b_b + a . b               one vector and one bias a node, whatever the direction
//   roles   score = b_a + b'_b + a . b'             another vector and bias as a link's end than as its beginning
//
// A row holds a vector and its bias, of roles twice: a query's last number is 1, and meets the candidate's bias.
#pragma once
#include "scorer/relational.h"

namespace kinfold {

template <bool kRoles>
struct Nodes {
  static constexpr std::string_view name = kRoles ? "roles" : "dot";
  static constexpr bool linear = false, paired = false, angles = false;
  std::size_t rank;

  explicit Nodes(RelationalSetting setting) : rank(setting.rank) {}
  Widths widths() const { return {(kRoles ? 2 : 1) * (rank + 1), 0, rank + 1}; }
  Similarity similarity() const { return Similarity::kDot; }
  std::size_t first(End end) const { return kRoles && end == End::kTail ? rank + 1 : 0; }
  std::size_t own(End end) const { return kRoles && end == End::kHead ? rank + 1 : 0; }  // the asking node's part

  // q = (a, 1), with the offset b_a
  float query(End end, const float* e, const float*, float* q) const {
    for (std::size_t k = 0; k < rank; ++k) q[k] = e[own(end) + k];
    q[rank] = 1;
    return e[own(end) + rank];
  }
  void backward(End end, const float*, const float*, Slopes slope, float* of_e, float*) const {
    for (std::size_t k = 0; k < rank; ++k) of_e[own(end) + k] += slope.query[k];
    of_e[own(end) + rank] += slope.offset;
  }
};
using Dot = Nodes<false>;
using DotByRole = Nodes<true>;

}  // namespace kinfold
