// Conditions under which a trained model is the same bit for bit, and invalid options.
#include <gtest/gtest.h>

#include "core/error.h"
#include "kg/graph_worlds.h"
#include "kg/partition_plan.h"
#include "registry/options.h"

namespace kinfold {
namespace {

using oracle::graph_bytes, oracle::graph_options;

// The bytes of the trained model, without its options.
std::string trained_bytes(const Triples& facts, const TrainOptions& options) {
  GraphModel model = train_graph({facts, {}}, options);
  model.options.clear();
  return graph_bytes(model);
}

struct Case {
  std::string task, model;
  int negatives;
  std::string optimizer = "adagrad";
};

const std::vector<Case> kCases = {
    {"triples", "complex", 0},         {"triples", "tucker", 0},    {"triples", "transe", 0}, {"triples", "cp", 16},
    {"triples", "rotate", 16, "adam"}, {"links", "dot", 16, "sgd"}, {"links", "roles", 0}};

TrainOptions options_of(const Case& c) {
  TrainOptions options = graph_options(c.task, c.model);
  options.negatives = c.negatives;
  options.optimizer = c.optimizer;
  options.epochs = 3;
  options.validation = "random:0.1";
  options.dropout = 0.1;
  options.threads = 1;
  return options;
}
Triples graph_of(const Case& c) { return c.task == "links" ? oracle::ring().train : oracle::circles().train; }

TEST(GraphBits, DoNotDependOnThreads) {
  for (const Case& c : kCases)
    for (const double relation_weight : {0.0, c.model == "complex" ? 0.5 : 0.0}) {
      TrainOptions options = options_of(c);
      options.relation_prediction_weight = relation_weight;
      const std::string one = trained_bytes(graph_of(c), options);
      for (const int threads : {2, 3}) {
        options.threads = threads;
        EXPECT_TRUE(trained_bytes(graph_of(c), options) == one) << c.model << ", " << threads << " threads";
      }
      options.seed = 2;
      EXPECT_FALSE(trained_bytes(graph_of(c), options) == one) << "another seed gives another model";
    }
}

TEST(GraphBits, DoNotDependOnPartitionsOnDisk) {
  for (const Case& c : kCases)
    for (const bool filter : {false, true}) {
      if (c.negatives == 0) continue;
      TrainOptions options = options_of(c);
      options.partitions = 4;
      options.filter_negatives = filter;
      options.in_batch_negatives = filter;
      const oracle::Folder folder;
      options.scratch_dir = folder.path().string();
      const std::string in_memory = trained_bytes(graph_of(c), options);
      options.memory_limit = "1G";
      EXPECT_TRUE(trained_bytes(graph_of(c), options) == in_memory) << c.model << " filtered " << filter;
      EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
      options.threads = 3;
      EXPECT_TRUE(trained_bytes(graph_of(c), options) == in_memory) << c.model << " with threads";
    }
}

// Training with partitions is almost as good as without.
TEST(GraphTraining, PartitionsKeepTheQuality) {
  const oracle::PlantedGraph graph = oracle::circles();
  TrainOptions options = graph_options("triples", "complex");
  options.negatives = 32;
  options.reg = 0.001;
  options.partitions = 4;
  const double partitioned = oracle::mrr(train_graph({graph.train, {}}, options), graph.test);
  options.partitions = 0;
  const double whole = oracle::mrr(train_graph({graph.train, {}}, options), graph.test);
  EXPECT_GT(partitioned, 0.8 * whole);
}

TEST(GraphTraining, NamesKeepTheOrderOfTheFacts) {
  const Triples facts = oracle::circles().train;
  const GraphModel model = train_graph({facts, {}}, options_of(kCases[0]));
  EXPECT_EQ(model.entities.size(), facts.entities.size());
  for (Id e = 0; e < facts.entities.size(); ++e) EXPECT_EQ(model.entities[e], facts.entities[e]);
  EXPECT_EQ(model.facts.size() + model.validation_rows.size(), facts.rows.size());
}

// A fact of weight 2 is equivalent to a repeated fact.
TEST(GraphWeights, CountAsRepeats) {
  for (const Case& c : {Case{"triples", "complex", 0}, {"triples", "complex", 16}}) {
    Triples facts = oracle::circles().train, twice = facts;
    for (std::size_t n = 0; n < facts.rows.size(); ++n) {
      facts.weight.push_back(n % 3 == 0 ? 2 : 1);
      twice.weight.push_back(1);
    }
    for (std::size_t n = 0; n < facts.rows.size(); n += 3) {
      twice.rows.push_back(facts.rows[n]);
      twice.weight.push_back(1);
    }
    TrainOptions options = options_of(c);
    options.validation.clear();
    options.on_duplicate = "sum";
    const GraphModel one = train_graph({facts, {}}, options), other = train_graph({twice, {}}, options);
    EXPECT_TRUE(std::ranges::equal(one.tables.entity.padded(), other.tables.entity.padded()));
    facts.weight.clear();
    const GraphModel plain = train_graph({facts, {}}, options);
    EXPECT_FALSE(std::ranges::equal(one.tables.entity.padded(), plain.tables.entity.padded()));
  }
}

std::string error_text(const TrainOptions& options) {
  try {
    train_graph({oracle::circles().train, {}}, options);
  } catch (const UsageError& error) {
    return error.where() + ": " + error.what();
  }
  return "";
}

TEST(GraphOptionErrors, NameTheOption) {
  const auto expect_error = [](const std::string& model, auto change, const std::string& where) {
    TrainOptions options = graph_options("triples", model);
    change(options);
    const std::string text = error_text(options);
    EXPECT_NE(text.find(where), std::string::npos) << where << " of " << model << ": " << text;
  };
  expect_error(
      "complex", [](TrainOptions& o) { o.loss = "margin-ranking"; }, "--loss");
  expect_error(
      "complex", [](TrainOptions& o) { o.loss = "hinge", o.negatives = 8; }, "--loss");
  expect_error(
      "complex", [](TrainOptions& o) { o.regularizer = "l1"; }, "--regularizer");
  expect_error(
      "complex", [](TrainOptions& o) { o.relation_prediction_weight = 1, o.negatives = 8; },
      "--relation-prediction-weight");
  expect_error(
      "complex", [](TrainOptions& o) { o.label_smoothing = 0.1, o.negatives = 8; }, "--label-smoothing");
  expect_error(
      "complex", [](TrainOptions& o) { o.memory_limit = "1G"; }, "--negatives");
  expect_error(
      "complex", [](TrainOptions& o) { o.partitions = 2; }, "--negatives");
  expect_error(
      "complex", [](TrainOptions& o) { o.in_batch_negatives = true; }, "--in-batch-negatives");
  expect_error(
      "complex", [](TrainOptions& o) { o.rank = 0; }, "--rank");
  expect_error(
      "complex", [](TrainOptions& o) { o.memory_limit = "much", o.negatives = 8; }, "--memory-limit");
  expect_error(
      "complex", [](TrainOptions& o) { o.lr_schedule = "sometimes"; }, "--lr-schedule");
  expect_error(
      "complex", [](TrainOptions& o) { o.model = "dot"; }, "--model");
  expect_error(
      "rescal", [](TrainOptions& o) { o.relation_prediction_weight = 1; }, "--relation-prediction-weight");
  expect_error(
      "transe", [](TrainOptions& o) { o.norm = 1; }, "--negatives");
  expect_error(
      "rotate", [](TrainOptions& o) { o.norm = 1; }, "--negatives");
}

TEST(PartitionPlan, ParsesMemorySizes) {
  EXPECT_EQ(parse_memory_size("8G"), 8ull << 30);
  EXPECT_EQ(parse_memory_size("1.5GiB"), 3ull << 29);
  EXPECT_EQ(parse_memory_size("500M"), 500ull << 20);
  EXPECT_EQ(parse_memory_size("16K"), 16ull << 10);
  EXPECT_EQ(parse_memory_size("4096"), 4096u);
  for (const char* text : {"", "G", "-1G", "0", "8T", "8 G", "nan", "inf", "1e300G"})
    EXPECT_THROW(parse_memory_size(text), UsageError) << text;
}

// The minimum memory in the error message is enough, with partitions on disk.
TEST(PartitionPlan, TheErrorNamesTheMinimumMemory) {
  GraphModel model = oracle::graph_model({"complex"}, 50'000, 3, 1000, 64);
  TrainOptions options = graph_options("triples", "complex");
  options.rank = 64;
  options.negatives = 16;
  const PartitionPlan whole = plan_partitions(model, 0, options);
  EXPECT_FALSE(whole.on_disk);
  EXPECT_EQ(whole.partitions, 1u);
  options.memory_limit = "1G";
  EXPECT_FALSE(plan_partitions(model, 0, options).on_disk) << "the memory is enough";
  options.memory_limit = "1M";
  std::string minimum;
  try {
    plan_partitions(model, 0, options);
    FAIL();
  } catch (const UsageError& error) {
    const std::string advice = error.advice();
    const std::size_t at = advice.find("at least ") + 9;
    minimum = advice.substr(at, advice.find('M', at) + 1 - at);
  }
  options.memory_limit = minimum;
  const PartitionPlan plan = plan_partitions(model, 0, options);
  EXPECT_TRUE(plan.on_disk);
  EXPECT_GT(plan.partitions, 1u);
  EXPECT_LE(plan.bytes, parse_memory_size(minimum));
  EXPECT_LT(plan.bytes, whole.bytes);
  options.memory_limit = std::to_string(parse_memory_size(minimum) / (1 << 20) - 1) + "M";
  EXPECT_THROW(plan_partitions(model, 0, options), UsageError) << "a smaller limit works as well";
}

}  // namespace
}  // namespace kinfold
