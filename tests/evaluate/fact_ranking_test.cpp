#include "evaluate/fact_ranking.h"

#include <gtest/gtest.h>

#include "model/graph_queries.h"
#include "oracle/graph_world.h"
#include "oracle/instruction_sets.h"
#include "scorer/meeting.h"

namespace kinfold {
namespace {

constexpr std::size_t kEntities = 70, kRelations = 3;

// One entity after the other; equal scores share their places. Without loops, an entity is no candidate for itself.
Rank slow_rank(const GraphModel& model, const oracle::Doubles& tables, const Triple& fact, End end,
               const std::set<Triple>& known) {
  const double own = oracle::score(model, tables, fact, end);
  double above = 0, equal = 0, known_above = 0, known_equal = 0;
  for (Id e = 0; e < model.entities.size(); ++e) {
    const Triple other = end == End::kTail ? Triple{fact.head, fact.relation, e} : Triple{e, fact.relation, fact.tail};
    if (other == fact || (!model.loops && other.head == other.tail)) continue;
    const double score = oracle::score(model, tables, other, end);
    const bool better = score > own + 1e-9, same = std::fabs(score - own) <= 1e-9;
    const bool back = model.undirected && known.contains({other.tail, other.relation, other.head});
    above += better, equal += same;
    if (known.contains(other) || back) known_above += better, known_equal += same;
  }
  return {1 + above + equal / 2, 1 + above - known_above + (equal - known_equal) / 2};
}

TEST(FactRanking, EqualsTheSlowRanksOfEveryScorer) {
  for (const oracle::GraphKind& kind : oracle::kGraphKinds) {
    SCOPED_TRACE(testing::Message() << kind.name << " " << kind.norm << " " << kind.reciprocal);
    // A sum of several moduli would be rounded, and ties with it.
    const std::size_t rank = kind.name == "rotate" && kind.norm == 1 ? 1 : 3;
    const GraphModel model = oracle::graph_model(kind, kEntities, kRelations, 400, rank);
    const std::vector<Triple> withheld = oracle::random_facts(kEntities, model.relations.size(), 60, kind.links(), 6);
    std::vector<Triple> right = model.facts;
    right.insert(right.end(), withheld.begin(), withheld.end());
    Pool pool(2);
    const std::vector<FactRanks> found = rank_facts(model, withheld, model.known(right), pool);
    const oracle::Doubles tables(model.tables);
    const std::set<Triple> known(right.begin(), right.end());
    std::size_t halves = 0, filtered = 0;
    for (std::size_t n = 0; n < withheld.size(); ++n)
      for (const End end : {End::kTail, End::kHead}) {
        const Rank expected = slow_rank(model, tables, withheld[n], end, known), rank_found = found[n][int(end)];
        EXPECT_EQ(rank_found.raw, expected.raw) << n << " end " << int(end);
        EXPECT_EQ(rank_found.filtered, expected.filtered) << n << " end " << int(end);
        halves += rank_found.raw != std::floor(rank_found.raw);
        filtered += rank_found.raw != rank_found.filtered;
      }
    EXPECT_GT(halves, 0u) << "there are no ties";
    EXPECT_GT(filtered, 0u) << "nothing is filtered";
  }
}

// A loop among the facts of a model without loops stands among all entities, and so not before the first.
TEST(FactRanking, ALoopStandsAmongAllEntities) {
  GraphModel model = oracle::graph_model({"dot"}, kEntities, 1, 400);
  ASSERT_FALSE(model.loops);
  Pool pool(1);
  const oracle::Doubles tables(model.tables);
  for (Id e = 0; e < kEntities; ++e) {
    const Triple loop{e, 0, e};
    const FactRanks ranks = rank_facts(model, {&loop, 1}, model.known({&loop, 1}), pool)[0];
    for (const End end : {End::kTail, End::kHead}) {
      EXPECT_EQ(ranks[int(end)].filtered, slow_rank(model, tables, loop, end, {}).filtered);
      EXPECT_GE(ranks[int(end)].raw, 1);
    }
  }
}

TEST(FactRanking, AScorerThatSaysTheSameOfAllGetsTheMiddle) {
  Pool pool(1);
  for (const oracle::GraphKind& kind : oracle::kGraphKinds) {
    const GraphModel model = oracle::graph_model(kind, kEntities, kRelations, 400, 3, true);
    const KnownFacts known = model.known(model.facts);
    for (const Triple& t : model.facts) {
      const FactRanks ranks = rank_facts(model, {&t, 1}, known, pool)[0];
      for (const End end : {End::kTail, End::kHead}) {
        const double others = double(known.find(question_of(t, end)).size()) - 1;
        const double candidates = kEntities - (model.loops ? 0 : 1);
        ASSERT_EQ(ranks[int(end)].raw, (candidates + 1) / 2) << kind.name;
        ASSERT_EQ(ranks[int(end)].filtered, (candidates - others + 1) / 2) << kind.name;
      }
    }
  }
}

// Many entities, scores in full precision: what ranks is what the product says to the bit, on every instruction set
// and whatever sieve the processor has.
TEST(FactRanking, RanksAreThoseOfTheScoresToTheBit) {
  constexpr std::size_t kMany = 1500;
  for (const oracle::GraphKind& kind : oracle::kGraphKinds) {
    GraphModel model = oracle::graph_model(kind, kMany, 2, 40, 9);
    model.tables.entity = oracle::normal_table(kMany, model.tables.entity.rank(), 1, Random(3));
    const RelationalScorer scorer = model.scorer();
    oracle::on_every_instruction_set([&] {
      Pool pool(2);
      const std::vector<FactRanks> found = rank_facts(model, model.facts, {}, pool);
      for (const End end : {End::kTail, End::kHead}) {
        const Meeting all(scorer.similarity(), model.tables.entity, scorer.first(model.asked({0, 0, end}).end),
                          scorer.widths().query);
        std::vector<Id> ids(kMany);
        std::iota(ids.begin(), ids.end(), 0u);
        for (std::size_t n = 0; n < found.size(); ++n) {
          Table query(1, scorer.widths().query);
          GraphQueries(model).query(question_of(model.facts[n], end), query[0]);
          const std::vector<float> orders = all.orders(query[0], ids);
          const float own = orders[answer_of(model.facts[n], end)];
          double rank = 0.5;
          for (Id e = 0; e < kMany; ++e)
            if (model.loops || e != question_of(model.facts[n], end).entity)
              rank += orders[e] > own ? 1 : orders[e] == own ? 0.5 : 0;
          EXPECT_EQ(found[n][int(end)].raw, rank);
          EXPECT_EQ(found[n][int(end)].filtered, rank) << "nothing is known";
        }
      }
    });
  }
}

// A score that is no number is worse than all others.
TEST(FactRanking, WhatIsNoNumberComesLast) {
  GraphModel model = oracle::graph_model({"distmult"}, 20, 1, 10);
  const Triple fact = model.facts[0];
  for (float& x : model.tables.entity.row(fact.tail)) x = NAN;
  Pool pool(1);
  EXPECT_GE(rank_facts(model, {&fact, 1}, {}, pool)[0][0].filtered, 19);
}

}  // namespace
}  // namespace kinfold
