#include "topk/top_k.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <set>

#include "core/random.h"
#include "oracle/instruction_sets.h"

namespace kinfold {
namespace {

// Vectors of small integers: every score is exact, and many are equal.
Matrix whole_numbers(std::size_t rows, std::size_t rank, Random& random) {
  Matrix table(rows, rank);
  for (Id row = 0; row < rows; ++row)
    for (float& x : table.row(row)) x = float(random.below(5)) - 2;
  return table;
}

struct TopKFixture {
  Matrix queries, items;
  std::vector<float> offsets;
  std::vector<std::vector<Id>> seen;

  TopKFixture(std::size_t users, std::size_t count, std::size_t rank, std::uint64_t seed) {
    Random random(seed);
    queries = whole_numbers(users, rank, random);
    items = whole_numbers(count, rank, random);
    for (std::size_t i = 0; i < count; ++i)
      offsets.push_back(random.below(9) == 0 ? kExcluded : float(random.below(3)));
    for (std::size_t u = 0; u < users; ++u) {
      auto& ids = seen.emplace_back();
      for (std::size_t n = random.below(count + 1); n > 0; --n) ids.push_back(Id(random.below(count)));
    }
  }

  std::vector<TopKQuery> make_queries(std::span<const float> targets) const {
    std::vector<TopKQuery> result;
    for (std::size_t u = 0; u < queries.rows(); ++u) result.push_back({queries[Id(u)], seen[u], targets});
    return result;
  }

  // All eligible candidates, sorted by score.
  std::vector<std::pair<double, Id>> sorted(Id user) const {
    std::vector<std::pair<double, Id>> all;
    for (Id i = 0; i < items.rows(); ++i) {
      double score = offsets[i];
      for (std::size_t k = 0; k < items.rank(); ++k) score += double(queries[user][k]) * items[i][k];
      if (offsets[i] != kExcluded && std::ranges::find(seen[user], i) == seen[user].end()) all.emplace_back(-score, i);
    }
    std::ranges::sort(all);
    return all;
  }
};

void expect_equal(const RankedCandidates& ranked, const std::vector<std::pair<double, Id>>& all, std::size_t k,
                  float target) {
  ASSERT_EQ(ranked.best.size(), std::min(k, all.size()));
  for (std::size_t i = 0; i < ranked.best.size(); ++i) {
    EXPECT_EQ(ranked.best[i].id, all[i].second);
    EXPECT_EQ(ranked.best[i].score, -all[i].first);
  }
  std::size_t tied = 0, above = 0, equal = 0;
  for (std::size_t i = ranked.best.size(); i < all.size() && k > 0; ++i) tied += all[i].first == all[k - 1].first;
  for (const auto& [negative, id] : all) above += -negative > target, equal += -negative == target;
  EXPECT_EQ(ranked.tied, tied);
  EXPECT_EQ(ranked.target_ranks[0].eligible.above, above);
  EXPECT_EQ(ranked.target_ranks[0].eligible.equal, equal);
}

TEST(TopK, EqualsSortingAllOnEveryInstructionSet) {
  oracle::on_every_instruction_set([] {
    Pool pool(2);
    std::uint64_t seed = 1;
    for (const std::size_t users : {1, 7, 100})
      for (const std::size_t count : {1, 33, 600, 1100})
        for (const std::size_t k : {0, 1, 10, 2000}) {
          const TopKFixture fixture(users, count, 1 + seed % 6, seed);
          ++seed;
          const Candidates candidates(fixture.items, fixture.offsets);
          const float target = 2;
          const auto ranked = top_k(candidates, fixture.make_queries({&target, 1}), k, pool);
          for (Id u = 0; u < users; ++u) expect_equal(ranked[u], fixture.sorted(u), k, target);
        }
  });
}

// Targets are scores of candidates, so that bounds alone cannot decide all ranks.
TEST(TopK, TargetRanksEqualCountsOfAllScores) {
  oracle::on_every_instruction_set([] {
    Random random(8);
    Pool pool(2);
    Matrix queries(120, 30), items(1300, 30);
    for (Matrix* table : {&queries, &items})
      for (Id row = 0; row < table->rows(); ++row)
        for (float& x : table->row(row)) x = float(random.normal() * (1 + row % 3));
    for (Id i = 0; i < 1300; i += 7) std::ranges::copy(items.row(i), items.row(i / 2).begin());  // equal scores
    std::vector<float> offsets(1300);
    for (float& offset : offsets) offset = random.below(9) == 0 ? kExcluded : float(random.normal());
    const Candidates candidates(items, offsets);
    std::vector<Id> all(1300);
    std::iota(all.begin(), all.end(), 0u);
    std::vector<std::vector<Id>> excluded(120);
    std::vector<std::vector<float>> scores, targets(120);
    std::vector<TopKQuery> query_list;
    for (Id q = 0; q < 120; ++q) {
      scores.push_back(candidates.scores(queries[q], all));
      for (std::size_t m = 0; m < 1 + q % 3; ++m) {
        Id target = Id(random.below(1300));
        while (offsets[target] == kExcluded) target = (target + 1) % 1300;
        targets[q].push_back(scores[q][target]);
      }
      for (std::size_t n = random.below(60); n > 0; --n) excluded[q].push_back(Id(random.below(1300)));
      query_list.push_back({queries[q], excluded[q], targets[q]});
    }
    const auto ranked = top_k(candidates, query_list, 0, pool);
    for (Id q = 0; q < 120; ++q)
      for (std::size_t m = 0; m < targets[q].size(); ++m) {
        TargetRank expected;
        for (const Id i : all)
          (std::ranges::find(excluded[q], i) == excluded[q].end() ? expected.eligible : expected.excluded)
              .add(scores[q][i], targets[q][m]);
        EXPECT_EQ(ranked[q].target_ranks[m].eligible.above, expected.eligible.above);
        EXPECT_EQ(ranked[q].target_ranks[m].eligible.equal, expected.eligible.equal);
        EXPECT_EQ(ranked[q].target_ranks[m].excluded.above, expected.excluded.above);
        EXPECT_EQ(ranked[q].target_ranks[m].excluded.equal, expected.excluded.equal);
      }
  });
}

TEST(TopK, DoesNotDependOnThreadsOrOtherQueries) {
  Random random(5);
  Matrix queries(210, 9), items(1500, 9);
  for (Matrix* table : {&queries, &items})
    for (float& x : table->padded()) x = float(random.normal());
  const Candidates candidates(items, {});
  std::vector<TopKQuery> query_list;
  for (Id u = 0; u < queries.rows(); ++u) query_list.push_back({queries[u]});
  Pool one(1), three(3);
  const auto all = top_k(candidates, query_list, 20, one), again = top_k(candidates, query_list, 20, three);
  for (std::size_t u = 0; u < query_list.size(); ++u) {
    const auto alone = top_k(candidates, std::span(query_list).subspan(u, 1), 20, one);
    for (std::size_t i = 0; i < 20; ++i)
      for (const RankedCandidates* other : {&again[u], &alone[0]}) {
        EXPECT_EQ(all[u].best[i].id, other->best[i].id);
        EXPECT_EQ(all[u].best[i].score, other->best[i].score);
      }
  }
}

TEST(Candidates, ScoresHaveTheBitsOfTopK) {
  oracle::on_every_instruction_set([] {
    Random random(6);
    Matrix queries(3, 21), items(70, 21);
    for (Matrix* table : {&queries, &items})
      for (Id row = 0; row < table->rows(); ++row)
        for (float& x : table->row(row)) x = float(random.normal());
    std::vector<float> offsets(70, 0.3f);
    const Candidates candidates(items, offsets);
    Pool pool(1);
    const std::vector<TopKQuery> query_list = {{queries[2]}};
    const RankedCandidates ranked = top_k(candidates, query_list, 70, pool)[0];
    std::vector<Id> ids;
    for (const ScoredId& s : ranked.best) ids.push_back(s.id);
    const auto scores = candidates.scores(queries[2], ids);
    for (std::size_t i = 0; i < ids.size(); ++i) EXPECT_EQ(scores[i], ranked.best[i].score);
  });
}

TEST(TopK, WithoutCandidatesIsEmpty) {
  const Matrix items(0, 4), queries(2, 4);
  Pool pool(1);
  const std::vector<TopKQuery> query_list = {{queries[0]}, {queries[1]}};
  for (const RankedCandidates& ranked : top_k(Candidates(items, {}), query_list, 5, pool))
    EXPECT_TRUE(ranked.best.empty());
  EXPECT_TRUE(top_k(Candidates(items, {}), {}, 5, pool).empty());
}

}  // namespace
}  // namespace kinfold
