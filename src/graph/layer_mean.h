// Vectors of nodes, mixed along the links layer by layer, and the mean of all layers: what LightGCN scores by
// (He, Deng, Wang, Li, Zhang, Wang 2020, eq. 3, 4, 8). For a symmetric mix A and K layers
//
//   E = 1/(K+1) (E_0 + A E_0 + ... + A^K E_0)
//   S <- E_0;  K times  S <- A S + E_0;  E = S / (K+1)                                                     (Horner)
//
// E is linear in E_0 by a symmetric matrix, so slopes by E turn into slopes by E_0 the same way.
#pragma once
#include <span>
#include <vector>

#include "data/ratings.h"
#include "graph/propagate.h"

namespace kinfold {

// Links between left and right nodes, both ways, of weight 1 / sqrt(count of one * count of the other), whatever the
// values; the sides are numbered together.
Sparse two_sided_mix(std::span<const Rating> links, std::size_t nodes);

class LayerMean {
 public:
  // `mix` is symmetric. Half: of rows that are asked for, and of slopes, what lies between the layers is kept in
  // bfloat16.
  LayerMean(Sparse mix, std::size_t layers, bool half = false)
      : mix_(std::move(mix)), layers_(layers), half_(half), given_(mix_.rows()) {}

  const Sparse& mix() const { return mix_; }

  // E of E_0. What it gives stays until the next call; without layers it is `start` itself.
  const Table& forward(const Table& start, Pool& pool);
  // The same, of which only these rows are to be read.
  const Table& forward(const Table& start, std::span<const Id> rows, Pool& pool);
  // Slopes by E_0 of slopes by E, whose other rows are zero.
  Table& backward(Table& slopes, std::span<const Id> rows, Pool& pool);

 private:
  const Table& climb(const Table& start, bool half, auto mix);

  Sparse mix_;
  std::size_t layers_;
  bool half_;
  Table mean_, between_[2];
  HalfRows halves_[2];
  std::vector<std::uint8_t> given_;
};

}  // namespace kinfold
