#include "graph/layer_mean.h"

#include "core/chunks.h"
#include "graph/adjacency.h"

namespace kinfold {

Sparse two_sided_mix(std::span<const Rating> links, std::size_t nodes) {
  std::vector<Rating> cells;
  cells.reserve(2 * links.size());
  for (const Rating& link : links) {
    cells.push_back({link.left, link.right, 1});
    cells.push_back({link.right, link.left, 1});
  }
  Sparse mix = sparse_of(std::move(cells), nodes, nodes);
  normalize(mix, "symmetric");
  return mix;
}

namespace {

HalfRows& halves_of(const Table& table, HalfRows& halves, Pool& pool) {
  halves.shape(table.rows(), table.rank());
  in_chunks(pool, table.rows(),
            [&](std::size_t row) { nearest_halves(table[Id(row)], table.stride(), halves[Id(row)]); });
  return halves;
}

}  // namespace

// mix(from, to, blend, layer) once a layer. What lies between two of them takes turns in two places.
const Table& LayerMean::climb(const Table& start, bool half, auto mix) {
  const float share = 1 / float(layers_ + 1);
  const auto between = [&](std::size_t layer) {
    return half ? RowsOut(halves_[layer % 2]) : RowsOut(between_[layer % 2]);
  };
  RowsIn from = start;
  for (std::size_t layer = 1; layer <= layers_; ++layer) {
    const bool last = layer == layers_;
    const float part = last ? share : 1;
    const RowsOut to = last ? RowsOut(mean_) : between(layer);
    mix(from, to, Blend{part, &start, part}, layer);
    from = to;
  }
  return layers_ > 0 ? mean_ : start;
}

const Table& LayerMean::forward(const Table& start, Pool& pool) {
  return climb(start, false, [&](RowsIn from, RowsOut to, const Blend& blend, std::size_t) {
    propagate(mix_, from, to, pool, blend);
  });
}

const Table& LayerMean::forward(const Table& start, std::span<const Id> rows, Pool& pool) {
  return climb(start, half_, [&](RowsIn from, RowsOut to, const Blend& blend, std::size_t layer) {
    if (layer == layers_) return propagate_to(rows, mix_, from, to, pool, blend);
    if (layer == 1 && half_) from = halves_of(start, halves_[0], pool);
    propagate(mix_, from, to, pool, blend);
  });
}

Table& LayerMean::backward(Table& slopes, std::span<const Id> rows, Pool& pool) {
  for (const Id row : rows) given_[row] = 1;
  climb(slopes, half_, [&](RowsIn from, RowsOut to, const Blend& blend, std::size_t layer) {
    if (layer == 1) return propagate_from(given_, mix_, from, to, pool, blend);
    propagate(mix_, from, to, pool, blend);
  });
  for (const Id row : rows) given_[row] = 0;
  return layers_ > 0 ? mean_ : slopes;
}

}  // namespace kinfold
