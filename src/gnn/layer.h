// The interface of network layers. A network over the nodes of a graph is a sequence of layers. forward() maps a matrix
// with one row per node to another. backward() maps the gradient with respect to the output to the gradient with
// respect to the input, and computes the gradients of the parameters.
#pragma once
#include <cstdint>
#include <memory>
#include <vector>

#include "core/matrix.h"
#include "core/pool.h"
#include "data/csr_matrix.h"
#include "gnn/typed_links.h"

namespace kinfold {

// The graph and the mode of a forward pass. In training, dropout depends on the seed, which should be new in each pass.
struct ForwardContext {
  const CsrMatrix* adj;       // normalized adjacency matrix (gnn/adjacency.h)
  const CsrMatrix* adj_t;     // its transpose
  const CsrMatrix* features;  // input features of the nodes
  Pool& pool;
  std::uint64_t seed = 0;
  bool training = false;
  const TypedLinks* typed = nullptr;  // links by relation, for R-GCN
  std::uint64_t part = 0;             // identifies the features: a different number for each subgraph
};

struct Parameter {
  Matrix value, gradients;
  double weight_decay = 0;  // factor of the regularization: the loss has the term weight_decay * reg / 2 * |value|^2

  Parameter(std::size_t rows, std::size_t columns, double decay = 0)
      : value(rows, columns), gradients(rows, columns), weight_decay(decay) {}
};

class Layer {
 public:
  virtual ~Layer() = default;
  // The output stays valid until the next call. The first layer of a network gets an empty matrix.
  virtual const Matrix& forward(const Matrix& in, const ForwardContext& context) = 0;
  // Backpropagation for the last forward() in training; its `in` must still be valid. The output of the first layer of
  // a network is not used.
  virtual const Matrix& backward(const Matrix& gradients, const ForwardContext& context) = 0;
  virtual std::vector<Parameter*> parameters() { return {}; }
};

using Layers = std::vector<std::unique_ptr<Layer>>;

}  // namespace kinfold
