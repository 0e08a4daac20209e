// A network over a graph's nodes is a row of layers. Each takes the numbers of all nodes, a row a node, and gives
// others; and takes the loss's gradients by what it gave back to gradients by what it took, adding those by its
// parameters.
#pragma once
#include <cstdint>
#include <memory>
#include <vector>

#include "core/matrix.h"
#include "core/pool.h"
#include "data/csr_matrix.h"
#include "gnn/typed_links.h"

namespace kinfold {

// What layers see of the graph, and how they work: training drops numbers out by the seed, a new one each time.
struct ForwardContext {
  const CsrMatrix* adj;       // who draws from whom (gnn/adjacency.h)
  const CsrMatrix* adj_t;     // its columns as rows
  const CsrMatrix* features;  // of the nodes; null where they have none
  Pool& pool;
  std::uint64_t seed = 0;
  bool training = false;
  const TypedLinks* typed = nullptr;  // where relations mix
  std::uint64_t part = 0;             // another number for each part of a graph: features differ
};

struct Parameter {
  Matrix value, gradients;
  double weight_decay = 0;  // share of weight decay: it costs decay * regularization / 2 |value|^2

  Parameter(std::size_t rows, std::size_t columns, double own_weight_decay = 0)
      : value(rows, columns), gradients(rows, columns), weight_decay(own_weight_decay) {}
};

class Layer {
 public:
  virtual ~Layer() = default;
  // What it gives stays until it is asked again. The first layer of a network takes an empty table.
  virtual const Matrix& forward(const Matrix& in, const ForwardContext& context) = 0;
  // For the last forward(), whose `in` is still there, in training. What the first layer of a network gives counts for
  // nothing.
  virtual const Matrix& backward(const Matrix& gradients, const ForwardContext& context) = 0;
  virtual std::vector<Parameter*> parameters() { return {}; }
};

using Layers = std::vector<std::unique_ptr<Layer>>;

}  // namespace kinfold
