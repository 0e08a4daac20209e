#include "kg/triple_ranking.h"

#include <gtest/gtest.h>

#include "kg/candidate_ranking.h"
#include "kg/graph_queries.h"
#include "oracle/graph_models.h"
#include "oracle/instruction_sets.h"

namespace kinfold {
namespace {

constexpr std::size_t kTripleRankingEntities = 70, kTripleRankingRelations = 3;

// The realistic rank, computed entity by entity. Without self-loops, an entity is not a candidate for itself.
EntityRank reference_rank(const GraphModel& model, const oracle::DoubleEmbeddings& tables, const Triple& fact,
                          TripleEnd end, const std::set<Triple>& known) {
  const double own_score = oracle::score(model, tables, fact, end);
  double above = 0, equal = 0, known_above = 0, known_equal = 0;
  for (Id e = 0; e < model.entities.size(); ++e) {
    const Triple other =
        end == TripleEnd::kTail ? Triple{fact.head, fact.relation, e} : Triple{e, fact.relation, fact.tail};
    if (other == fact || (!model.self_loops && other.head == other.tail)) continue;
    const double score = oracle::score(model, tables, other, end);
    const bool better = score > own_score + 1e-9, same = std::fabs(score - own_score) <= 1e-9;
    const bool back = model.undirected && known.contains({other.tail, other.relation, other.head});
    above += better, equal += same;
    if (known.contains(other) || back) known_above += better, known_equal += same;
  }
  return {1 + above + equal / 2, 1 + above - known_above + (equal - known_equal) / 2};
}

TEST(FactRanking, EqualsTheReferenceForEveryScorer) {
  for (const oracle::GraphCase& kind : oracle::kGraphCases) {
    SCOPED_TRACE(testing::Message() << kind.name << " " << kind.norm << " " << kind.inverse_relations);
    // A sum of several moduli is rounded, so that ties are not exact.
    const std::size_t rank = kind.name == "rotate" && kind.norm == 1 ? 1 : 3;
    const GraphModel model = oracle::graph_model(kind, kTripleRankingEntities, kTripleRankingRelations, 400, rank);
    const std::vector<Triple> held_out =
        oracle::random_facts(kTripleRankingEntities, model.relations.size(), 60, kind.links(), 6);
    std::vector<Triple> true_facts = model.facts;
    true_facts.insert(true_facts.end(), held_out.begin(), held_out.end());
    Pool pool(2);
    const std::vector<FactRanks> actual = rank_facts(model, held_out, model.filter_index(true_facts), pool);
    const oracle::DoubleEmbeddings tables(model.tables);
    const std::set<Triple> known(true_facts.begin(), true_facts.end());
    std::size_t halves = 0, filtered = 0;
    for (std::size_t n = 0; n < held_out.size(); ++n)
      for (const TripleEnd end : {TripleEnd::kTail, TripleEnd::kHead}) {
        const EntityRank expected = reference_rank(model, tables, held_out[n], end, known),
                         actual_rank = actual[n][int(end)];
        EXPECT_EQ(actual_rank.raw, expected.raw) << n << " end " << int(end);
        EXPECT_EQ(actual_rank.filtered, expected.filtered) << n << " end " << int(end);
        halves += actual_rank.raw != std::floor(actual_rank.raw);
        filtered += actual_rank.raw != actual_rank.filtered;
      }
    EXPECT_GT(halves, 0u) << "there are no ties";
    EXPECT_GT(filtered, 0u) << "nothing is filtered";
  }
}

// In a model without self-loops, a self-loop among the held-out facts is still a candidate of its own query.
TEST(FactRanking, SelfLoopsAreRankedAmongAllEntities) {
  GraphModel model = oracle::graph_model({"dot"}, kTripleRankingEntities, 1, 400);
  ASSERT_FALSE(model.self_loops);
  Pool pool(1);
  const oracle::DoubleEmbeddings tables(model.tables);
  for (Id e = 0; e < kTripleRankingEntities; ++e) {
    const Triple loop{e, 0, e};
    const FactRanks ranks = rank_facts(model, {&loop, 1}, model.filter_index({&loop, 1}), pool)[0];
    for (const TripleEnd end : {TripleEnd::kTail, TripleEnd::kHead}) {
      EXPECT_EQ(ranks[int(end)].filtered, reference_rank(model, tables, loop, end, {}).filtered);
      EXPECT_GE(ranks[int(end)].raw, 1);
    }
  }
}

TEST(FactRanking, AConstantScorerGetsTheMiddleRank) {
  Pool pool(1);
  for (const oracle::GraphCase& kind : oracle::kGraphCases) {
    const GraphModel model = oracle::graph_model(kind, kTripleRankingEntities, kTripleRankingRelations, 400, 3, true);
    const FilterIndex known = model.filter_index(model.facts);
    for (const Triple& t : model.facts) {
      const FactRanks ranks = rank_facts(model, {&t, 1}, known, pool)[0];
      for (const TripleEnd end : {TripleEnd::kTail, TripleEnd::kHead}) {
        const double others = double(known.find(query_of(t, end)).size()) - 1;
        const double candidates = kTripleRankingEntities - (model.self_loops ? 0 : 1);
        ASSERT_EQ(ranks[int(end)].raw, (candidates + 1) / 2) << kind.name;
        ASSERT_EQ(ranks[int(end)].filtered, (candidates - others + 1) / 2) << kind.name;
      }
    }
  }
}

// With many entities and arbitrary scores, ranks agree with the ranking keys bit for bit, on every instruction set and
// with or without the sieve.
TEST(FactRanking, RanksAreThoseOfTheScoresToTheBit) {
  constexpr std::size_t kMany = 1500;
  for (const oracle::GraphCase& kind : oracle::kGraphCases) {
    GraphModel model = oracle::graph_model(kind, kMany, 2, 40, 9);
    model.tables.entity = oracle::normal_matrix(kMany, model.tables.entity.rank(), 1, Random(3));
    const RelationalScorer scorer = model.scorer();
    oracle::on_every_instruction_set([&] {
      Pool pool(2);
      const std::vector<FactRanks> actual = rank_facts(model, model.facts, {}, pool);
      for (const TripleEnd end : {TripleEnd::kTail, TripleEnd::kHead}) {
        const CandidateRanker all(scorer.similarity(), model.tables.entity,
                                  scorer.candidate_begin(model.resolve_inverses({0, 0, end}).end), scorer.dims().query);
        std::vector<Id> ids(kMany);
        std::iota(ids.begin(), ids.end(), 0u);
        for (std::size_t n = 0; n < actual.size(); ++n) {
          Matrix query(1, scorer.dims().query);
          GraphQueries(model).query(query_of(model.facts[n], end), query[0]);
          const std::vector<float> ranking_keys = all.ranking_keys(query[0], ids);
          const float own_score = ranking_keys[answer_of(model.facts[n], end)];
          double rank = 0.5;
          for (Id e = 0; e < kMany; ++e)
            if (model.self_loops || e != query_of(model.facts[n], end).entity)
              rank += ranking_keys[e] > own_score ? 1 : ranking_keys[e] == own_score ? 0.5 : 0;
          EXPECT_EQ(actual[n][int(end)].raw, rank);
          EXPECT_EQ(actual[n][int(end)].filtered, rank) << "the filter is empty";
        }
      }
    });
  }
}

// A NaN score ranks below all others.
TEST(FactRanking, NanRanksLast) {
  GraphModel model = oracle::graph_model({"distmult"}, 20, 1, 10);
  const Triple fact = model.facts[0];
  for (float& x : model.tables.entity.row(fact.tail)) x = NAN;
  Pool pool(1);
  EXPECT_GE(rank_facts(model, {&fact, 1}, {}, pool)[0][0].filtered, 19);
}

}  // namespace
}  // namespace kinfold
