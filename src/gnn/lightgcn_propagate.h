// Vectors of nodes, mixed along the links layer by layer, and the mean of all layers: what LightGCN scores by
// (He, Deng, Wang, Li, Zhang, Wang 2020, eq. 3, 4, 8). For a symmetric mix A and K layers
//
//   E = 1/(K+1) (E_0 + A E_0 + ... + A^K E_0)
//   S <- E_0;  K times  S <- A S + E_0;  E = S / (K+1)                                                     (Horner)
//
// E is linear in E_0 by a symmetric matrix, so gradients by E turn into gradients by E_0 the same way.
#pragma once
#include <span>
#include <vector>

#include "data/ratings.h"
#include "gnn/propagate.h"

namespace kinfold {

// Links between left and right nodes, both ways, of weight 1 / sqrt(count of one * count of the other), whatever the
// values; the sides are numbered together.
CsrMatrix bipartite_adjacency(std::span<const Rating> links, std::size_t nodes);

class LightGcnPropagation {
 public:
  // `mix` is symmetric. Half: of rows that are asked for, and of gradients, what lies between the layers is kept in
  // bfloat16.
  LightGcnPropagation(CsrMatrix adj, std::size_t layers, bool bfloat16 = false)
      : adj_(std::move(adj)), layers_(layers), bfloat16_(bfloat16), nonzero_(adj_.rows()) {}

  const CsrMatrix& adj() const { return adj_; }

  // E of E_0. What it gives stays until the next call; without layers it is `start` itself.
  const Matrix& forward(const Matrix& start, Pool& pool);
  // The same, of which only these rows are to be read.
  const Matrix& forward(const Matrix& start, std::span<const Id> rows, Pool& pool);
  // Slopes by E_0 of gradients by E, whose other rows are zero.
  Matrix& backward(Matrix& gradients, std::span<const Id> rows, Pool& pool);

 private:
  const Matrix& run_layers(const Matrix& start, bool bfloat16, auto propagate_layer);

  CsrMatrix adj_;
  std::size_t layers_;
  bool bfloat16_;
  Matrix mean_, between_[2];
  BFloat16Rows bf16_layers_[2];
  std::vector<std::uint8_t> nonzero_;
};

}  // namespace kinfold
