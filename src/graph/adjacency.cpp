#include "graph/adjacency.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"

namespace kinfold {
namespace {

struct Draw {
  Id node, from;
  float weight;
};

Sparse summed(std::vector<Draw> draws, std::size_t nodes) {
  std::ranges::stable_sort(draws, {}, [](const Draw& d) { return std::pair(d.node, d.from); });
  Sparse table;
  table.columns = nodes;
  std::size_t at = 0;
  for (Id node = 0; node < nodes; ++node, table.close())
    for (; at < draws.size() && draws[at].node == node; ++at) {
      const bool again = table.column.size() > table.begin.back() && table.column.back() == draws[at].from;
      if (again) {
        table.value.back() += draws[at].weight;
      } else {
        table.column.push_back(draws[at].from);
        table.value.push_back(draws[at].weight);
      }
    }
  return table;
}

}  // namespace

Sparse adjacency(std::size_t nodes, std::span<const Triple> links, std::span<const float> weights,
                 const AdjacencyRule& rule) {
  if (!rule.undirected && rule.normalization == "symmetric")
    throw UsageError("links of one direction cannot be normalised symmetrically", "--normalization symmetric",
                     "use --normalization mean, or let links go both ways with --directed no");
  std::vector<Draw> draws;
  draws.reserve((rule.undirected ? 2 : 1) * links.size() + (rule.self_loops ? nodes : 0));
  for (std::size_t n = 0; n < links.size(); ++n) {
    const auto [head, relation, tail] = links[n];
    const float weight = weights.empty() ? 1 : weights[n];
    if (head == tail && rule.self_loops) continue;
    draws.push_back({tail, head, weight});
    if (rule.undirected && head != tail) draws.push_back({head, tail, weight});
  }
  for (Id node = 0; rule.self_loops && node < nodes; ++node) draws.push_back({node, node, 1});
  Sparse table = summed(std::move(draws), nodes);
  normalize(table, rule.normalization);
  return table;
}

void normalize(Sparse& table, const std::string& normalization) {
  if (std::ranges::find(kNormalizations, normalization) == kNormalizations.end())
    throw UsageError("unknown normalization '" + normalization + "'", "--normalization",
                     known_choices(normalization, kNormalizations));
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
                        : normalization == "mean"    ? rows[row]
                                                     : column;
      if (by > 0) table.value[at] = float(table.value[at] / by);
    }
}

Sparse transposed(const Sparse& table, std::vector<std::uint64_t>* origin) {
  Sparse result;
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
