#include <gtest/gtest.h>

#include "core/error.h"
#include "kg/graph_worlds.h"
#include "registry/options.h"
#include "registry/registry.h"

namespace kinfold {
namespace {

using oracle::circles, oracle::mrr, oracle::random_mrr;

TrainOptions encoder_options(const std::string& task, const std::string& model, const std::string& encoder) {
  TrainOptions options = TrainOptions::defaults(task, "", model, encoder);
  options.encoder = encoder;
  options.rank = 8;
  options.negatives = 32;
  options.dropout = 0;
  options.epochs = 80;
  options.threads = 2;
  return options;
}

// Nodes that are near each other on the ring have similar features: ones around their position.
NodeFeatures ring_features(std::size_t nodes) {
  NodeFeatures features;
  features.rows.columns = 16;
  for (std::size_t k = 0; k < 16; ++k) features.names.push_back("f" + std::to_string(k));
  for (std::size_t n = 0; n < nodes; ++n, features.rows.close()) {
    features.nodes.add("e" + std::to_string(n));
    const Id at = Id(n * 16 / nodes);
    for (Id k = 0; k < 16; ++k)
      if (k == at || k == (at + 1) % 16) features.rows.column.push_back(k), features.rows.value.push_back(1);
  }
  return features;
}

TEST(GraphEncoders, RankHeldOutLinks) {
  const oracle::PlantedGraph graph = oracle::ring();
  for (const std::string& encoder : kNetworks) {
    if (encoder == "rgcn" || encoder == "logistic") continue;
    for (const bool has_features : {false, true}) {
      SCOPED_TRACE(encoder + (has_features ? " features" : ""));
      GraphData data{graph.train, {}, {}};
      if (has_features) data.features = ring_features(80);
      TrainOptions options = encoder_options("links", "dot", encoder);
      options.num_layers = 2, options.propagation_steps = 2;
      EXPECT_GT(mrr(train_graph(data, options), graph.test), 2 * random_mrr(80));
    }
  }
}

TEST(GraphEncoders, RgcnWorksWithTripleScorers) {
  const oracle::PlantedGraph graph = circles();
  for (const std::string model : {"distmult", "complex", "transe"})
    for (const int num_bases : {4, 0}) {
      SCOPED_TRACE(model + std::to_string(num_bases));
      TrainOptions options = encoder_options("triples", model, "rgcn");
      options.num_bases = num_bases;
      options.batch_size = 256;
      options.num_layers = 1;
      EXPECT_GT(mrr(train_graph({graph.train, {}, {}}, options), graph.test), 3 * random_mrr(60));
    }
}

// There is no propagation over held-out links: training does not depend on which links are held out.
TEST(GraphEncoders, HeldOutLinksDoNotReachTraining) {
  const oracle::PlantedGraph graph = oracle::ring();
  TrainOptions options = encoder_options("links", "dot", "gcn");
  options.epochs = 5;
  Triples other = graph.test;
  for (Triple& t : other.rows) t.tail = (t.tail + 31) % 80;
  const GraphModel one = train_graph({graph.train, graph.test, {}}, options);
  const GraphModel two = train_graph({graph.train, other, {}}, options);
  ASSERT_EQ(one.curve.size(), two.curve.size());
  for (std::size_t epoch = 0; epoch < one.curve.size(); ++epoch)
    EXPECT_EQ(one.curve[epoch].loss, two.curve[epoch].loss);
}

TEST(GraphEncoders, AreTheSameForAnyNumberOfThreads) {
  for (const std::string encoder : {"gcn", "rgcn"}) {
    std::vector<std::string> files;
    for (const int threads : {1, 3}) {
      TrainOptions options = encoder_options("triples", "distmult", encoder);
      options.epochs = 3;
      options.batch_size = 100;
      options.dropout = 0.2;
      options.threads = threads;
      files.push_back(oracle::graph_bytes(train_graph({circles().train, {}, {}}, options)));
    }
    EXPECT_EQ(files[0], files[1]) << encoder;
  }
}

TEST(GraphEncoders, InvalidOptionsAreErrors) {
  const oracle::PlantedGraph graph = oracle::ring();
  const auto error_text = [&](auto change, bool has_features = false) -> std::string {
    TrainOptions options = encoder_options("links", "dot", "gcn");
    change(options);
    GraphData data{graph.train, {}, {}};
    if (has_features) data.features = ring_features(79);
    try {
      train_graph(std::move(data), options);
    } catch (const Error& error) {
      return error.problem() + " | " + error.advice();
    }
    return "";
  };
  EXPECT_NE(error_text([](TrainOptions& o) { o.encoder = "gnc"; }).find("gcn"), std::string::npos);
  EXPECT_NE(error_text([](TrainOptions& o) { o.negatives = 0; }).find("--negatives 64"), std::string::npos);
  EXPECT_NE(error_text([](TrainOptions& o) { o.partitions = 2; }).find("whole graph"), std::string::npos);
  EXPECT_NE(error_text([](TrainOptions& o) { o.encoder = "", o.node_features = "f.csv"; }).find("--encoder"),
            std::string::npos);
  EXPECT_NE(error_text([](TrainOptions&) {}, true).find("'e79' of the graph has no features"), std::string::npos);
}

}  // namespace
}  // namespace kinfold
