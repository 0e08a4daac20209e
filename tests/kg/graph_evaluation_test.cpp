#include "kg/graph_evaluation.h"

#include <gtest/gtest.h>

#include "oracle/graph_models.h"

namespace kinfold {
namespace {

Triples facts_of(const GraphModel& model, const std::vector<Triple>& rows) {
  Triples facts;
  facts.rows = rows;
  facts.entities = model.entities;
  facts.relations = model.relations;
  return facts;
}

TEST(GraphEvaluation, MetricsAreMeansOverRanks) {
  Pool pool(2);
  for (const oracle::GraphCase& kind : {oracle::GraphCase{"complex"}, {"transe", 1}, {"dot"}}) {
    const GraphModel model = oracle::graph_model(kind, 40, 3, 200);
    const std::vector<Triple> rows = oracle::random_facts(40, model.relations.size(), 50, kind.links(), 6);
    const Triples test = facts_of(model, rows);
    std::vector<Triple> true_facts = model.facts;
    true_facts.insert(true_facts.end(), rows.begin(), rows.end());
    const GraphReport report = evaluate_graph(model, test, {}, {{1, 5}, 1, 50}, pool);
    double mrr = 0, raw = 0, hits = 0, mean = 0;
    for (const FactRanks& ranks : rank_facts(model, rows, model.filter_index(true_facts), pool))
      for (const EntityRank& rank : ranks) {
        mrr += 1 / rank.filtered / 100, raw += 1 / rank.raw / 100;
        hits += rank.filtered <= 5 ? 0.01 : 0, mean += rank.filtered / 100;
      }
    EXPECT_NEAR(report.all.metrics.at("mrr").value, mrr, 1e-9);
    EXPECT_NEAR(report.all.metrics.at("raw_mrr").value, raw, 1e-9);
    EXPECT_NEAR(report.all.metrics.at("hits@5").value, hits, 1e-9);
    EXPECT_NEAR(report.all.metrics.at("mean_rank").value, mean, 1e-9);
    EXPECT_LE(report.all.metrics.at("mrr").low, mrr);
    EXPECT_GE(report.all.metrics.at("mrr").high, mrr);
    EXPECT_EQ(report.seen.metrics.contains("auc"), kind.links());
    std::size_t by_relation = 0;
    for (const GraphMetrics& part : report.relations) by_relation += part.facts;
    EXPECT_EQ(by_relation, kind.links() ? 0u : rows.size());
  }
}

// Facts of other files are true as well, so the filter removes them.
TEST(GraphEvaluation, FiltersTheFactsOfOtherFiles) {
  Pool pool(1);
  const GraphModel model = oracle::graph_model({"distmult"}, 40, 3, 100);
  const std::vector<Triple> rows = oracle::random_facts(40, 3, 50, false, 6);
  std::vector<Triple> all;
  for (Id h = 0; h < 40; ++h)
    for (Id r = 0; r < 3; ++r)
      for (Id t = 0; t < 40; ++t) all.push_back({h, r, t});
  const Triples test = facts_of(model, rows), others = facts_of(model, all);
  const GraphReport report = evaluate_graph(model, test, {&others}, {{1}, 1, 0}, pool);
  EXPECT_EQ(report.all.metrics.at("mrr").value, 1);
  EXPECT_LT(report.all.metrics.at("raw_mrr").value, 0.9);
}

TEST(GraphEvaluation, UnseenEntitiesGetTheMiddleRank) {
  Pool pool(1);
  const GraphModel model = oracle::graph_model({"complex"}, 40, 3, 200);
  Triples test;
  for (const char* name : {"e0", "e1", "unseen entity"}) test.entities.add(name);
  for (const char* name : {"r0", "unseen relation"}) test.relations.add(name);
  test.rows = {{0, 0, 1}, {0, 0, 2}, {2, 0, 1}, {0, 1, 1}};
  const GraphReport report = evaluate_graph(model, test, {}, {{1}, 1, 0}, pool);
  EXPECT_EQ(report.facts, 4u);
  EXPECT_EQ(report.unseen_facts, 3u);
  EXPECT_EQ(report.entities, 3u);
  EXPECT_EQ(report.unseen_entities, 1u);
  EXPECT_EQ(report.unseen_relations, 1u);
  EXPECT_EQ(report.seen.facts, 1u);
  EXPECT_EQ(report.all.facts, 4u);
  EXPECT_NEAR(report.all.metrics.at("mean_rank").value, (report.seen.metrics.at("mean_rank").value + 3 * 20.5) / 4,
              1e-9);
}

TEST(GraphEvaluation, CountsTrainingFacts) {
  Pool pool(1);
  const GraphModel model = oracle::graph_model({"dot"}, 40, 1, 50);
  std::vector<Triple> rows(model.facts.begin(), model.facts.begin() + 5);
  for (Triple& t : rows) std::swap(t.head, t.tail);  // the same links of an undirected graph
  EXPECT_EQ(evaluate_graph(model, facts_of(model, rows), {}, {{1}, 1, 0}, pool).repeated, 5u);
}

TEST(GraphEvaluation, RelationsHaveCategories) {
  std::vector<Triple> facts;
  for (Id n = 0; n < 10; ++n) {
    facts.push_back({n, 0, Id(n + 10)});
    facts.push_back({Id(n / 2), 1, n});
    facts.push_back({n, 2, Id(n / 2)});
    for (Id m = 0; m < 3; ++m) facts.push_back({n, 3, Id((n + m) % 10)});
  }
  for (Id n = 0; n < 3; ++n) facts.push_back({Id(n / 2), 4, n});  // 1.5 tails per head still count as one
  const std::vector<std::string> expected = {"1-1", "1-n", "n-1", "n-n", "1-1"};
  EXPECT_EQ(relation_categories(facts, 5), expected);
}

TEST(GraphEvaluation, AucAndAveragePrecisionEqualTheirDefinitions) {
  Random random(2);
  for (int round = 0; round < 50; ++round) {
    std::vector<float> links(1 + random.below(20)), others(1 + random.below(20));
    for (float& x : links) x = float(random.below(6));
    for (float& x : others) x = float(random.below(5));
    double wins = 0, precision = 0;
    for (const float link : links) {
      double links_above = 0, others_above = 0;
      for (const float other : others)
        wins += link > other ? 1 : link == other ? 0.5 : 0, others_above += other >= link;
      for (const float other : links) links_above += other >= link;
      precision += links_above / (links_above + others_above) / double(links.size());
    }
    EXPECT_NEAR(area_under_roc(links, others), wins / double(links.size() * others.size()), 1e-12);
    EXPECT_NEAR(average_precision(links, others), precision, 1e-12);
  }
}

// Two clusters of nodes: links within a cluster score above pairs between the clusters.
TEST(GraphEvaluation, LinksScoreAboveOtherPairs) {
  Pool pool(2);
  GraphModel model = oracle::graph_model({"dot"}, 30, 1, 0, 2, true);
  std::vector<Triple> held_out;
  for (Id a = 0; a < 30; ++a) {
    model.tables.entity[a][0] = a < 15 ? 1 : -1;
    for (Id b = 0; b < a; ++b)
      if ((a < 15) == (b < 15)) ((a + b) % 3 == 0 ? held_out : model.facts).push_back({a, 0, b});
  }
  GraphReport report = evaluate_graph(model, facts_of(model, held_out), {}, {{1}, 1, 20}, pool);
  EXPECT_EQ(report.seen.metrics.at("auc").value, 1);
  EXPECT_EQ(report.seen.metrics.at("average_precision").value, 1);
  for (Id a = 0; a < 30; ++a) model.tables.entity[a][0] = 0;
  report = evaluate_graph(model, facts_of(model, held_out), {}, {{1}, 1, 20}, pool);
  EXPECT_EQ(report.seen.metrics.at("auc").value, 0.5);
}

}  // namespace
}  // namespace kinfold
