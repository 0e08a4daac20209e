#include "graph/layer_mean.h"

#include "graph/adjacency.h"
#include "graph/propagate.h"

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

Table* LayerMean::climb(const Table& start, auto body) {
  const float share = 1 / float(layers_ + 1);
  const Table* from = &start;
  Table* to = nullptr;
  for (std::size_t layer = 1; layer <= layers_; ++layer) {
    const float part = layer == layers_ ? share : 1;
    to = from == &one_ ? &other_ : &one_;
    body(*from, *to, Blend{part, &start, part}, layer);
    from = to;
  }
  return to;
}

const Table& LayerMean::forward(const Table& start, Pool& pool) {
  const Table* const mean = climb(start, [&](const Table& from, Table& to, const Blend& blend, std::size_t) {
    propagate(mix_, from, to, pool, blend);
  });
  return mean ? *mean : start;
}

const Table& LayerMean::forward(const Table& start, std::span<const Id> rows, Pool& pool) {
  const Table* const mean = climb(start, [&](const Table& from, Table& to, const Blend& blend, std::size_t layer) {
    if (layer == layers_)
      propagate_to(rows, mix_, from, to, pool, blend);
    else
      propagate(mix_, from, to, pool, blend);
  });
  return mean ? *mean : start;
}

Table& LayerMean::backward(Table& slopes, std::span<const Id> rows, Pool& pool) {
  for (const Id row : rows) given_[row] = 1;
  Table* const sum = climb(slopes, [&](const Table& from, Table& to, const Blend& blend, std::size_t layer) {
    if (layer == 1)
      propagate_from(given_, mix_, from, to, pool, blend);
    else
      propagate(mix_, from, to, pool, blend);
  });
  for (const Id row : rows) given_[row] = 0;
  return sum ? *sum : slopes;
}

}  // namespace kinfold
