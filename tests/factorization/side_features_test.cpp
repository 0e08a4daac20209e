#include "factorization/side_features.h"

#include <gtest/gtest.h>

namespace kinfold {
namespace {

struct OwnerFeatures {
  std::string owner;
  std::vector<std::pair<std::string, float>> side_features;
};

SideFeatureTable table_of(const std::vector<OwnerFeatures>& rows) {
  SideFeatureTable table;
  for (const OwnerFeatures& row : rows) {
    table.owners.add(row.owner);
    for (const auto& [feature, weight] : row.side_features) table.bags.add(table.ids.add(feature), weight);
    table.bags.close();
  }
  return table;
}

Vocabulary rows_of(const std::vector<std::string>& ids) {
  Vocabulary rows;
  for (const std::string& id : ids) rows.add(id);
  return rows;
}

std::vector<std::pair<std::string, float>> bag(const SideFeatures& side_features, Id row) {
  std::vector<std::pair<std::string, float>> result;
  for (std::uint64_t n = side_features.bags.begin[row]; n < side_features.bags.begin[row + 1]; ++n)
    result.emplace_back(side_features.ids[side_features.bags.member[n]], side_features.bags.weight[n]);
  return result;
}

using Bag = std::vector<std::pair<std::string, float>>;

TEST(MakeSideFeatures, TablesAreConcatenated) {
  const SideFeatureTable implicit_feedback =
      table_of({{"b", {{"history=1", 0.5f}, {"history=2", 0.5f}}}, {"a", {{"history=2", 1}}}});
  const SideFeatureTable features = table_of({{"a", {{"age=18", 1}}}, {"c", {{"age=25", 1}}}});
  const SideFeatures side_features = make_side_features({&implicit_feedback, &features}, rows_of({"a", "b", "c", "d"}));
  EXPECT_EQ(side_features.bags.size(), 4u);
  EXPECT_EQ(side_features.ids.size(), 4u);
  EXPECT_EQ(bag(side_features, 0), (Bag{{"history=2", 1}, {"age=18", 1}}));
  EXPECT_EQ(bag(side_features, 1), (Bag{{"history=1", 0.5f}, {"history=2", 0.5f}}));
  EXPECT_EQ(bag(side_features, 2), (Bag{{"age=25", 1}}));
  EXPECT_EQ(bag(side_features, 3), Bag());
}

TEST(MakeSideFeatures, AFeatureOfTwoTablesHasOneId) {
  const SideFeatureTable one = table_of({{"a", {{"tag=x", 1}}}}), two = table_of({{"b", {{"tag=y", 1}, {"tag=x", 2}}}});
  const SideFeatures side_features = make_side_features({&one, &two}, rows_of({"a", "b"}));
  EXPECT_EQ(side_features.ids.size(), 2u);
  EXPECT_EQ(bag(side_features, 1), (Bag{{"tag=y", 1}, {"tag=x", 2}}));
}

TEST(MakeSideFeatures, UnknownOwnersAreIgnored) {
  const SideFeatureTable table = table_of({{"unseen", {{"age=1", 1}}}, {"a", {{"age=2", 1}}}});
  const SideFeatures side_features = make_side_features({&table}, rows_of({"a"}));
  EXPECT_EQ(side_features.bags.size(), 1u);
  EXPECT_EQ(bag(side_features, 0), (Bag{{"age=2", 1}}));
  EXPECT_TRUE(make_side_features({&table}, rows_of({"b"})).empty());
  EXPECT_TRUE(make_side_features({}, rows_of({"a", "b"})).empty());
}

TEST(AddFeatureMean, IsTheWeightedSumOfVectorsAndBiases) {
  const SideFeatureTable table = table_of({{"a", {{"t=0", 0.5f}, {"t=1", 2}}}, {"b", {}}});
  SideFeatures side_features = make_side_features({&table}, rows_of({"a", "b"}));
  side_features.side = {Matrix(2, 2), {{1, 0}, {10, 0}}};
  side_features.side.factors[0][0] = 4;
  side_features.side.factors[1][1] = 3;
  std::vector<float> mean(side_features.side.factors.stride());
  EXPECT_EQ(add_feature_mean(side_features.bags, 0, side_features.side, mean.data()), 20.5f);
  EXPECT_EQ(mean[0], 2);
  EXPECT_EQ(mean[1], 6);
  EXPECT_EQ(add_feature_mean(side_features.bags, 1, side_features.side, mean.data()), 0);
  EXPECT_EQ(mean[1], 6);
}

}  // namespace
}  // namespace kinfold
