// Propagation of LightGCN (He, Deng, Wang, Li, Zhang, Wang 2020, eq. 3, 4, 8): embeddings are propagated along the
// links layer by layer, and the final embedding is the mean of all layers. For a symmetric adjacency matrix A and K
// layers:
//
//   E = 1/(K+1) (E_0 + A E_0 + ... + A^K E_0)
//   S <- E_0;  K times  S <- A S + E_0;  E = S / (K+1)                                                     (Horner)
//
// E is E_0 times a symmetric matrix, so backpropagation is the same computation.
#pragma once
#include <span>
#include <vector>

#include "data/ratings.h"
#include "gnn/propagate.h"

namespace kinfold {

// The adjacency matrix of a bipartite graph, with the weight 1 / sqrt(degree * degree) in both directions. The values
// of the links are ignored. Left and right ids share one numbering.
CsrMatrix bipartite_adjacency(std::span<const Rating> links, std::size_t nodes);

class LightGcnPropagation {
 public:
  // `adj` is symmetric. If `bfloat16`, the intermediate layers of forward() for some rows and of backward() are stored
  // in bfloat16.
  LightGcnPropagation(CsrMatrix adj, std::size_t layers, bool bfloat16 = false)
      : adj_(std::move(adj)), layers_(layers), bfloat16_(bfloat16), nonzero_(adj_.rows()) {}

  const CsrMatrix& adj() const { return adj_; }

  // E for E_0 = start. The result stays valid until the next call; with 0 layers it is `start` itself.
  const Matrix& forward(const Matrix& start, Pool& pool);
  // The same, but only these rows of the result are valid.
  const Matrix& forward(const Matrix& start, std::span<const Id> rows, Pool& pool);
  // The gradient with respect to E_0, for a gradient with respect to E in which all other rows are zero.
  Matrix& backward(Matrix& gradients, std::span<const Id> rows, Pool& pool);

 private:
  const Matrix& run_layers(const Matrix& start, bool bfloat16, auto propagate_layer);

  CsrMatrix adj_;
  std::size_t layers_;
  bool bfloat16_;
  Matrix mean_, layers_out_[2];
  BFloat16Rows bf16_layers_[2];
  std::vector<std::uint8_t> nonzero_;
};

}  // namespace kinfold
