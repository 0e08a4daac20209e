#include "model/traits.h"

#include <gtest/gtest.h>

namespace kinfold {
namespace {

struct Given {
  std::string owner;
  std::vector<std::pair<std::string, float>> traits;
};

TraitTable table_of(const std::vector<Given>& rows) {
  TraitTable table;
  for (const Given& row : rows) {
    table.owners.add(row.owner);
    for (const auto& [trait, weight] : row.traits) table.bags.add(table.ids.add(trait), weight);
    table.bags.close();
  }
  return table;
}

Vocabulary rows_of(const std::vector<std::string>& ids) {
  Vocabulary rows;
  for (const std::string& id : ids) rows.add(id);
  return rows;
}

std::vector<std::pair<std::string, float>> bag(const Traits& traits, Id row) {
  std::vector<std::pair<std::string, float>> result;
  for (std::uint64_t n = traits.bags.begin[row]; n < traits.bags.begin[row + 1]; ++n)
    result.emplace_back(traits.ids[traits.bags.member[n]], traits.bags.weight[n]);
  return result;
}

using Bag = std::vector<std::pair<std::string, float>>;

TEST(MakeTraits, TablesStandSideBySide) {
  const TraitTable histories = table_of({{"b", {{"history=1", 0.5f}, {"history=2", 0.5f}}}, {"a", {{"history=2", 1}}}});
  const TraitTable features = table_of({{"a", {{"age=18", 1}}}, {"c", {{"age=25", 1}}}});
  const Traits traits = make_traits({&histories, &features}, rows_of({"a", "b", "c", "d"}));
  EXPECT_EQ(traits.bags.size(), 4u);
  EXPECT_EQ(traits.ids.size(), 4u);
  EXPECT_EQ(bag(traits, 0), (Bag{{"history=2", 1}, {"age=18", 1}}));
  EXPECT_EQ(bag(traits, 1), (Bag{{"history=1", 0.5f}, {"history=2", 0.5f}}));
  EXPECT_EQ(bag(traits, 2), (Bag{{"age=25", 1}}));
  EXPECT_EQ(bag(traits, 3), Bag());
}

TEST(MakeTraits, ATraitOfTwoTablesIsOne) {
  const TraitTable one = table_of({{"a", {{"tag=x", 1}}}}), two = table_of({{"b", {{"tag=y", 1}, {"tag=x", 2}}}});
  const Traits traits = make_traits({&one, &two}, rows_of({"a", "b"}));
  EXPECT_EQ(traits.ids.size(), 2u);
  EXPECT_EQ(bag(traits, 1), (Bag{{"tag=y", 1}, {"tag=x", 2}}));
}

TEST(MakeTraits, OwnersThatAreNoRowsAreLeftOut) {
  const TraitTable table = table_of({{"stranger", {{"age=1", 1}}}, {"a", {{"age=2", 1}}}});
  const Traits traits = make_traits({&table}, rows_of({"a"}));
  EXPECT_EQ(traits.bags.size(), 1u);
  EXPECT_EQ(bag(traits, 0), (Bag{{"age=2", 1}}));
  EXPECT_TRUE(make_traits({&table}, rows_of({"b"})).empty());
  EXPECT_TRUE(make_traits({}, rows_of({"a", "b"})).empty());
}

TEST(AddMean, IsTheWeightedSumOfVectorsAndBiases) {
  const TraitTable table = table_of({{"a", {{"t=0", 0.5f}, {"t=1", 2}}}, {"b", {}}});
  Traits traits = make_traits({&table}, rows_of({"a", "b"}));
  traits.side = {Table(2, 2), {{1, 0}, {10, 0}}};
  traits.side.factors[0][0] = 4;
  traits.side.factors[1][1] = 3;
  std::vector<float> mean(traits.side.factors.stride());
  EXPECT_EQ(add_mean(traits.bags, 0, traits.side, mean.data()), 20.5f);
  EXPECT_EQ(mean[0], 2);
  EXPECT_EQ(mean[1], 6);
  EXPECT_EQ(add_mean(traits.bags, 1, traits.side, mean.data()), 0);
  EXPECT_EQ(mean[1], 6);
}

}  // namespace
}  // namespace kinfold
