#include "nodes/split_labels.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "core/error.h"
#include "core/random.h"

namespace kinfold {
namespace {

// Nodes with one label each or, if `several`, with up to three; then some nodes have none.
NodeLabels some_labels(std::size_t nodes, Id classes, bool several, std::uint64_t seed) {
  NodeLabels labels;
  Random random(seed);
  for (Id class_id = 0; class_id < classes; ++class_id) labels.classes.add("c" + std::to_string(class_id));
  for (std::size_t n = 0; n < nodes; ++n) {
    const Id node = labels.nodes.add("n" + std::to_string(n));
    std::set<Id> class_ids;
    for (std::uint64_t m = several ? random.below(4) : 1; m > 0; --m) class_ids.insert(Id(random.below(classes)));
    for (const Id class_id : class_ids) labels.rows.push_back({node, class_id});
  }
  return labels;
}

using Nodes = std::set<Id>;
Nodes nodes_of(const NodeLabels& labels) {
  Nodes nodes;
  for (const NodeLabel& label : labels.rows) nodes.insert(label.node);
  return nodes;
}

Nodes common(const Nodes& a, const Nodes& b) {
  Nodes both;
  std::ranges::set_intersection(a, b, std::inserter(both, both.end()));
  return both;
}

// For any strategy, each row and each node is in one part, and each class has a training node.
void check(const NodeLabels& labels, const std::string& strategy, std::uint64_t seed) {
  SCOPED_TRACE(strategy + ", seed " + std::to_string(seed));
  const auto marks = split_labels(labels, strategy, seed);
  ASSERT_EQ(marks.size(), labels.rows.size());
  const NodeLabels train = select(labels, marks, 0), test = select(labels, marks, 1);
  EXPECT_EQ(train.rows.size() + test.rows.size(), labels.rows.size());
  EXPECT_TRUE(common(nodes_of(train), nodes_of(test)).empty());
  const auto all = class_counts(labels), trained = class_counts(train);
  for (Id class_id = 0; class_id < all.size(); ++class_id)
    EXPECT_TRUE(all[class_id] == 0 || trained[class_id] > 0) << class_id;
  EXPECT_EQ(split_labels(labels, strategy, seed), marks);
}

TEST(SplitLabels, PartsAreDisjointAndCompleteAndTrainOnEachClass) {
  for (std::uint64_t seed = 0; seed < 40; ++seed)
    for (const bool several : {false, true}) {
      const NodeLabels labels = some_labels(50 + seed, 2 + Id(seed % 5), several, seed);
      for (const char* strategy : {"random:0.1", "random:0.5", "random:0.99", "random", "per-class:1", "per-class:3"})
        check(labels, strategy, seed);
    }
}

TEST(SplitLabels, PerClassTrainsOnTheNumberOfEachClass) {
  const NodeLabels labels = some_labels(300, 4, false, 3), mixed = some_labels(300, 4, true, 3);
  for (const std::size_t each : {1u, 5u, 20u}) {
    const std::string strategy = "per-class:" + std::to_string(each);
    EXPECT_EQ(class_counts(select(labels, split_labels(labels, strategy, 1), 0)), std::vector<std::size_t>(4, each));
    for (const std::size_t nodes : class_counts(select(mixed, split_labels(mixed, strategy, 1), 0)))
      EXPECT_GE(nodes, each);
  }
  EXPECT_EQ(split_labels(labels, "per-class", 1), split_labels(labels, "per-class:20", 1));
}

TEST(SplitLabels, RandomHoldsOutTheFraction) {
  const NodeLabels labels = some_labels(300, 4, true, 3);
  const auto nodes = nodes_of(labels);
  for (const double fraction : {0.1, 0.25, 0.6}) {
    const auto marks = split_labels(labels, "random:" + std::to_string(fraction), 1);
    EXPECT_EQ(nodes_of(select(labels, marks, 1)).size(), std::size_t(std::llround(fraction * double(nodes.size()))));
  }
}

TEST(SplitLabels, SeedsDiffer) {
  const NodeLabels labels = some_labels(100, 3, false, 3);
  for (const char* strategy : {"random:0.3", "per-class:5"})
    EXPECT_NE(split_labels(labels, strategy, 1), split_labels(labels, strategy, 2)) << strategy;
}

std::string error_message(const NodeLabels& labels, const std::string& strategy) {
  try {
    split_labels(labels, strategy, 1);
  } catch (const UsageError& error) {
    return std::string("usage: ") + error.what();
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

TEST(SplitLabels, InvalidSplitsAreErrors) {
  const NodeLabels labels = some_labels(20, 2, false, 3);
  const std::size_t fewest = std::ranges::min(class_counts(labels));
  EXPECT_NE(error_message(labels, "per-class:" + std::to_string(fewest)).find("leaves none to hold out"),
            std::string::npos);
  EXPECT_EQ(error_message(labels, "per-class:" + std::to_string(fewest - 1)), "");
  for (const char* strategy : {"per-class:0", "per-class:x", "per-class:1.5", "per-class:-1", "random:2", "random:x"})
    EXPECT_TRUE(error_message(labels, strategy).starts_with("usage: ") &&
                error_message(labels, strategy).find("invalid amount") != std::string::npos)
        << strategy << ": " << error_message(labels, strategy);
  EXPECT_NE(error_message(labels, "perclass:3").find("did you mean 'per-class'?"), std::string::npos);
  EXPECT_NE(error_message(labels, "temporal:0.1").find("known: per-class, random"), std::string::npos);
}

TEST(NodeLabels, DifferentLabelsHaveDifferentChecksums) {
  const NodeLabels labels = some_labels(20, 3, true, 3);
  NodeLabels other = labels;
  EXPECT_EQ(checksum(other), checksum(labels));
  other.rows[0].class_id ^= 1;
  EXPECT_NE(checksum(other), checksum(labels));
  other = labels;
  other.nodes.add("more");
  EXPECT_NE(checksum(other), checksum(labels));
}

TEST(SplitLabels, FoldsAreStratified) {
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    const NodeLabels labels = some_labels(60, 4, false, seed), mixed = some_labels(60, 4, true, seed);
    const auto marks = split_labels(labels, "k-fold:3", seed);
    const auto all = class_counts(labels);
    for (std::uint8_t fold = 0; fold < 3; ++fold) {
      const auto tested = class_counts(select(labels, marks, fold));
      for (Id class_id = 0; class_id < all.size(); ++class_id)
        EXPECT_NEAR(double(tested[class_id]), double(all[class_id]) / 3, 1);
    }
    const auto folds = split_labels(mixed, "k-fold:3", seed);
    std::map<Id, std::set<std::uint8_t>> of_node;
    for (std::size_t n = 0; n < folds.size(); ++n) of_node[mixed.rows[n].node].insert(folds[n]);
    for (const auto& [node, node_folds] : of_node)
      EXPECT_EQ(node_folds.size(), 1u) << "the labels of a node stay together";
    EXPECT_EQ(split_labels(mixed, "k-fold:3", seed), folds);
  }
}

}  // namespace
}  // namespace kinfold
