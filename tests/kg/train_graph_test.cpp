#include "kg/train_graph.h"

#include <gtest/gtest.h>

#include "core/error.h"
#include "kg/graph_worlds.h"
#include "loss/group.h"
#include "registry/options.h"
#include "registry/registry.h"

namespace kinfold {
namespace {

using oracle::circles, oracle::graph_options, oracle::graph_report, oracle::mrr, oracle::random_mrr;

bool uses_distance(const std::string& model) { return model == "transe" || model == "rotate"; }

class TripleModels : public ::testing::TestWithParam<std::string> {};
INSTANTIATE_TEST_SUITE_P(Models, TripleModels, ::testing::ValuesIn(TripleScorers::names()),
                         [](const auto& chosen) { return chosen.param; });

TEST_P(TripleModels, RankHeldOutFactsWhenTrainedAgainstAll) {
  const oracle::PlantedGraph graph = circles();
  for (const bool inverse_relations : {false, true})
    for (const std::string loss : {"softmax", "logistic"}) {
      TrainOptions options = graph_options("triples", GetParam());
      options.inverse_relations = inverse_relations;
      options.loss = loss;
      if (loss == "logistic") options.init_std = 0.5, options.epochs = 60, options.reg = 0.003;
      if (loss == "logistic" && uses_distance(GetParam())) continue;  // which takes longer
      const GraphModel model = train_graph({graph.train, {}}, options);
      EXPECT_GT(mrr(model, graph.test), 4 * random_mrr(60)) << inverse_relations;
      EXPECT_LT(model.curve.back().loss, model.curve.front().loss);
    }
}

TEST_P(TripleModels, RankHeldOutFactsWhenTrainedWithSampledNegatives) {
  const oracle::PlantedGraph graph = circles();
  for (const std::string& loss : GraphLosses::names())
    for (const int norm : {1, 2}) {
      TrainOptions options = graph_options("triples", GetParam());
      options.norm = norm;
      options.negatives = 32;
      options.loss = loss;
      options.reg = 0.001;
      if (loss == "margin-ranking") options.margin = 4;
      if (loss == "logistic" && norm == 2 && uses_distance(GetParam())) continue;  // which takes longer
      if (loss == "logistic") options.init_std = 0.5, options.epochs = 60;
      const GraphModel model = train_graph({graph.train, {}}, options);
      EXPECT_GT(mrr(model, graph.test), 3 * random_mrr(60)) << loss;
      if (model.scorer().similarity() == Similarity::kDot) break;
    }
}

class LinkModels : public ::testing::TestWithParam<std::string> {};
INSTANTIATE_TEST_SUITE_P(Models, LinkModels, ::testing::ValuesIn(LinkScorers::names()),
                         [](const auto& chosen) { return chosen.param; });

TEST_P(LinkModels, RankHeldOutLinks) {
  const oracle::PlantedGraph graph = oracle::ring();
  for (const int negatives : {0, 32}) {
    TrainOptions options = graph_options("links", GetParam());
    options.negatives = negatives;
    options.reg = 0.003;
    options.batch_size = 16;
    options.init_std = 0.3;
    options.epochs = 120;
    const GraphModel model = train_graph({graph.train, {}}, options);
    EXPECT_GT(mrr(model, graph.test), 4 * random_mrr(80));
    EXPECT_GT(graph_report(model, graph.test).seen.metrics.at("auc").value, 0.9);
  }
}

// Facts of one relation improve the embeddings of entities, and so the predictions for another relation.
TEST(GraphTraining, FactsOfOneRelationHelpAnother) {
  const oracle::PlantedGraph graph = circles();
  Triples single = graph.train, both = graph.train, test = graph.test;
  Random random(3);
  std::erase_if(both.rows, [&](const Triple& t) { return t.relation == 2 || (t.relation == 1 && random.below(3)); });
  single.rows = both.rows;
  std::erase_if(single.rows, [](const Triple& t) { return t.relation != 1; });
  std::erase_if(test.rows, [](const Triple& t) { return t.relation != 1; });
  for (const char* kind : {"complex", "rescal"}) {
    const TrainOptions options = graph_options("triples", kind);
    const double before = mrr(train_graph({single, {}}, options), test),
                 after = mrr(train_graph({both, {}}, options), test);
    EXPECT_GT(after, 1.25 * before) << kind;
  }
}

// Held-out facts may have unseen entities and may be self-loops; these are not validated on.
TEST(GraphTraining, ValidatesOnlyOnUsableFacts) {
  Triples facts = oracle::ring().train;
  for (std::size_t n = 0; n < facts.rows.size(); ++n) facts.time.push_back(double(n));
  const Id unseen_entity = facts.entities.add("unseen");
  for (const Triple& late : {Triple{unseen_entity, 0, 1}, {2, 0, 2}, {facts.rows[0].head, 0, 40}, {3, 0, 50}}) {
    facts.rows.push_back(late);
    facts.time.push_back(1e6);
  }
  TrainOptions options = graph_options("links", "dot");
  options.validation = "temporal:0.01";
  options.epochs = 2;
  const GraphModel model = train_graph({facts, {}}, options);
  EXPECT_FALSE(model.entities.find("unseen"));
  EXPECT_EQ(model.tables.entity.rows(), 80u);
  EXPECT_EQ(model.validation_rows.size(), 2u);
  EXPECT_EQ(count_property(model.data, "validation_facts"), 2);
}

}  // namespace
}  // namespace kinfold
