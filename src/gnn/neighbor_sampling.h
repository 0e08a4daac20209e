// Neighbour sampling (Hamilton, Ying, Leskovec 2017): the subgraph that the outputs of some target nodes depend on. It
// consists of their neighbours, the neighbours of these and so on, with a limited number of sampled neighbours per
// node.
#pragma once
#include <span>
#include <vector>

#include "core/random.h"
#include "data/csr_matrix.h"

namespace kinfold {

struct SampledSubgraph {
  std::vector<Id> nodes;  // the targets first
  // Adjacency matrix of these nodes. If only some neighbours of a node are sampled, their weights are scaled up so that
  // the sum is unbiased. Self-loops are always included. Nodes of the last hop have only a self-loop of weight 1.
  CsrMatrix adj;
};

// Samples `count` neighbours per node over `hops` hops; count 0 takes all neighbours. Targets must be distinct.
SampledSubgraph sample_neighbors(const CsrMatrix& adj, std::span<const Id> targets, std::size_t hops, std::size_t count,
                                 Random random);

// The given rows of a matrix, in this order.
CsrMatrix index_select(const CsrMatrix& table, std::span<const Id> rows);

}  // namespace kinfold
