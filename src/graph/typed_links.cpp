#include "graph/typed_links.h"

#include <algorithm>

#include "graph/adjacency.h"

namespace kinfold {
namespace {

struct Draw {
  Id node, relation, from;
  float weight;
};

std::vector<Draw> draws_of(std::size_t relations, std::span<const Triple> facts, std::span<const float> weights) {
  std::vector<Draw> draws;
  for (std::size_t n = 0; n < facts.size(); ++n) {
    const auto [head, relation, tail] = facts[n];
    const float weight = weights.empty() ? 1 : weights[n];
    draws.push_back({tail, relation, head, weight});
    draws.push_back({head, Id(relations + relation), tail, weight});
  }
  std::ranges::stable_sort(draws, {}, [](const Draw& d) { return std::tuple(d.node, d.relation, d.from); });
  return draws;
}

// Those of one node and relation sum to 1.
void normalise(std::vector<Draw>& draws) {
  const auto same = [](const Draw& a, const Draw& b) { return a.node == b.node && a.relation == b.relation; };
  for (std::size_t begin = 0, end = 0; begin < draws.size(); begin = end) {
    double sum = 0;
    for (; end < draws.size() && same(draws[end], draws[begin]); ++end) sum += draws[end].weight;
    for (std::size_t at = begin; at < end; ++at) draws[at].weight = float(draws[at].weight / sum);
  }
}

}  // namespace

TypedLinks typed_links(std::size_t nodes, std::size_t relations, std::span<const Triple> facts,
                       std::span<const float> weights) {
  std::vector<Draw> draws = draws_of(relations, facts, weights);
  normalise(draws);
  TypedLinks links;
  links.relations = 2 * relations;
  links.table.columns = nodes;
  links.begin.assign(links.relations + 1, 0);
  std::size_t at = 0;
  for (Id node = 0; node < nodes; ++node, links.table.close())
    for (; at < draws.size() && draws[at].node == node; ++at) {
      links.table.column.push_back(draws[at].from);
      links.table.value.push_back(draws[at].weight);
      links.relation.push_back(draws[at].relation);
      links.row.push_back(node);
      ++links.begin[draws[at].relation + 1];
    }
  for (std::size_t r = 0; r < links.relations; ++r) links.begin[r + 1] += links.begin[r];
  std::vector<std::uint64_t> next(links.begin.begin(), links.begin.end() - 1);
  links.by_relation.resize(draws.size());
  for (std::size_t place = 0; place < draws.size(); ++place) links.by_relation[next[links.relation[place]]++] = place;
  links.back = transposed(links.table, &links.origin);
  return links;
}

}  // namespace kinfold
