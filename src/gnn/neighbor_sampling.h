// The part of a graph that a few nodes' results depend on: their neighbours, the neighbours of these, and so on, of
// each as many as are drawn (Hamilton, Ying, Leskovec 2017).
#pragma once
#include <span>
#include <vector>

#include "core/random.h"
#include "data/csr_matrix.h"

namespace kinfold {

struct SampledSubgraph {
  std::vector<Id> nodes;  // the targets first
  // Who draws from whom among them. A node of which some neighbours are drawn takes so much more of each of them that
  // the sum is right on average; what it takes of itself is always there. Nodes of the last hop have themselves alone.
  CsrMatrix adj;
};

// `count` neighbours of each node, `hops` times; 0: all of them. Targets are different.
SampledSubgraph sample_neighbors(const CsrMatrix& adj, std::span<const Id> targets, std::size_t hops, std::size_t count,
                                 Random random);

// Some rows of a table.
CsrMatrix index_select(const CsrMatrix& table, std::span<const Id> rows);

}  // namespace kinfold
