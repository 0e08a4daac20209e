#include "data/split_labels.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "core/error.h"
#include "core/random.h"

namespace kinfold {
namespace {

// Nodes of one label each, or of up to three; some nodes have none.
Labels some_labels(std::size_t nodes, Id classes, bool several, std::uint64_t seed) {
  Labels labels;
  Random random(seed);
  for (Id kind = 0; kind < classes; ++kind) labels.classes.add("c" + std::to_string(kind));
  for (std::size_t n = 0; n < nodes; ++n) {
    const Id node = labels.nodes.add("n" + std::to_string(n));
    std::set<Id> kinds;
    for (std::uint64_t m = several ? random.below(4) : 1; m > 0; --m) kinds.insert(Id(random.below(classes)));
    for (const Id kind : kinds) labels.rows.push_back({node, kind});
  }
  return labels;
}

using Nodes = std::set<Id>;
Nodes nodes_of(const Labels& labels) {
  Nodes nodes;
  for (const NodeLabel& label : labels.rows) nodes.insert(label.node);
  return nodes;
}

Nodes common(const Nodes& a, const Nodes& b) {
  Nodes both;
  std::ranges::set_intersection(a, b, std::inserter(both, both.end()));
  return both;
}

// Whatever the rule: each row is in one part, each node too, and each class is trained on.
void check(const Labels& labels, const std::string& rule, std::uint64_t seed) {
  SCOPED_TRACE(rule + ", seed " + std::to_string(seed));
  const auto marks = split_labels(labels, rule, seed);
  ASSERT_EQ(marks.size(), labels.rows.size());
  const Labels train = select(labels, marks, 0), test = select(labels, marks, 1);
  EXPECT_EQ(train.rows.size() + test.rows.size(), labels.rows.size());
  EXPECT_TRUE(common(nodes_of(train), nodes_of(test)).empty());
  const auto all = nodes_by_class(labels), trained = nodes_by_class(train);
  for (Id kind = 0; kind < all.size(); ++kind) EXPECT_TRUE(all[kind] == 0 || trained[kind] > 0) << kind;
  EXPECT_EQ(split_labels(labels, rule, seed), marks);
}

TEST(SplitLabels, PartsAreDisjointAndCompleteAndEachClassIsTrainedOn) {
  for (std::uint64_t seed = 0; seed < 40; ++seed)
    for (const bool several : {false, true}) {
      const Labels labels = some_labels(50 + seed, 2 + Id(seed % 5), several, seed);
      for (const char* rule : {"random:0.1", "random:0.5", "random:0.99", "random", "per-class:1", "per-class:3"})
        check(labels, rule, seed);
    }
}

TEST(SplitLabels, SoManyOfEachClass) {
  const Labels labels = some_labels(300, 4, false, 3), mixed = some_labels(300, 4, true, 3);
  for (const std::size_t each : {1u, 5u, 20u}) {
    const std::string rule = "per-class:" + std::to_string(each);
    EXPECT_EQ(nodes_by_class(select(labels, split_labels(labels, rule, 1), 0)), std::vector<std::size_t>(4, each));
    for (const std::size_t nodes : nodes_by_class(select(mixed, split_labels(mixed, rule, 1), 0)))
      EXPECT_GE(nodes, each);
  }
  EXPECT_EQ(split_labels(labels, "per-class", 1), split_labels(labels, "per-class:20", 1));
}

TEST(SplitLabels, TheShareThatWasAsked) {
  const Labels labels = some_labels(300, 4, true, 3);
  const auto nodes = nodes_of(labels);
  for (const double share : {0.1, 0.25, 0.6}) {
    const auto marks = split_labels(labels, "random:" + std::to_string(share), 1);
    EXPECT_EQ(nodes_of(select(labels, marks, 1)).size(), std::size_t(std::llround(share * double(nodes.size()))));
  }
}

TEST(SplitLabels, SeedsDiffer) {
  const Labels labels = some_labels(100, 3, false, 3);
  for (const char* rule : {"random:0.3", "per-class:5"})
    EXPECT_NE(split_labels(labels, rule, 1), split_labels(labels, rule, 2)) << rule;
}

std::string said(const Labels& labels, const std::string& rule) {
  try {
    split_labels(labels, rule, 1);
  } catch (const UsageError& error) {
    return std::string("usage: ") + error.what();
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

TEST(SplitLabels, WhatCannotBeIsSaid) {
  const Labels labels = some_labels(20, 2, false, 3);
  const std::size_t fewest = std::ranges::min(nodes_by_class(labels));
  EXPECT_NE(said(labels, "per-class:" + std::to_string(fewest)).find("none is left to withhold"), std::string::npos);
  EXPECT_EQ(said(labels, "per-class:" + std::to_string(fewest - 1)), "");
  for (const char* rule : {"per-class:0", "per-class:x", "per-class:1.5", "per-class:-1", "random:2", "random:x"})
    EXPECT_TRUE(said(labels, rule).starts_with("usage: ") &&
                said(labels, rule).find("does not fit") != std::string::npos)
        << rule << ": " << said(labels, rule);
  EXPECT_NE(said(labels, "perclass:3").find("did you mean 'per-class'?"), std::string::npos);
  EXPECT_NE(said(labels, "temporal:0.1").find("known: per-class, random"), std::string::npos);
}

TEST(Labels, ChecksumsTellLabelsApart) {
  const Labels labels = some_labels(20, 3, true, 3);
  Labels other = labels;
  EXPECT_EQ(checksum(other), checksum(labels));
  other.rows[0].kind ^= 1;
  EXPECT_NE(checksum(other), checksum(labels));
  other = labels;
  other.nodes.add("more");
  EXPECT_NE(checksum(other), checksum(labels));
}

TEST(SplitLabels, FoldsShareOutEveryClass) {
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    const Labels labels = some_labels(60, 4, false, seed), mixed = some_labels(60, 4, true, seed);
    const auto marks = split_labels(labels, "k-fold:3", seed);
    const auto all = nodes_by_class(labels);
    for (std::uint8_t fold = 0; fold < 3; ++fold) {
      const auto tested = nodes_by_class(select(labels, marks, fold));
      for (Id kind = 0; kind < all.size(); ++kind) EXPECT_NEAR(double(tested[kind]), double(all[kind]) / 3, 1);
    }
    const auto folds = split_labels(mixed, "k-fold:3", seed);
    std::map<Id, std::set<std::uint8_t>> of_node;
    for (std::size_t n = 0; n < folds.size(); ++n) of_node[mixed.rows[n].node].insert(folds[n]);
    for (const auto& [node, own] : of_node) EXPECT_EQ(own.size(), 1u) << "the labels of a node stay together";
    EXPECT_EQ(split_labels(mixed, "k-fold:3", seed), folds);
  }
}

}  // namespace
}  // namespace kinfold
