#include "graph/sample.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "graph/adjacency.h"
#include "graph/network.h"
#include "oracle/adjacency.h"

namespace kinfold {
namespace {

constexpr std::size_t kNodes = 150;

Sparse graph() { return adjacency(kNodes, oracle::random_links(kNodes, 500, 1), {}, {true, true, "mean"}); }

TEST(Neighbourhood, HoldsTargetsFirstAndEachNodeOnce) {
  const std::vector<Id> targets = {7, 3, 99};
  const Neighbourhood found = neighbourhood(graph(), targets, 2, 3, Random(1));
  EXPECT_TRUE(std::ranges::equal(std::span(found.nodes).first(3), targets));
  EXPECT_EQ(std::set<Id>(found.nodes.begin(), found.nodes.end()).size(), found.nodes.size());
  EXPECT_EQ(found.mix.rows(), found.nodes.size());
  EXPECT_EQ(found.mix.columns, found.nodes.size());
  for (std::size_t n = 0; n < found.nodes.size(); ++n) EXPECT_LE(found.mix.length(n), 4u);  // itself and three
}

// With all neighbours a network says the same of the targets as over the whole graph.
TEST(Neighbourhood, OfAllIsExact) {
  const Sparse mix = graph();
  const std::vector<Id> targets = {0, 50, 149};
  Sparse features;
  features.columns = 6;
  Random random(2);
  for (std::size_t n = 0; n < kNodes; ++n, features.close())
    for (Id k = 0; k < 6; ++k) features.column.push_back(k), features.value.push_back(float(random.normal()));
  for (const std::string kind : {"gcn", "appnp", "sgc", "gcnii"}) {
    NetworkShape shape;
    shape.kind = kind;
    shape.features = 6, shape.width = 5, shape.out = 3, shape.layers = 3, shape.steps = 4;
    Network network(shape, 3);
    Pool pool(1);
    const Table whole = network.forward({&mix, nullptr, &features, pool});
    const Neighbourhood part = neighbourhood(mix, targets, network.hops(), 0, Random(1));
    EXPECT_LT(part.nodes.size(), kNodes + 1);
    const Sparse rows = rows_of(features, part.nodes);
    const Table& own = network.forward({&part.mix, nullptr, &rows, pool});
    for (Id t = 0; t < targets.size(); ++t)
      for (std::size_t k = 0; k < 3; ++k) EXPECT_NEAR(own[t][k], whole[targets[t]][k], 1e-5) << kind;
  }
}

// What a node draws is right on average.
TEST(Neighbourhood, DrawsWithoutBias) {
  const Sparse mix = graph();
  Id busy = 0;
  for (Id n = 0; n < kNodes; ++n)
    if (mix.length(n) > mix.length(busy)) busy = n;
  std::vector<double> mean(kNodes);
  const std::size_t draws = 4000;
  for (std::size_t draw = 0; draw < draws; ++draw) {
    const Neighbourhood part = neighbourhood(mix, std::vector<Id>{busy}, 1, 2, Random(draw));
    for (std::uint64_t at = 0; at < part.mix.begin[1]; ++at)
      mean[part.nodes[part.mix.column[at]]] += double(part.mix.value[at]) / double(draws);
  }
  for (std::uint64_t at = mix.begin[busy]; at < mix.begin[busy + 1]; ++at)
    EXPECT_NEAR(mean[mix.column[at]], double(mix.value[at]), 0.02);
}

}  // namespace
}  // namespace kinfold
