#include "factorization/ranking.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/error.h"
#include "core/random.h"
#include "oracle/instruction_sets.h"
#include "oracle/ranking.h"

namespace kinfold {
namespace {

// Users u0, u1, ... and items i0, i1, ... of rank 1. The vector of each user is 1, so the vector of an item is its
// score.
struct RankingFixture {
  Model model;
  Ratings test;

  RankingFixture(std::size_t users, const std::vector<float>& scores) {
    for (std::size_t u = 0; u < users; ++u) model.user_ids.add("u" + std::to_string(u));
    for (std::size_t i = 0; i < scores.size(); ++i) model.item_ids.add("i" + std::to_string(i));
    model.users = {Matrix(users, 1), std::vector<BiasAndReg>(users)};
    model.items = {Matrix(scores.size(), 1), std::vector<BiasAndReg>(scores.size())};
    for (Id u = 0; u < users; ++u) model.users.factors[u][0] = 1;
    for (Id i = 0; i < scores.size(); ++i) model.items.factors[i][0] = scores[i];
  }
  void set_training(const std::vector<Rating>& rows) {
    model.history = make_history(rows, model.users.size());
    model.item_counts = count_items(model.history, model.items.size());
  }
  void add_test_item(const std::string& user, const std::string& item, float value = 1) {
    test.rows.push_back({test.users.add(user), test.items.add(item), value});
  }
  RankingReport report(const std::vector<std::string>& names, const std::vector<std::size_t>& ks = {10},
                       std::size_t threads = 1) const {
    Pool pool(threads);
    RankingOptions options;
    options.metrics = ranking_metrics(names, ks);
    return evaluate_ranking(model, test, options, pool);
  }
};

// Training rows of a user with all items, so that all items are candidates.
std::vector<Rating> all_items_of(Id user, std::size_t items) {
  std::vector<Rating> rows;
  for (Id i = 0; i < items; ++i) rows.push_back({user, i, 1});
  return rows;
}

// u0 has i0 in training. The ranking of the others is i1 (relevant), i2, i3 (relevant), i4, i5 (relevant).
RankingFixture hand_made_ranking() {
  RankingFixture fixture(2, {9, 5, 4, 3, 2, 1});
  auto rows = all_items_of(1, 6);
  rows.push_back({0, 0, 1});
  fixture.set_training(rows);
  for (const char* item : {"i1", "i3", "i5"}) fixture.add_test_item("u0", item);
  return fixture;
}

TEST(Ranking, ByHand) {
  const auto metrics = hand_made_ranking().report(ranking_metric_names(), {2, 4}).metrics;
  const auto expect = [&](const char* name, double value) {
    EXPECT_NEAR(metrics.at(name).value, value, 1e-12) << name;
  };
  expect("precision@2", 1.0 / 2);
  expect("precision@4", 2.0 / 4);
  expect("recall@2", 1.0 / 3);
  expect("recall@4", 2.0 / 3);
  expect("recall_capped@2", 1.0 / 2);
  expect("recall_capped@4", 2.0 / 3);
  expect("ndcg@2", 1 / (1 + 1 / std::log2(3.0)));
  expect("ndcg@4", (1 + 1 / 2.0) / (1 + 1 / std::log2(3.0) + 1 / 2.0));
  expect("map@2", 1.0 / 2);
  expect("map@4", (1 + 2.0 / 3) / 3);
  expect("hit_rate@2", 1);
  expect("mrr", 1);
  expect("coverage@2", 2.0 / 6);
  expect("coverage@4", 4.0 / 6);
  expect("novelty@4", 1);     // each item is in the training of one user of two
  expect("gini@2", 2.0 / 3);  // x = 0 0 0 0 1 1
  EXPECT_EQ(metrics.size(), 19u);
}

TEST(Ranking, TheFirstRelevantItemIsFoundBelowTheList) {
  RankingFixture fixture(2, std::vector<float>(2000));
  for (Id i = 0; i < 2000; ++i) fixture.model.items.factors[i][0] = -float(i / 2);  // pairs of equal scores
  fixture.set_training(all_items_of(1, 2000));
  fixture.model.history = make_history({{0, 3, 1}, {1, 0, 1}}, 2);  // i3 is excluded, so i2 has no tie
  fixture.add_test_item("u0", "i1500");
  EXPECT_NEAR(fixture.report({"mrr"}).metrics.at("mrr").value, 1 / 1500.5, 1e-12);
  EXPECT_NEAR(fixture.report({"mrr", "ndcg@5"}).metrics.at("mrr").value, 1 / 1500.5, 1e-12);
  EXPECT_EQ(fixture.report({"mrr", "ndcg@5"}).metrics.at("ndcg@5").value, 0);
}

// Scores have few distinct values, so that there are many ties. Some k are greater than the number of candidates.
TEST(Ranking, EqualsTheMeanOverAllOrders) {
  oracle::on_every_instruction_set([] {
    Random random(1);
    for (int round = 0; round < 25; ++round) {
      const std::size_t count = 2 + random.below(5);
      std::vector<float> scores;
      for (std::size_t i = 0; i < count; ++i) scores.push_back(float(random.below(1 + round % 4)));
      RankingFixture fixture(2, scores);
      fixture.set_training(all_items_of(1, count));
      fixture.model.history = make_history({{0, 0, 1}, {1, 0, 1}}, 2);
      std::set<std::size_t> relevant = {random.below(count - 1)};
      for (std::size_t i = 0; i + 1 < count; ++i)
        if (random.below(3) == 0) relevant.insert(i);
      for (const std::size_t i : relevant) fixture.add_test_item("u0", "i" + std::to_string(i + 1));
      const std::vector<double> candidate_scores(scores.begin() + 1, scores.end());
      for (const std::size_t k : {1, 2, 3, 9}) {
        const auto metrics =
            fixture.report({"precision", "recall", "recall_capped", "ndcg", "map", "hit_rate", "mrr"}, {k}).metrics;
        for (const auto& [name, value] : oracle::ranking(candidate_scores, relevant, k))
          EXPECT_NEAR(metrics.at(name == "mrr" ? name : name + "@" + std::to_string(k)).value, value, 1e-9)
              << name << " " << k << " " << testing::PrintToString(scores);
      }
    }
  });
}

// Enough users and items for several blocks, with random vectors and biases.
RankingFixture large(std::size_t users, std::size_t items) {
  RankingFixture fixture(users, std::vector<float>(items));
  Random random(2);
  fixture.model.users.factors = Matrix(users, 5);
  fixture.model.items.factors = Matrix(items, 5);
  for (Matrix* table : {&fixture.model.users.factors, &fixture.model.items.factors})
    for (Id row = 0; row < table->rows(); ++row)
      for (float& x : table->row(row)) x = float(random.normal());
  for (BiasAndReg& entry : fixture.model.items.bias_and_reg) entry.bias = float(random.normal());
  std::vector<Rating> rows;
  for (Id u = 0; u < users; ++u)
    for (Id i = 0; i < items; ++i) {
      const double draw = random.uniform();
      if (draw < 0.02) rows.push_back({u, i, 1});
      if (draw > 0.99) fixture.add_test_item("u" + std::to_string(u), "i" + std::to_string(i));
    }
  fixture.set_training(rows);
  return fixture;
}

TEST(Ranking, EqualsSortingAllScores) {
  const RankingFixture fixture = large(130, 1200);
  const Model& model = fixture.model;
  oracle::Metrics sum;
  double evaluated = 0;
  for (Id u = 0; u < 130; ++u) {
    std::set<Id> seen;
    for (auto at = model.history.begin[u]; at < model.history.begin[u + 1]; ++at) seen.insert(model.history.item[at]);
    std::set<std::size_t> test_items, relevant;
    for (const Rating& r : fixture.test.rows)
      if (fixture.test.users[r.left] == model.user_ids[u])
        test_items.insert(*model.item_ids.find(fixture.test.items[r.right]));
    std::vector<double> scores;
    for (Id i = 0; i < 1200; ++i) {
      if (seen.contains(i) || model.item_counts[i] == 0) continue;
      if (test_items.contains(i)) relevant.insert(scores.size());
      scores.push_back(model.items.bias_and_reg[i].bias);
      for (std::size_t k = 0; k < 5; ++k)
        scores.back() += double(model.users.factors[u][k]) * model.items.factors[i][k];
    }
    if (seen.empty() || relevant.empty()) continue;
    evaluated += 1;
    for (const auto& [name, value] : oracle::ranking(scores, relevant, 20)) sum[name] += value;
  }
  const RankingReport report = fixture.report(ranking_metric_names(), {20});
  EXPECT_EQ(double(report.evaluated), evaluated);
  for (const auto& [name, value] : sum)
    EXPECT_NEAR(report.metrics.at(name == "mrr" ? name : name + "@20").value, value / evaluated, 1e-6) << name;
}

TEST(Ranking, TheSameForAnyNumberOfThreads) {
  const RankingFixture fixture = large(130, 700);
  const auto one = fixture.report(ranking_metric_names(), {5, 20}, 1).metrics;
  const auto three = fixture.report(ranking_metric_names(), {5, 20}, 3).metrics;
  for (const auto& [name, metric] : one) {
    EXPECT_EQ(metric.value, three.at(name).value);
    if (std::isnan(metric.low)) continue;
    EXPECT_EQ(metric.low, three.at(name).low);
    EXPECT_EQ(metric.high, three.at(name).high);
    EXPECT_LE(metric.low, metric.value);
    EXPECT_GE(metric.high, metric.value);
  }
}

// The relevant items have the lowest ids. A constant scorer must not benefit from the order by id.
TEST(Ranking, AConstantScorerGetsTheValueOfARandomOrder) {
  RankingFixture fixture(21, std::vector<float>(400, 0.7f));
  fixture.set_training(all_items_of(20, 400));
  auto rows = all_items_of(20, 400);
  for (Id u = 0; u < 20; ++u) rows.push_back({u, 399, 1});
  fixture.set_training(rows);
  for (int u = 0; u < 20; ++u)
    for (int i = 0; i < 4; ++i) fixture.add_test_item("u" + std::to_string(u), "i" + std::to_string(i));
  const auto metrics = fixture.report({"precision", "recall", "hit_rate", "mrr"}).metrics;
  EXPECT_NEAR(metrics.at("precision@10").value, 4 / 399.0, 1e-12);
  EXPECT_NEAR(metrics.at("recall@10").value, 10 / 399.0, 1e-12);
  EXPECT_NEAR(metrics.at("hit_rate@10").value, 1 - 389. / 399 * 388 / 398 * 387 / 397 * 386 / 396, 1e-12);
  EXPECT_NEAR(metrics.at("mrr").value, 1 / 80.0, 1e-12);
}

TEST(Ranking, ColdAndRepeatedRowsAreCountedApart) {
  RankingFixture fixture = hand_made_ranking();
  fixture.model.item_ids.add("i6");  // has an id but no training rows
  fixture.model.items.factors = Matrix(7, 1);
  fixture.model.items.bias_and_reg.resize(7);
  fixture.model.item_counts.resize(7);
  fixture.add_test_item("u0", "i6");
  fixture.add_test_item("u0", "unseen item");
  fixture.add_test_item("unseen", "i1");
  fixture.add_test_item("u0", "i0");
  fixture.add_test_item("u0", "i1");  // a duplicate
  const RankingReport report = fixture.report({"recall"});
  EXPECT_EQ(report.rows, 8u);
  EXPECT_EQ(report.warm_rows, 5u);
  EXPECT_EQ(report.cold_user_rows, 1u);
  EXPECT_EQ(report.cold_item_rows, 2u);
  EXPECT_EQ(report.users, 2u);
  EXPECT_EQ(report.cold_users, 1u);
  EXPECT_EQ(report.items, 6u);
  EXPECT_EQ(report.cold_items, 2u);
  EXPECT_EQ(report.repeated, 1u);
  EXPECT_EQ(report.evaluated, 1u);
  EXPECT_EQ(report.catalogue, 6u);
  EXPECT_EQ(report.metrics.at("recall@10").value, 1);
}

TEST(Ranking, OnlyRowsAboveTheThresholdAreRelevant) {
  RankingFixture fixture = hand_made_ranking();
  fixture.test.rows[0].value = 0.5f;
  Pool pool(1);
  RankingOptions options;
  options.metrics = ranking_metrics({"precision@4"}, {});
  options.relevance_threshold = 1;
  const RankingReport report = evaluate_ranking(fixture.model, fixture.test, options, pool);
  EXPECT_EQ(report.rows, 2u);
  EXPECT_EQ(report.metrics.at("precision@4").value, 0.25);
}

TEST(Ranking, WithoutResamplesTheMeansHaveNoIntervals) {
  RankingFixture fixture = hand_made_ranking();
  fixture.add_test_item("u1", "i0");
  Pool pool(1);
  RankingOptions options;
  options.metrics = ranking_metrics({"recall@4", "mrr", "gini@4"}, {});
  const auto with = evaluate_ranking(fixture.model, fixture.test, options, pool).metrics;
  options.resamples = 0;
  const auto without = evaluate_ranking(fixture.model, fixture.test, options, pool).metrics;
  ASSERT_EQ(without.size(), 3u);
  for (const auto& [name, metric] : without) {
    EXPECT_EQ(metric.value, with.at(name).value) << name;
    EXPECT_TRUE(std::isnan(metric.low) && std::isnan(metric.high)) << name;
  }
  EXPECT_FALSE(std::isnan(with.at("recall@4").low));
}

TEST(Ranking, NoUsersGiveNoMetrics) {
  RankingFixture fixture = hand_made_ranking();
  fixture.test = {};
  fixture.add_test_item("unseen", "i1");
  EXPECT_TRUE(fixture.report({"recall", "gini"}).metrics.empty());
}

TEST(RankingMetrics, NamesAndTheirErrors) {
  std::vector<std::string> texts;
  for (const auto& metric : ranking_metrics({"ndcg@5", "recall", "mrr"}, {10, 20})) texts.push_back(metric.text());
  EXPECT_EQ(texts, (std::vector<std::string>{"ndcg@5", "recall@10", "recall@20", "mrr"}));
  for (const char* bad : {"ndcg@0", "ndcg@", "ndcg@x", "ndcg@5x", "mrr@3", "ndgc@5", ""})
    EXPECT_THROW(ranking_metrics({bad}, {10}), UsageError) << bad;
}

}  // namespace
}  // namespace kinfold
