// Adjacency matrices for propagation. Row n contains the in-neighbours m of node n and their weights:
//
//   none        a_nm = w(m -> n)
//   symmetric   a_nm = w / sqrt(row sum of n * column sum of m)      (Kipf, Welling 2017)
//   row         a_nm = w / row sum of n: a node receives the mean of its in-neighbours (normalized by in-degree)
//   column      a_nm = w / column sum of m: a node divides its value among its out-neighbours (by out-degree)
//
// Values are unchanged if the divisor is zero.
#pragma once
#include <span>
#include <string>
#include <vector>

#include "data/csr_matrix.h"
#include "data/triples.h"

namespace kinfold {

inline const std::vector<std::string> kAdjacencyNormalizations = {"symmetric", "row", "column", "none"};

struct AdjacencyOptions {
  bool undirected = true;      // propagate in both directions of a link
  bool add_self_loops = true;  // add a self-loop of weight 1 to each node; self-loops of the data are then ignored
  std::string normalization = "symmetric";
};

// The adjacency matrix of links head -> tail: a link makes the head an in-neighbour of the tail. The weights of
// repeated links are summed. Weights are positive; empty weights are 1 each. Throws a UsageError for symmetric
// normalization of directed links, or if the normalization is unknown.
CsrMatrix adjacency(std::size_t nodes, std::span<const Triple> links, std::span<const float> weights,
                    const AdjacencyOptions& options);

// Normalizes in place. Throws a UsageError if the normalization is not one of kAdjacencyNormalizations.
void normalize(CsrMatrix& table, const std::string& normalization);

// The transpose. If `origin` is given, it receives the index in `table` of each value of the result.
CsrMatrix transposed(const CsrMatrix& table, std::vector<std::uint64_t>* origin = nullptr);

}  // namespace kinfold
