#include "gnn/neighbor_sampling.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "gnn/adjacency.h"
#include "gnn/network.h"
#include "oracle/adjacency.h"

namespace kinfold {
namespace {

constexpr std::size_t kNeighborSamplingNodes = 150;

CsrMatrix graph() {
  return adjacency(kNeighborSamplingNodes, oracle::random_links(kNeighborSamplingNodes, 500, 1), {},
                   {true, true, "row"});
}

TEST(NeighborSampling, PutsTargetsFirstAndContainsEachNodeOnce) {
  const std::vector<Id> targets = {7, 3, 99};
  const SampledSubgraph subgraph = sample_neighbors(graph(), targets, 2, 3, Random(1));
  EXPECT_TRUE(std::ranges::equal(std::span(subgraph.nodes).first(3), targets));
  EXPECT_EQ(std::set<Id>(subgraph.nodes.begin(), subgraph.nodes.end()).size(), subgraph.nodes.size());
  EXPECT_EQ(subgraph.adj.rows(), subgraph.nodes.size());
  EXPECT_EQ(subgraph.adj.columns, subgraph.nodes.size());
  for (std::size_t n = 0; n < subgraph.nodes.size(); ++n) EXPECT_LE(subgraph.adj.length(n), 4u);  // itself and three
}

// With all neighbours, a network gives the same output for the targets as with the whole graph.
TEST(NeighborSampling, WithAllNeighboursIsExact) {
  const CsrMatrix adj = graph();
  const std::vector<Id> targets = {0, 50, 149};
  CsrMatrix features;
  features.columns = 6;
  Random random(2);
  for (std::size_t n = 0; n < kNeighborSamplingNodes; ++n, features.close())
    for (Id k = 0; k < 6; ++k) features.column.push_back(k), features.value.push_back(float(random.normal()));
  for (const std::string kind : {"gcn", "appnp", "sgc", "gcnii"}) {
    NetworkSpec spec;
    spec.kind = kind;
    spec.features = 6, spec.hidden_dim = 5, spec.out = 3, spec.num_layers = 3, spec.propagation_steps = 4;
    Network network(spec, 3);
    Pool pool(1);
    const Matrix whole = network.forward({&adj, nullptr, &features, pool});
    const SampledSubgraph part = sample_neighbors(adj, targets, network.hops(), 0, Random(1));
    EXPECT_LT(part.nodes.size(), kNeighborSamplingNodes + 1);
    const CsrMatrix rows = index_select(features, part.nodes);
    const Matrix& own = network.forward({&part.adj, nullptr, &rows, pool});
    for (Id t = 0; t < targets.size(); ++t)
      for (std::size_t k = 0; k < 3; ++k) EXPECT_NEAR(own[t][k], whole[targets[t]][k], 1e-5) << kind;
  }
}

// The expectation of the propagated values is correct.
TEST(NeighborSampling, IsUnbiased) {
  const CsrMatrix adj = graph();
  Id busy = 0;
  for (Id n = 0; n < kNeighborSamplingNodes; ++n)
    if (adj.length(n) > adj.length(busy)) busy = n;
  std::vector<double> mean(kNeighborSamplingNodes);
  const std::size_t draws = 4000;
  for (std::size_t draw = 0; draw < draws; ++draw) {
    const SampledSubgraph part = sample_neighbors(adj, std::vector<Id>{busy}, 1, 2, Random(draw));
    for (std::uint64_t at = 0; at < part.adj.begin[1]; ++at)
      mean[part.nodes[part.adj.column[at]]] += double(part.adj.value[at]) / double(draws);
  }
  for (std::uint64_t at = adj.begin[busy]; at < adj.begin[busy + 1]; ++at)
    EXPECT_NEAR(mean[adj.column[at]], double(adj.value[at]), 0.02);
}

}  // namespace
}  // namespace kinfold
