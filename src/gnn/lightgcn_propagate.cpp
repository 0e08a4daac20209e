#include "gnn/lightgcn_propagate.h"

#include "core/chunks.h"
#include "gnn/adjacency.h"

namespace kinfold {

CsrMatrix bipartite_adjacency(std::span<const Rating> links, std::size_t nodes) {
  std::vector<Rating> cells;
  cells.reserve(2 * links.size());
  for (const Rating& link : links) {
    cells.push_back({link.left, link.right, 1});
    cells.push_back({link.right, link.left, 1});
  }
  CsrMatrix adj = to_csr(std::move(cells), nodes, nodes);
  normalize(adj, "symmetric");
  return adj;
}

namespace {

BFloat16Rows& to_bfloat16(const Matrix& table, BFloat16Rows& bf16, Pool& pool) {
  bf16.resize(table.rows(), table.rank());
  parallel_for(pool, table.rows(),
               [&](std::size_t row) { round_to_bfloat16(table[Id(row)], table.stride(), bf16[Id(row)]); });
  return bf16;
}

}  // namespace

// Calls propagate_layer(from, to, blend, layer) for each layer. Intermediate results alternate between two buffers.
const Matrix& LightGcnPropagation::run_layers(const Matrix& start, bool bfloat16, auto propagate_layer) {
  const float scale = 1 / float(layers_ + 1);
  const auto buffer = [&](std::size_t layer) {
    return bfloat16 ? RowsOut(bf16_layers_[layer % 2]) : RowsOut(layers_out_[layer % 2]);
  };
  RowsIn from = start;
  for (std::size_t layer = 1; layer <= layers_; ++layer) {
    const bool last = layer == layers_;
    const float weight = last ? scale : 1;
    const RowsOut to = last ? RowsOut(mean_) : buffer(layer);
    propagate_layer(from, to, Blend{weight, &start, weight}, layer);
    from = to;
  }
  return layers_ > 0 ? mean_ : start;
}

const Matrix& LightGcnPropagation::forward(const Matrix& start, Pool& pool) {
  return run_layers(start, false, [&](RowsIn from, RowsOut to, const Blend& blend, std::size_t) {
    propagate(adj_, from, to, pool, blend);
  });
}

const Matrix& LightGcnPropagation::forward(const Matrix& start, std::span<const Id> rows, Pool& pool) {
  return run_layers(start, bfloat16_, [&](RowsIn from, RowsOut to, const Blend& blend, std::size_t layer) {
    if (layer == layers_) return propagate_rows(rows, adj_, from, to, pool, blend);
    if (layer == 1 && bfloat16_) from = to_bfloat16(start, bf16_layers_[0], pool);
    propagate(adj_, from, to, pool, blend);
  });
}

Matrix& LightGcnPropagation::backward(Matrix& gradients, std::span<const Id> rows, Pool& pool) {
  for (const Id row : rows) nonzero_[row] = 1;
  run_layers(gradients, bfloat16_, [&](RowsIn from, RowsOut to, const Blend& blend, std::size_t layer) {
    if (layer == 1) return propagate_nonzero(nonzero_, adj_, from, to, pool, blend);
    propagate(adj_, from, to, pool, blend);
  });
  for (const Id row : rows) nonzero_[row] = 0;
  return layers_ > 0 ? mean_ : gradients;
}

}  // namespace kinfold
