// Who draws from whom: a square sparse table, whose row n holds the nodes that node n draws from, and how much of each.
//
//   none        a_nm = w(m -> n)
//   symmetric   a_nm = w / sqrt(row sum of n * column sum of m)      (Kipf, Welling 2017)
//   mean        a_nm = w / row sum of n: a node takes the mean of those that it draws from (normalised by in-degree)
//   split       a_nm = w / column sum of m: a node parts what it has among those that draw from it (by out-degree)
//
// Rows and columns that sum to nothing stay as they are.
#pragma once
#include <span>
#include <string>
#include <vector>

#include "data/csr_matrix.h"
#include "data/triples.h"

namespace kinfold {

inline const std::vector<std::string> kAdjacencyNormalizations = {"symmetric", "row", "column", "none"};

struct AdjacencyOptions {
  bool undirected = true;      // links go both ways
  bool add_self_loops = true;  // each node draws from itself, too, by weight 1; loops of the data are left out then
  std::string normalization = "symmetric";
};

// Of links head -> tail: tails draw from heads. Repeated links add up; no weights: 1 each. Weights are positive. An
// Error where links of one direction are to be normalised symmetrically.
CsrMatrix adjacency(std::size_t nodes, std::span<const Triple> links, std::span<const float> weights,
                    const AdjacencyOptions& rule);

// In place, by one of kAdjacencyNormalizations.
void normalize(CsrMatrix& table, const std::string& normalization);

// Columns become rows. `origin`, if asked for: where each value of the result stands in the table.
CsrMatrix transposed(const CsrMatrix& table, std::vector<std::uint64_t>* origin = nullptr);

}  // namespace kinfold
