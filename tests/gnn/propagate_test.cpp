#include "gnn/propagate.h"

#include <gtest/gtest.h>

#include "core/error.h"
#include "gnn/adjacency.h"
#include "oracle/adjacency.h"
#include "oracle/instruction_sets.h"

namespace kinfold {
namespace {

Matrix random_rows(std::size_t rows, std::size_t rank, std::uint64_t seed) {
  Matrix table(rows, rank);
  Random random(seed);
  for (Id row = 0; row < rows; ++row)
    for (float& x : table.row(row)) x = float(random.normal());
  return table;
}

void expect_near(const CsrMatrix& table, const oracle::Cells& cells) {
  const oracle::Cells own = oracle::to_dense(table);
  ASSERT_EQ(own.size(), cells.size());
  for (std::size_t n = 0; n < own.size(); ++n)
    for (std::size_t m = 0; m < own.size(); ++m) EXPECT_NEAR(own[n][m], cells[n][m], 1e-6) << n << " from " << m;
}

TEST(Adjacency, MatchesTheOracleForEveryNormalization) {
  const std::vector<Triple> links = oracle::random_links(17, 60, 1);
  for (const bool undirected : {true, false})
    for (const bool loops : {true, false})
      for (const std::string& normalization : kAdjacencyNormalizations) {
        if (!undirected && normalization == "symmetric") continue;
        SCOPED_TRACE(normalization + (undirected ? " undirected" : " directed") + (loops ? " loops" : ""));
        expect_near(adjacency(17, links, {}, {undirected, loops, normalization}),
                    oracle::adjacency(17, links, undirected, loops, normalization));
      }
}

TEST(Adjacency, UsesLinkWeights) {
  const std::vector<Triple> links = {{0, 0, 1}, {2, 0, 1}};
  const std::vector<float> weights = {3, 1};
  const CsrMatrix mean = adjacency(3, links, weights, {false, false, "row"});
  EXPECT_EQ(oracle::to_dense(mean)[1], (std::vector<double>{0.75, 0, 0.25}));
}

TEST(Adjacency, RefusesSymmetricNormalizationOfDirectedLinks) {
  const std::vector<Triple> links = {{0, 0, 1}};
  try {
    adjacency(2, links, {}, {false, true, "symmetric"});
    FAIL();
  } catch (const UsageError& error) {
    EXPECT_NE(error.advice().find("--adjacency-normalization row"), std::string::npos);
  }
  EXPECT_THROW(adjacency(2, links, {}, {true, true, "median"}), UsageError);
}

TEST(Adjacency, IsolatedNodesHaveOnlyTheirSelfLoop) {
  const CsrMatrix table = adjacency(3, std::vector<Triple>{{0, 0, 1}}, {}, {true, true, "symmetric"});
  EXPECT_EQ(oracle::to_dense(table)[2], (std::vector<double>{0, 0, 1}));
  const CsrMatrix bare = adjacency(3, std::vector<Triple>{{0, 0, 1}}, {}, {true, false, "symmetric"});
  EXPECT_EQ(bare.length(2), 0u);
}

TEST(Transposed, SwapsRowsAndColumnsAndReturnsTheOrigin) {
  const CsrMatrix table = adjacency(9, oracle::random_links(9, 20, 2), {}, {false, false, "row"});
  std::vector<std::uint64_t> origin;
  const CsrMatrix turned = transposed(table, &origin);
  const oracle::Cells a = oracle::to_dense(table), b = oracle::to_dense(turned);
  for (std::size_t n = 0; n < 9; ++n)
    for (std::size_t m = 0; m < 9; ++m) EXPECT_EQ(a[n][m], b[m][n]);
  for (std::size_t at = 0; at < origin.size(); ++at) EXPECT_EQ(turned.value[at], table.value[origin[at]]);
}

TEST(Propagate, EqualsTheProductOnEveryInstructionSet) {
  oracle::on_every_instruction_set([] {
    for (const std::size_t rank : {1, 7, 16, 33, 64, 100, 200}) {
      SCOPED_TRACE(rank);
      const std::size_t nodes = 300;
      const CsrMatrix table = adjacency(nodes, oracle::random_links(nodes, 1500, 3), {}, {true, true, "symmetric"});
      const Matrix in = random_rows(nodes, rank, 4), other = random_rows(nodes, rank, 5);
      Matrix out, blended;
      Pool pool(2);
      propagate(table, in, out, pool);
      propagate(table, in, blended, pool, {0.75f, &other, 0.25f});
      for (Id n = 0; n < nodes; ++n) {
        std::vector<double> sum(rank);
        for (std::uint64_t at = table.begin[n]; at < table.begin[n + 1]; ++at)
          for (std::size_t k = 0; k < rank; ++k) sum[k] += double(table.value[at]) * double(in[table.column[at]][k]);
        for (std::size_t k = 0; k < rank; ++k) {
          EXPECT_NEAR(out[n][k], sum[k], 1e-5);
          EXPECT_NEAR(blended[n][k], 0.75 * sum[k] + 0.25 * double(other[n][k]), 1e-5);
        }
        for (std::size_t k = rank; k < out.stride(); ++k) EXPECT_EQ(out[n][k], 0);
      }
    }
  });
}

TEST(Propagate, ReadsAndWritesBFloat16) {
  oracle::on_every_instruction_set([] {
    for (const std::size_t rank : {1, 16, 40, 130}) {
      SCOPED_TRACE(rank);
      const std::size_t nodes = 300;
      const CsrMatrix table = adjacency(nodes, oracle::random_links(nodes, 1500, 3), {}, {true, true, "symmetric"});
      Matrix in = random_rows(nodes, rank, 4), out, from_halves;
      BFloat16Rows halves, out_halves, both;
      halves.resize(nodes, rank);
      for (Id n = 0; n < nodes; ++n)
        for (std::size_t k = 0; k < rank; ++k) in[n][k] = to_float(halves[n][k] = round_to_bfloat16(in[n][k]));
      Pool pool(2);
      propagate(table, in, out, pool);
      propagate(table, in, out_halves, pool);
      propagate(table, halves, from_halves, pool);
      propagate(table, halves, both, pool);
      EXPECT_TRUE(std::ranges::equal(out.padded(), from_halves.padded()));
      for (Id n = 0; n < nodes; ++n)
        for (std::size_t k = 0; k < out.stride(); ++k) {
          ASSERT_EQ(out_halves[n][k], round_to_bfloat16(out[n][k]));
          ASSERT_EQ(both[n][k], round_to_bfloat16(out[n][k]));
        }
    }
  });
}

// <y, A x> = <A^T y, x>
TEST(Propagate, TransposeIsTheAdjoint) {
  const std::size_t nodes = 200, rank = 20;
  for (const std::string normalization : {"row", "column"}) {
    const CsrMatrix table = adjacency(nodes, oracle::random_links(nodes, 900, 6), {}, {false, true, normalization});
    const Matrix x = random_rows(nodes, rank, 7), y = random_rows(nodes, rank, 8);
    Matrix ax, aty;
    Pool pool(1);
    propagate(table, x, ax, pool);
    propagate(transposed(table), y, aty, pool);
    double one = 0, other = 0;
    for (Id n = 0; n < nodes; ++n)
      for (std::size_t k = 0; k < rank; ++k)
        one += double(y[n][k]) * double(ax[n][k]), other += double(aty[n][k]) * double(x[n][k]);
    EXPECT_NEAR(one, other, 1e-3);
  }
}

TEST(Propagate, GivesTheSameBitsForAnyThreads) {
  const CsrMatrix table = adjacency(2000, oracle::random_links(2000, 9000, 9), {}, {true, true, "row"});
  const Matrix in = random_rows(2000, 48, 10);
  Pool one(1), three(3);
  Matrix a, b;
  propagate(table, in, a, one);
  propagate(table, in, b, three);
  EXPECT_TRUE(std::ranges::equal(a.padded(), b.padded()));
}

TEST(BreadthFirst, ContainsEachNodeOnceAndKeepsNeighboursNear) {
  // A path with randomly numbered nodes.
  const std::size_t nodes = 500;
  const std::vector<std::uint32_t> name = Random(11).permutation(nodes);
  std::vector<Triple> links;
  for (std::size_t n = 1; n < nodes; ++n) links.push_back({name[n - 1], 0, name[n]});
  const std::vector<Id> order = breadth_first(adjacency(nodes, links, {}, {true, true, "none"}));
  std::vector<std::size_t> place(nodes, nodes);
  for (std::size_t at = 0; at < order.size(); ++at) place[order[at]] = at;
  ASSERT_EQ(order.size(), nodes);
  for (const std::size_t p : place) EXPECT_LT(p, nodes);
  for (const Triple& t : links)
    EXPECT_EQ(std::max(place[t.head], place[t.tail]), std::min(place[t.head], place[t.tail]) + 1);
}

}  // namespace
}  // namespace kinfold
