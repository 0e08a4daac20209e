// Links of several relations, stored for R-GCN layers: each relation and its inverse has its own weights.
#pragma once
#include <span>
#include <vector>

#include "data/csr_matrix.h"
#include "data/triples.h"

namespace kinfold {

// Row n of `adj` contains the in-neighbours of node n: for each fact, the head is a neighbour of the tail by the
// relation and the tail is a neighbour of the head by the inverse relation. Inverse relations are numbered after all
// relations. A value is the weight of the fact divided by the sum of weights of the node and relation (1 / c_nr of
// Schlichtkrull et al. 2018, eq. 2).
struct TypedLinks {
  std::size_t relations = 0;               // including inverse relations
  CsrMatrix adj, adj_t;                    // the adjacency matrix and its transpose
  std::vector<Id> relation;                // relation of each value of `adj`
  std::vector<Id> row;                     // row of each value of `adj`
  std::vector<std::uint64_t> origin;       // index in `adj` of each value of `adj_t`
  std::vector<std::uint64_t> by_relation;  // indices of the values of `adj`, ordered by relation
  std::vector<std::uint64_t> begin;        // offsets of the relations in by_relation; relations + 1
};

// `facts` have relations below `relations`. Empty weights are 1 each.
TypedLinks typed_links(std::size_t nodes, std::size_t relations, std::span<const Triple> facts,
                       std::span<const float> weights);

}  // namespace kinfold
