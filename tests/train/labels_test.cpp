#include "train/labels.h"

#include <gtest/gtest.h>

#include <numeric>

#include "core/random.h"
#include "evaluate/labels.h"
#include "oracle/folder.h"
#include "store/node_file.h"

namespace kinfold {
namespace {

constexpr std::size_t kNodes = 240, kKinds = 3;

std::string name(std::size_t node) { return "n" + std::to_string(node); }

// Nodes of three kinds that link among their own kind, mostly, and whose features say little of it.
struct Planted {
  NodeData data;
  Labels test;

  explicit Planted(std::uint64_t seed = 1) {
    Random random(seed);
    data.links.relations.add("link");
    for (std::size_t n = 0; n < kNodes; ++n) data.links.entities.add(name(n));
    for (std::size_t n = 0; n < kNodes; ++n)
      for (std::size_t draw = 0; draw < 4; ++draw) {
        std::size_t other = random.below(kNodes / kKinds) * kKinds + n % kKinds;
        if (random.uniform() < 0.15) other = random.below(kNodes);
        if (other != n) data.links.rows.push_back({Id(n), 0, Id(other)});
      }
    NodeFeatures features;
    features.names = {"a", "b", "c", "d"};
    features.rows.columns = 4;
    for (std::size_t n = 0; n < kNodes; ++n, features.rows.close()) {
      features.nodes.add(name(n));
      for (Id k = 0; k < 4; ++k) {
        features.rows.column.push_back(k);
        features.rows.value.push_back(float(random.normal() + (k == n % kKinds ? 0.8 : 0)));
      }
    }
    data.features = std::move(features);
    data.valid.emplace();
    for (std::size_t n = 0; n < kNodes; ++n) {
      Labels& part = n < 30 ? data.labels : n < 90 ? *data.valid : test;
      part.rows.push_back({part.nodes.add(name(n)), part.classes.add("kind" + std::to_string(n % kKinds))});
    }
  }
};

Options options_for(const std::string& model) {
  Options options = Options::preset("labels", "", model);
  options.epochs = 120;
  options.threads = 2;
  options.feature_dropout = 0;
  return options;
}

double accuracy(const NodeModel& model, const Labels& test, std::size_t which = 0) {
  Pool pool(1);
  const LabelReport report = evaluate_labels(model, test, 1, pool);
  return report.scores.at(which).metrics.at("accuracy").value;
}

TEST(TrainLabels, EveryNetworkThatMixesTellsPlantedKinds) {
  for (const std::string kind : {"gcn", "sgc", "appnp", "gcnii"}) {
    SCOPED_TRACE(kind);
    Planted world;
    Options options = options_for(kind);
    options.layers = kind == "gcnii" ? 8 : 2;
    const NodeModel model = train_labels(world.data, options);
    EXPECT_GT(accuracy(model, world.test), 0.85);
    // majority, features alone, unmixed, label propagation
    ASSERT_EQ(model.baselines.size(), 4u);
    EXPECT_LT(accuracy(model, world.test, 1), 0.4);
    for (std::size_t baseline = 1; baseline < 4; ++baseline)
      EXPECT_LT(accuracy(model, world.test, baseline), accuracy(model, world.test))
          << model.baselines[baseline - 1].name;
  }
}

TEST(TrainLabels, LearnsFromPartsWithDrawnNeighbours) {
  for (const std::string kind : {"gcn", "appnp"}) {
    Planted world;
    Options options = options_for(kind);
    options.neighbors = 4;
    options.batch = 8;
    options.epochs = 40;
    options.steps = 3;
    const NodeModel model = train_labels(world.data, options);
    EXPECT_GT(accuracy(model, world.test), 0.8) << kind;
    // Its scores are those of the whole graph.
    Pool pool(1);
    const Labelled whole = label_nodes(model, kNodes, model.links, {}, model.features, pool);
    for (Id n = 0; n < kNodes; ++n)
      for (std::size_t c = 0; c < kKinds; ++c) EXPECT_NEAR(whole.scores[n][c], model.scores[n][c], 1e-4);
  }
}

// Links of one relation tell a node's kind, those of the other lead anywhere.
TEST(TrainLabels, RelationsMixByWeightsOfTheirOwn) {
  Planted world;
  world.data.links.relations.add("noise");
  Random random(9);
  for (std::size_t n = 0; n < 8 * kNodes; ++n)
    world.data.links.rows.push_back({Id(random.below(kNodes)), 1, Id(random.below(kNodes))});
  world.data.features.reset();
  Options options = options_for("rgcn");
  options.rank = 16;
  const NodeModel model = train_labels(world.data, options);
  EXPECT_EQ(model.relations.size(), 2u);
  const double by_relation = accuracy(model, world.test);
  EXPECT_GT(by_relation, accuracy(train_labels(world.data, options_for("gcn")), world.test));
  EXPECT_GT(by_relation, 0.6);
  const oracle::Folder folder;
  save(model, folder / "m");
  const NodeModel read = load_nodes(TensorReader(folder / "m"));
  Pool pool(1);
  const Labelled again = label_nodes(read, kNodes, read.links, {}, read.features, pool);
  EXPECT_TRUE(std::ranges::equal(again.scores.padded(), model.scores.padded()));
}

TEST(TrainLabels, LearnsEmbeddingsWhereThereAreNoFeatures) {
  Planted world;
  world.data.features.reset();
  const NodeModel model = train_labels(world.data, options_for("gcn"));
  EXPECT_FALSE(model.featured());
  EXPECT_EQ(model.parameters[0].rows(), kNodes);
  EXPECT_GT(accuracy(model, world.test), 0.8);
}

// Withheld labels choose the epoch at most: what is learned in each is the same whatever they say.
TEST(TrainLabels, ValidationLabelsDoNotReachTraining) {
  Planted world, other;
  for (NodeLabel& label : other.data.valid->rows) label.kind = Id((label.kind + 1) % kKinds);
  const NodeModel one = train_labels(world.data, options_for("gcn")),
                  two = train_labels(other.data, options_for("gcn"));
  ASSERT_EQ(one.curve.size(), two.curve.size());
  for (std::size_t epoch = 0; epoch < one.curve.size(); ++epoch)
    EXPECT_EQ(one.curve[epoch].loss, two.curve[epoch].loss);
  EXPECT_NE(one.curve.back().validation, two.curve.back().validation);
}

TEST(TrainLabels, GivesTheSameBytesForAnyThreads) {
  const oracle::Folder folder;
  std::vector<std::string> files;
  for (const int threads : {1, 3}) {
    Options options = options_for("gcnii");
    options.layers = 4;
    options.epochs = 12;
    options.threads = threads;
    const std::string path = folder / std::to_string(threads);
    save(train_labels(Planted().data, options), path);
    files.push_back(oracle::slurp(path));
  }
  EXPECT_EQ(files[0], files[1]);
}

TEST(TrainLabels, SaysTheSameAfterAFile) {
  const oracle::Folder folder;
  for (const std::string kind : {"gcn", "appnp"}) {
    Planted world;
    if (kind == "appnp") world.data.features.reset();
    Options options = options_for(kind);
    options.epochs = 10;
    const NodeModel model = train_labels(world.data, options);
    save(model, folder / "m");
    const NodeModel read = load_nodes(TensorReader(folder / "m"));
    Pool pool(1);
    const Labelled again = label_nodes(read, read.nodes.size(), read.links, read.link_weights, read.features, pool);
    EXPECT_TRUE(std::ranges::equal(again.scores.padded(), model.scores.padded()));
    EXPECT_TRUE(std::ranges::equal(again.hidden.padded(), model.hidden.padded()));
    EXPECT_EQ(read.trained, model.trained);
    EXPECT_EQ(read.baselines.size(), model.baselines.size());
  }
}

// A node that is added later takes its class from its links.
TEST(TrainLabels, LabelsNodesThatAreAddedLater) {
  Planted world;
  const NodeModel model = train_labels(world.data, options_for("gcn"));
  std::vector<Triple> links = model.links;
  for (Id n = 0; n < 10; ++n) links.push_back({Id(kNodes), 0, Id(n * kKinds + 2)});
  Sparse features = model.features;
  features.close();
  Pool pool(1);
  const Labelled grown = label_nodes(model, kNodes + 1, links, {}, features, pool);
  EXPECT_EQ(model.classes[likeliest(grown.scores)[kNodes]], "kind2");
}

TEST(TrainLabels, LearnsSeveralClassesANode) {
  Planted world;
  for (Labels* part : {&world.data.labels, &*world.data.valid, &world.test}) {
    const std::vector<NodeLabel> rows = part->rows;
    for (const NodeLabel& label : rows)
      if (part->classes[label.kind] == "kind1") part->rows.push_back({label.node, part->classes.add("odd")});
  }
  EXPECT_THROW(train_labels(world.data, options_for("gcn")), Error);
  Options options = options_for("gcn");
  options.several = true;
  const NodeModel model = train_labels(world.data, options);
  Pool pool(1);
  EXPECT_GT(evaluate_labels(model, world.test, 1, pool).scores[0].metrics.at("micro_f1").value, 0.8);
}

TEST(TrainLabels, WeighsClassesAlikeIfAsked) {
  Planted world;
  Labels& labels = world.data.labels;
  std::erase_if(labels.rows, [&](const NodeLabel& l) { return l.kind == 2 && l.node > 5; });
  Options options = options_for("gcn");
  const NodeModel alike = train_labels(world.data, options);
  options.class_weights = "balanced";
  const NodeModel balanced = train_labels(world.data, options);
  EXPECT_NE(alike.curve[0].loss, balanced.curve[0].loss);
}

std::string complaint(NodeData data, const Options& options) {
  try {
    train_labels(std::move(data), options);
  } catch (const Error& error) {
    return std::string(error.problem()) + " | " + error.where() + " | " + error.advice();
  }
  return "";
}

TEST(TrainLabels, SaysWhatIsWrong) {
  const Options options = options_for("gcn");
  Planted stranger;
  stranger.data.labels.rows.push_back({stranger.data.labels.nodes.add("n9999"), 0});
  EXPECT_NE(complaint(stranger.data, options).find("'n9999', which the graph does not have"), std::string::npos);

  Planted bare;
  NodeFeatures& features = *bare.data.features;
  features.nodes = {};
  for (std::size_t n = 0; n + 1 < kNodes; ++n) features.nodes.add(name(n));
  EXPECT_NE(complaint(bare.data, options).find("'n239' of the graph has no features"), std::string::npos);

  Planted unseen;
  unseen.data.valid->rows[0].kind = unseen.data.valid->classes.add("other");
  EXPECT_NE(complaint(unseen.data, options).find("class 'other' of node 'n30' has no training label"),
            std::string::npos);

  Planted one;
  for (NodeLabel& label : one.data.labels.rows) label.kind = 0;
  one.data.labels.classes = {};
  one.data.labels.classes.add("only");
  EXPECT_NE(complaint(one.data, options).find("all labels are 'only'"), std::string::npos);

  Planted leak;
  leak.data.valid->rows.push_back({leak.data.valid->nodes.add("n0"), 0});
  EXPECT_NE(complaint(leak.data, options).find("'n0' is labelled in training and in validation"), std::string::npos);

  Options directed = options;
  directed.directed = true;
  EXPECT_NE(complaint(Planted().data, directed).find("--normalization mean"), std::string::npos);
}

TEST(EvaluateLabels, LeavesOutWhatTrainingShowedAndCountsStrangers) {
  Planted world;
  const NodeModel model = train_labels(world.data, options_for("gcn"));
  Labels test = world.test;
  test.rows.push_back({test.nodes.add("n0"), 0});
  test.rows.push_back({test.nodes.add("stranger"), 0});
  test.rows.push_back({test.nodes.add("n31"), test.classes.add("kind0")});
  Pool pool(1);
  const LabelReport report = evaluate_labels(model, test, 1, pool);
  EXPECT_EQ(report.trained, 2u);
  EXPECT_EQ(report.unknown, 1u);
  EXPECT_EQ(report.nodes, kNodes - 90);
  std::size_t all = 0, right = 0;
  for (std::size_t c = 0; c < report.confusion.size(); ++c) {
    all += std::accumulate(report.confusion[c].begin(), report.confusion[c].end(), std::size_t{0});
    right += report.confusion[c][c];
  }
  EXPECT_EQ(all, report.nodes);
  EXPECT_DOUBLE_EQ(double(right) / double(all), report.scores[0].metrics.at("accuracy").value);
}

}  // namespace
}  // namespace kinfold
