// A network over a graph's nodes is a row of layers. Each takes the numbers of all nodes, a row a node, and gives
// others; and takes the loss's slopes by what it gave back to slopes by what it took, adding those by its parameters.
#pragma once
#include <cstdint>
#include <memory>
#include <vector>

#include "core/pool.h"
#include "core/table.h"
#include "data/sparse.h"
#include "graph/typed_links.h"

namespace kinfold {

// What layers see of the graph, and how they work: training drops numbers out by the seed, a new one each time.
struct Scene {
  const Sparse* mix;       // who draws from whom (graph/adjacency.h)
  const Sparse* mix_back;  // its columns as rows
  const Sparse* features;  // of the nodes; null where they have none
  Pool& pool;
  std::uint64_t seed = 0;
  bool training = false;
  const TypedLinks* typed = nullptr;  // where relations mix
  std::uint64_t part = 0;             // another number for each part of a graph: features differ
};

struct Parameter {
  Table value, slopes;
  double decay = 0;  // share of weight decay: it costs decay * strength / 2 |value|^2

  Parameter(std::size_t rows, std::size_t columns, double own_decay = 0)
      : value(rows, columns), slopes(rows, columns), decay(own_decay) {}
};

class Layer {
 public:
  virtual ~Layer() = default;
  // What it gives stays until it is asked again. The first layer of a network takes an empty table.
  virtual const Table& forward(const Table& in, const Scene& scene) = 0;
  // For the last forward(), whose `in` is still there, in training. What the first layer of a network gives counts for
  // nothing.
  virtual const Table& backward(const Table& slopes, const Scene& scene) = 0;
  virtual std::vector<Parameter*> parameters() { return {}; }
};

using Layers = std::vector<std::unique_ptr<Layer>>;

}  // namespace kinfold
