// Links of several relations, laid out for mixing by relation: each relation, and its way back, has weights of its own.
#pragma once
#include <span>
#include <vector>

#include "data/csr_matrix.h"
#include "data/triples.h"

namespace kinfold {

// Row n of `table` holds what node n draws from: tails from heads by the fact's relation, heads from tails by the
// relation's way back, which stands behind all relations. A value is weight / sum of the weights that the node draws by
// that relation (1 / c_nr of Schlichtkrull et al. 2018, eq. 2).
struct TypedLinks {
  std::size_t relations = 0;               // with their ways back
  CsrMatrix table, back;                   // back: columns as rows
  std::vector<Id> relation;                // of each value of the table
  std::vector<Id> row;                     // that each value of the table is in
  std::vector<std::uint64_t> origin;       // where each value of `back` stands in the table
  std::vector<std::uint64_t> by_relation;  // places of the table's values, relation after relation
  std::vector<std::uint64_t> begin;        // of each relation in by_relation; relations + 1
};

TypedLinks typed_links(std::size_t nodes, std::size_t relations, std::span<const Triple> facts,
                       std::span<const float> weights);

}  // namespace kinfold
