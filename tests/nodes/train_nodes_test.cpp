#include "nodes/train_nodes.h"

#include <gtest/gtest.h>

#include <numeric>

#include "core/random.h"
#include "nodes/label_evaluation.h"
#include "nodes/node_file.h"
#include "oracle/folder.h"
#include "registry/options.h"

namespace kinfold {
namespace {

constexpr std::size_t kTrainNodes = 240, kTrainNodesClasses = 3;

std::string name(std::size_t node) { return "n" + std::to_string(node); }

// Nodes of three classes. Most links are within a class, and the features are only weakly informative.
struct PlantedNodes {
  NodeData data;
  NodeLabels test;

  explicit PlantedNodes(std::uint64_t seed = 1) {
    Random random(seed);
    data.links.relations.add("link");
    for (std::size_t n = 0; n < kTrainNodes; ++n) data.links.entities.add(name(n));
    for (std::size_t n = 0; n < kTrainNodes; ++n)
      for (std::size_t link = 0; link < 4; ++link) {
        std::size_t other =
            random.below(kTrainNodes / kTrainNodesClasses) * kTrainNodesClasses + n % kTrainNodesClasses;
        if (random.uniform() < 0.15) other = random.below(kTrainNodes);
        if (other != n) data.links.rows.push_back({Id(n), 0, Id(other)});
      }
    NodeFeatures features;
    features.names = {"a", "b", "c", "d"};
    features.rows.columns = 4;
    for (std::size_t n = 0; n < kTrainNodes; ++n, features.rows.close()) {
      features.nodes.add(name(n));
      for (Id k = 0; k < 4; ++k) {
        features.rows.column.push_back(k);
        features.rows.value.push_back(float(random.normal() + (k == n % kTrainNodesClasses ? 0.8 : 0)));
      }
    }
    data.features = std::move(features);
    data.validation.emplace();
    for (std::size_t n = 0; n < kTrainNodes; ++n) {
      NodeLabels& part = n < 30 ? data.labels : n < 90 ? *data.validation : test;
      part.rows.push_back({part.nodes.add(name(n)), part.classes.add("kind" + std::to_string(n % kTrainNodesClasses))});
    }
  }
};

TrainOptions options_for(const std::string& model) {
  TrainOptions options = TrainOptions::defaults("nodes", "", model);
  options.epochs = 120;
  options.threads = 2;
  options.feature_dropout = 0;
  return options;
}

double accuracy(const NodeModel& model, const NodeLabels& test, std::size_t which = 0) {
  Pool pool(1);
  const LabelReport report = evaluate_nodes(model, test, 1, pool);
  return report.scores.at(which).metrics.at("accuracy").value;
}

TEST(TrainNodes, EveryNetworkWithPropagationPredictsPlantedClasses) {
  for (const std::string kind : {"gcn", "sgc", "appnp", "gcnii"}) {
    SCOPED_TRACE(kind);
    PlantedNodes dataset;
    TrainOptions options = options_for(kind);
    options.num_layers = kind == "gcnii" ? 8 : 2;
    const NodeModel model = train_nodes(dataset.data, options);
    EXPECT_GT(accuracy(model, dataset.test), 0.85);
    // majority, features only, mlp, label propagation
    ASSERT_EQ(model.baselines.size(), 4u);
    EXPECT_LT(accuracy(model, dataset.test, 1), 0.4);
    for (std::size_t baseline = 1; baseline < 4; ++baseline)
      EXPECT_LT(accuracy(model, dataset.test, baseline), accuracy(model, dataset.test))
          << model.baselines[baseline - 1].name;
  }
}

TEST(TrainNodes, TrainsWithNeighborSampling) {
  for (const std::string kind : {"gcn", "appnp"}) {
    PlantedNodes dataset;
    TrainOptions options = options_for(kind);
    options.num_neighbors = 4;
    options.batch_size = 8;
    options.epochs = 40;
    options.propagation_steps = 3;
    const NodeModel model = train_nodes(dataset.data, options);
    EXPECT_GT(accuracy(model, dataset.test), 0.8) << kind;
    // The scores are those of the whole graph.
    Pool pool(1);
    const NodeScores whole = score_nodes(model, kTrainNodes, model.links, {}, model.features, pool);
    for (Id n = 0; n < kTrainNodes; ++n)
      for (std::size_t c = 0; c < kTrainNodesClasses; ++c) EXPECT_NEAR(whole.scores[n][c], model.scores[n][c], 1e-4);
  }
}

// Links of one relation are informative, those of the other are random.
TEST(TrainNodes, RgcnWeighsRelationsSeparately) {
  PlantedNodes dataset;
  dataset.data.links.relations.add("noise");
  Random random(9);
  for (std::size_t n = 0; n < 8 * kTrainNodes; ++n)
    dataset.data.links.rows.push_back({Id(random.below(kTrainNodes)), 1, Id(random.below(kTrainNodes))});
  dataset.data.features.reset();
  TrainOptions options = options_for("rgcn");
  options.rank = 16;
  const NodeModel model = train_nodes(dataset.data, options);
  EXPECT_EQ(model.relations.size(), 2u);
  const double by_relation = accuracy(model, dataset.test);
  EXPECT_GT(by_relation, accuracy(train_nodes(dataset.data, options_for("gcn")), dataset.test));
  EXPECT_GT(by_relation, 0.6);
  const oracle::Folder folder;
  save(model, folder / "m");
  const NodeModel read = load_nodes(TensorReader(folder / "m"));
  Pool pool(1);
  const NodeScores again = score_nodes(read, kTrainNodes, read.links, {}, read.features, pool);
  EXPECT_TRUE(std::ranges::equal(again.scores.padded(), model.scores.padded()));
}

TEST(TrainNodes, TrainsEmbeddingsWithoutFeatures) {
  PlantedNodes dataset;
  dataset.data.features.reset();
  const NodeModel model = train_nodes(dataset.data, options_for("gcn"));
  EXPECT_FALSE(model.has_features());
  EXPECT_EQ(model.parameters[0].rows(), kTrainNodes);
  EXPECT_GT(accuracy(model, dataset.test), 0.8);
}

// Validation labels select the best epoch, and have no other effect on training.
TEST(TrainNodes, ValidationLabelsDoNotReachTraining) {
  PlantedNodes dataset, other;
  for (NodeLabel& label : other.data.validation->rows) label.class_id = Id((label.class_id + 1) % kTrainNodesClasses);
  const NodeModel one = train_nodes(dataset.data, options_for("gcn")),
                  two = train_nodes(other.data, options_for("gcn"));
  ASSERT_EQ(one.curve.size(), two.curve.size());
  for (std::size_t epoch = 0; epoch < one.curve.size(); ++epoch)
    EXPECT_EQ(one.curve[epoch].loss, two.curve[epoch].loss);
  EXPECT_NE(one.curve.back().validation, two.curve.back().validation);
}

TEST(TrainNodes, IsTheSameForAnyNumberOfThreads) {
  const oracle::Folder folder;
  std::vector<std::string> files;
  for (const int threads : {1, 3}) {
    TrainOptions options = options_for("gcnii");
    options.num_layers = 4;
    options.epochs = 12;
    options.threads = threads;
    const std::string path = folder / std::to_string(threads);
    save(train_nodes(PlantedNodes().data, options), path);
    files.push_back(oracle::read_file(path));
  }
  EXPECT_EQ(files[0], files[1]);
}

TEST(TrainNodes, LoadedModelsGiveTheSameScores) {
  const oracle::Folder folder;
  for (const std::string kind : {"gcn", "appnp"}) {
    PlantedNodes dataset;
    if (kind == "appnp") dataset.data.features.reset();
    TrainOptions options = options_for(kind);
    options.epochs = 10;
    const NodeModel model = train_nodes(dataset.data, options);
    save(model, folder / "m");
    const NodeModel read = load_nodes(TensorReader(folder / "m"));
    Pool pool(1);
    const NodeScores again = score_nodes(read, read.nodes.size(), read.links, read.link_weights, read.features, pool);
    EXPECT_TRUE(std::ranges::equal(again.scores.padded(), model.scores.padded()));
    EXPECT_TRUE(std::ranges::equal(again.hidden.padded(), model.hidden.padded()));
    EXPECT_EQ(read.training_labels, model.training_labels);
    EXPECT_EQ(read.baselines.size(), model.baselines.size());
  }
}

// The class of a node that is added after training follows from its links.
TEST(TrainNodes, PredictsNodesThatAreAddedLater) {
  PlantedNodes dataset;
  const NodeModel model = train_nodes(dataset.data, options_for("gcn"));
  std::vector<Triple> links = model.links;
  for (Id n = 0; n < 10; ++n) links.push_back({Id(kTrainNodes), 0, Id(n * kTrainNodesClasses + 2)});
  CsrMatrix features = model.features;
  features.close();
  Pool pool(1);
  const NodeScores extended = score_nodes(model, kTrainNodes + 1, links, {}, features, pool);
  EXPECT_EQ(model.classes[predicted_classes(extended.scores)[kTrainNodes]], "kind2");
}

TEST(TrainNodes, TrainsSeveralClassesPerNode) {
  PlantedNodes dataset;
  for (NodeLabels* part : {&dataset.data.labels, &*dataset.data.validation, &dataset.test}) {
    const std::vector<NodeLabel> rows = part->rows;
    for (const NodeLabel& label : rows)
      if (part->classes[label.class_id] == "kind1") part->rows.push_back({label.node, part->classes.add("odd")});
  }
  EXPECT_THROW(train_nodes(dataset.data, options_for("gcn")), Error);
  TrainOptions options = options_for("gcn");
  options.multi_label = true;
  const NodeModel model = train_nodes(dataset.data, options);
  Pool pool(1);
  EXPECT_GT(evaluate_nodes(model, dataset.test, 1, pool).scores[0].metrics.at("micro_f1").value, 0.8);
}

TEST(TrainNodes, BalancedClassWeightsChangeTheLoss) {
  PlantedNodes dataset;
  NodeLabels& labels = dataset.data.labels;
  std::erase_if(labels.rows, [&](const NodeLabel& l) { return l.class_id == 2 && l.node > 5; });
  TrainOptions options = options_for("gcn");
  const NodeModel uniform = train_nodes(dataset.data, options);
  options.class_weights = "balanced";
  const NodeModel balanced = train_nodes(dataset.data, options);
  EXPECT_NE(uniform.curve[0].loss, balanced.curve[0].loss);
}

std::string error_text(NodeData data, const TrainOptions& options) {
  try {
    train_nodes(std::move(data), options);
  } catch (const Error& error) {
    return std::string(error.problem()) + " | " + error.where() + " | " + error.advice();
  }
  return "";
}

TEST(TrainNodes, ErrorsSayWhatIsWrong) {
  const TrainOptions options = options_for("gcn");
  PlantedNodes unseen_node;
  unseen_node.data.labels.rows.push_back({unseen_node.data.labels.nodes.add("n9999"), 0});
  EXPECT_NE(error_text(unseen_node.data, options).find("'n9999', which the graph does not have"), std::string::npos);

  PlantedNodes missing_features;
  NodeFeatures& features = *missing_features.data.features;
  features.nodes = {};
  for (std::size_t n = 0; n + 1 < kTrainNodes; ++n) features.nodes.add(name(n));
  EXPECT_NE(error_text(missing_features.data, options).find("'n239' of the graph has no features"), std::string::npos);

  PlantedNodes unseen;
  unseen.data.validation->rows[0].class_id = unseen.data.validation->classes.add("other");
  EXPECT_NE(error_text(unseen.data, options).find("class 'other' of node 'n30' has no training label"),
            std::string::npos);

  PlantedNodes one;
  for (NodeLabel& label : one.data.labels.rows) label.class_id = 0;
  one.data.labels.classes = {};
  one.data.labels.classes.add("only");
  EXPECT_NE(error_text(one.data, options).find("all labels are 'only'"), std::string::npos);

  PlantedNodes leak;
  leak.data.validation->rows.push_back({leak.data.validation->nodes.add("n0"), 0});
  EXPECT_NE(error_text(leak.data, options).find("'n0' is labelled in training and in validation"), std::string::npos);

  TrainOptions directed = options;
  directed.directed = true;
  EXPECT_NE(error_text(PlantedNodes().data, directed).find("--adjacency-normalization row"), std::string::npos);
}

TEST(EvaluateNodes, ExcludesTrainingNodesAndCountsUnseenNodes) {
  PlantedNodes dataset;
  const NodeModel model = train_nodes(dataset.data, options_for("gcn"));
  NodeLabels test = dataset.test;
  test.rows.push_back({test.nodes.add("n0"), 0});
  test.rows.push_back({test.nodes.add("unseen"), 0});
  test.rows.push_back({test.nodes.add("n31"), test.classes.add("kind0")});
  Pool pool(1);
  const LabelReport report = evaluate_nodes(model, test, 1, pool);
  EXPECT_EQ(report.in_training, 2u);
  EXPECT_EQ(report.unseen_nodes, 1u);
  EXPECT_EQ(report.nodes, kTrainNodes - 90);
  std::size_t all = 0, correct = 0;
  for (std::size_t c = 0; c < report.confusion.size(); ++c) {
    all += std::accumulate(report.confusion[c].begin(), report.confusion[c].end(), std::size_t{0});
    correct += report.confusion[c][c];
  }
  EXPECT_EQ(all, report.nodes);
  EXPECT_DOUBLE_EQ(double(correct) / double(all), report.scores[0].metrics.at("accuracy").value);
}

}  // namespace
}  // namespace kinfold
