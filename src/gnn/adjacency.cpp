#include "gnn/adjacency.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"

namespace kinfold {
namespace {

struct WeightedEdge {
  Id node, from;
  float weight;
};

CsrMatrix coalesce(std::vector<WeightedEdge> edges, std::size_t nodes) {
  std::ranges::stable_sort(edges, {}, [](const WeightedEdge& d) { return std::pair(d.node, d.from); });
  CsrMatrix table;
  table.columns = nodes;
  std::size_t at = 0;
  for (Id node = 0; node < nodes; ++node, table.close())
    for (; at < edges.size() && edges[at].node == node; ++at) {
      const bool repeated = table.column.size() > table.begin.back() && table.column.back() == edges[at].from;
      if (repeated) {
        table.value.back() += edges[at].weight;
      } else {
        table.column.push_back(edges[at].from);
        table.value.push_back(edges[at].weight);
      }
    }
  return table;
}

}  // namespace

CsrMatrix adjacency(std::size_t nodes, std::span<const Triple> links, std::span<const float> weights,
                    const AdjacencyOptions& options) {
  if (!options.undirected && options.normalization == "symmetric")
    throw UsageError("directed links cannot be normalized symmetrically", "--adjacency-normalization symmetric",
                     "use --adjacency-normalization row, or undirected links with --directed no");
  std::vector<WeightedEdge> edges;
  edges.reserve((options.undirected ? 2 : 1) * links.size() + (options.add_self_loops ? nodes : 0));
  for (std::size_t n = 0; n < links.size(); ++n) {
    const auto [head, relation, tail] = links[n];
    const float weight = weights.empty() ? 1 : weights[n];
    if (head == tail && options.add_self_loops) continue;
    edges.push_back({tail, head, weight});
    if (options.undirected && head != tail) edges.push_back({head, tail, weight});
  }
  for (Id node = 0; options.add_self_loops && node < nodes; ++node) edges.push_back({node, node, 1});
  CsrMatrix table = coalesce(std::move(edges), nodes);
  normalize(table, options.normalization);
  return table;
}

void normalize(CsrMatrix& table, const std::string& normalization) {
  if (std::ranges::find(kAdjacencyNormalizations, normalization) == kAdjacencyNormalizations.end())
    throw UsageError("unknown normalization '" + normalization + "'", "--adjacency-normalization",
                     known_choices(normalization, kAdjacencyNormalizations));
  if (normalization == "none") return;
  std::vector<double> rows(table.rows()), columns(table.columns);
  for (std::size_t row = 0; row < table.rows(); ++row)
    for (std::uint64_t at = table.begin[row]; at < table.begin[row + 1]; ++at) {
      rows[row] += table.value[at];
      columns[table.column[at]] += table.value[at];
    }
  for (std::size_t row = 0; row < table.rows(); ++row)
    for (std::uint64_t at = table.begin[row]; at < table.begin[row + 1]; ++at) {
      const double column = columns[table.column[at]];
      const double by = normalization == "symmetric" ? std::sqrt(rows[row] * column)
                        : normalization == "row"     ? rows[row]
                                                     : column;
      if (by > 0) table.value[at] = float(table.value[at] / by);
    }
}

CsrMatrix transposed(const CsrMatrix& table, std::vector<std::uint64_t>* origin) {
  CsrMatrix result;
  result.columns = table.rows();
  result.begin.assign(table.columns + 1, 0);
  for (const Id column : table.column) ++result.begin[column + 1];
  for (std::size_t row = 0; row < table.columns; ++row) result.begin[row + 1] += result.begin[row];
  std::vector<std::uint64_t> next(result.begin.begin(), result.begin.end() - 1);
  result.column.resize(table.column.size());
  result.value.resize(table.value.size());
  if (origin) origin->resize(table.value.size());
  for (std::size_t row = 0; row < table.rows(); ++row)
    for (std::uint64_t at = table.begin[row]; at < table.begin[row + 1]; ++at) {
      const std::uint64_t to = next[table.column[at]]++;
      result.column[to] = Id(row);
      result.value[to] = table.value[at];
      if (origin) (*origin)[to] = at;
    }
  return result;
}

}  // namespace kinfold
