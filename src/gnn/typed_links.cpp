#include "gnn/typed_links.h"

#include <algorithm>

#include "gnn/adjacency.h"

namespace kinfold {
namespace {

struct TypedEdge {
  Id node, relation, from;
  float weight;
};

std::vector<TypedEdge> directed_edges(std::size_t relations, std::span<const Triple> facts,
                                      std::span<const float> weights) {
  std::vector<TypedEdge> edges;
  for (std::size_t n = 0; n < facts.size(); ++n) {
    const auto [head, relation, tail] = facts[n];
    const float weight = weights.empty() ? 1 : weights[n];
    edges.push_back({tail, relation, head, weight});
    edges.push_back({head, Id(relations + relation), tail, weight});
  }
  std::ranges::stable_sort(edges, {}, [](const TypedEdge& d) { return std::tuple(d.node, d.relation, d.from); });
  return edges;
}

// Normalizes the weights of each node and relation to the sum 1.
void normalize_by_relation(std::vector<TypedEdge>& edges) {
  const auto same = [](const TypedEdge& a, const TypedEdge& b) { return a.node == b.node && a.relation == b.relation; };
  for (std::size_t begin = 0, end = 0; begin < edges.size(); begin = end) {
    double sum = 0;
    for (; end < edges.size() && same(edges[end], edges[begin]); ++end) sum += edges[end].weight;
    for (std::size_t at = begin; at < end; ++at) edges[at].weight = float(edges[at].weight / sum);
  }
}

}  // namespace

TypedLinks typed_links(std::size_t nodes, std::size_t relations, std::span<const Triple> facts,
                       std::span<const float> weights) {
  std::vector<TypedEdge> edges = directed_edges(relations, facts, weights);
  normalize_by_relation(edges);
  TypedLinks links;
  links.relations = 2 * relations;
  links.adj.columns = nodes;
  links.begin.assign(links.relations + 1, 0);
  std::size_t at = 0;
  for (Id node = 0; node < nodes; ++node, links.adj.close())
    for (; at < edges.size() && edges[at].node == node; ++at) {
      links.adj.column.push_back(edges[at].from);
      links.adj.value.push_back(edges[at].weight);
      links.relation.push_back(edges[at].relation);
      links.row.push_back(node);
      ++links.begin[edges[at].relation + 1];
    }
  for (std::size_t r = 0; r < links.relations; ++r) links.begin[r + 1] += links.begin[r];
  std::vector<std::uint64_t> next(links.begin.begin(), links.begin.end() - 1);
  links.by_relation.resize(edges.size());
  for (std::size_t index = 0; index < edges.size(); ++index) links.by_relation[next[links.relation[index]]++] = index;
  links.adj_t = transposed(links.adj, &links.origin);
  return links;
}

}  // namespace kinfold
