// Reference: dense adjacency matrices and their products.
#pragma once
#include <cmath>
#include <string>
#include <vector>

#include "core/random.h"
#include "data/csr_matrix.h"
#include "data/triples.h"

namespace kinfold::oracle {

using Cells = std::vector<std::vector<double>>;

inline Cells to_dense(const CsrMatrix& table) {
  Cells cells(table.rows(), std::vector<double>(table.columns));
  for (std::size_t row = 0; row < table.rows(); ++row)
    for (std::uint64_t at = table.begin[row]; at < table.begin[row + 1]; ++at)
      cells[row][table.column[at]] += double(table.value[at]);
  return cells;
}

// The normalized adjacency matrix as defined in docs/propagation.md.
inline Cells adjacency(std::size_t nodes, const std::vector<Triple>& links, bool undirected, bool add_self_loops,
                       const std::string& normalization) {
  Cells a(nodes, std::vector<double>(nodes));
  for (const Triple& t : links) {
    if (t.head == t.tail && add_self_loops) continue;
    a[t.tail][t.head] += 1;
    if (undirected && t.head != t.tail) a[t.head][t.tail] += 1;
  }
  for (std::size_t n = 0; add_self_loops && n < nodes; ++n) a[n][n] += 1;
  std::vector<double> in(nodes), out(nodes);
  for (std::size_t n = 0; n < nodes; ++n)
    for (std::size_t m = 0; m < nodes; ++m) in[n] += a[n][m], out[m] += a[n][m];
  for (std::size_t n = 0; n < nodes; ++n)
    for (std::size_t m = 0; m < nodes; ++m) {
      if (a[n][m] == 0) continue;
      if (normalization == "symmetric") a[n][m] /= std::sqrt(in[n] * out[m]);
      if (normalization == "row") a[n][m] /= in[n];
      if (normalization == "column") a[n][m] /= out[m];
    }
  return a;
}

inline Cells product(const Cells& a, const Cells& b) {
  Cells c(a.size(), std::vector<double>(b.empty() ? 0 : b[0].size()));
  for (std::size_t i = 0; i < a.size(); ++i)
    for (std::size_t j = 0; j < b.size(); ++j)
      for (std::size_t k = 0; k < b[j].size(); ++k) c[i][k] += a[i][j] * b[j][k];
  return c;
}

inline std::vector<Triple> random_links(std::size_t nodes, std::size_t count, std::uint64_t seed) {
  Random random(seed);
  std::vector<Triple> links;
  for (std::size_t n = 0; n < count; ++n) links.push_back({Id(random.below(nodes)), 0, Id(random.below(nodes))});
  return links;
}

}  // namespace kinfold::oracle
