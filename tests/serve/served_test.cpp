#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "core/random.h"
#include "factorization/planted.h"
#include "factorization/recommend.h"
#include "factorization/train_model.h"
#include "oracle/graph_models.h"
#include "registry/options.h"
#include "serve/colors.h"
#include "serve/neighbors.h"
#include "serve/served_model.h"

namespace kinfold {
namespace {

Model ratings_model() {
  TrainOptions options = oracle::planted_options();
  options.epochs = 5;
  return train_ratings(oracle::planted(50, 80).train, {}, options);
}

TEST(ServedModel, HasTheCapabilitiesOfItsModel) {
  const ServedModel ratings({ratings_model(), "00"}, {});
  EXPECT_TRUE(ratings.can("recommend") && ratings.can("map") && !ratings.can("query"));
  const ServedModel graph({oracle::graph_model({"distmult"}, 20, 2, 50), ""}, {});
  EXPECT_TRUE(graph.can("query") && graph.can("similar") && !graph.can("recommend"));
  EXPECT_NE(ratings.generation(), graph.generation());
  EXPECT_EQ(graph.sides().size(), 2u);
  EXPECT_EQ(graph.sides()[graph.side_of("relation")].counts.size(), 2u);
  EXPECT_EQ(graph.side_of("user"), 2u);
}

TEST(ServedModel, NeighborsMatchSimilar) {
  const Model model = ratings_model();
  const ServedModel served({model, ""}, {});
  for (const std::string metric : {"cosine", "dot"})
    for (const std::string side : {"user", "item"})
      for (Id row = 0; row < 50; row += 7) {
        const auto expected = similar(model, side, row, 9, 1, metric);
        const auto actual = neighbors(served.sides()[served.side_of(side)], row, 9, metric);
        ASSERT_EQ(actual.size(), expected.size());
        for (std::size_t n = 0; n < actual.size(); ++n) EXPECT_NEAR(actual[n].score, expected[n].score, 1e-5);
      }
}

TEST(ServedModel, FindsByIdsAndTitles) {
  Model model = ratings_model();
  const std::string first(model.item_ids[0]), second(model.item_ids[1]), third(model.item_ids[2]);
  const Titles titles = {{first, "Amélie (2001)"}, {second, "The Amelia Story"}, {third, "Camelot"}};
  model.item_counts[2] = 1000;
  const ServedModel served({std::move(model), ""}, titles);
  const RowSearch& search = served.search(served.side_of("item"));
  EXPECT_EQ(search("AMEL", 10), (std::vector<Id>{0, 1, 2}));  // prefix of a title, prefix of a word, elsewhere
  EXPECT_EQ(search("amel", 2), (std::vector<Id>{0, 1}));
  EXPECT_EQ(search("\xC3\xA9lie", 10), (std::vector<Id>{0}));
  EXPECT_EQ(search(second, 1), (std::vector<Id>{1}));  // an exact id precedes ids that begin with it
  EXPECT_TRUE(search("no such film", 10).empty());
  EXPECT_EQ(search("", 1), (std::vector<Id>{2}));
  EXPECT_EQ(served.sides()[0].title(0), "");
}

TEST(RowSearch, FoldsLatinLetters) {
  EXPECT_EQ(fold_case("\xC3\x80\xC3\x9F\xC3\xB1Z9 \xC3\x97\xC3\xBE"), "asnz9 \xC3\x97\xC3\xBE");
  EXPECT_EQ(fold_case("\xC3"), "\xC3");
  EXPECT_EQ(fold_case("a\nb"), "a b");
}

// Points on a line of known direction, plus a little noise.
TEST(Axes, FindTheDirectionOfGreatestVariance) {
  GraphModel model = oracle::graph_model({"distmult"}, 300, 1, 400);
  Random random(3);
  for (Id e = 0; e < 300; ++e) {
    const float t = float(random.normal()), noise = float(0.05 * random.normal());
    model.tables.entity[e][0] = 3 * t + 1, model.tables.entity[e][1] = 4 * t - noise, model.tables.entity[e][2] = noise;
  }
  const ServedModel served({model, ""}, {});
  const NamedRows& rows = served.sides()[0];
  Pool pool(2);
  const Axes& axes = served.axes(0, "principal", pool);
  ASSERT_EQ(axes.count(), 3u);
  EXPECT_GT(axes.explained_variance_ratio[0], 0.99);
  EXPECT_NEAR(axes.explained_variance_ratio[0] + axes.explained_variance_ratio[1] + axes.explained_variance_ratio[2], 1,
              1e-9);
  double mean = 0;
  for (Id e = 0; e < 300; ++e) mean += axes.at[e][0] / 300;
  EXPECT_NEAR(mean, 0, 1e-4);
  const float* far[] = {model.tables.entity[0], model.tables.entity[1]};
  const double length = std::hypot(far[0][0] - far[1][0], far[0][1] - far[1][1]);
  EXPECT_NEAR(std::abs(axes.at[0][0] - axes.at[1][0]), length, 0.02);
  const AxisEnds ends = axis_ends(axes, rows, 0, 3);
  std::vector<std::pair<float, Id>> sorted, frequent;
  std::vector<std::uint32_t> counts = rows.counts;
  std::ranges::sort(counts);
  for (Id e = 0; e < 300; ++e) {
    sorted.emplace_back(axes.at[e][0], e);
    if (rows.counts[e] >= counts[150]) frequent.push_back(sorted.back());
  }
  std::ranges::sort(sorted);
  std::ranges::sort(frequent);
  ASSERT_LT(frequent.size(), 300u);
  EXPECT_EQ(ends.low[0].id, frequent[0].second);
  EXPECT_EQ(ends.high[2].id, frequent[frequent.size() - 3].second);
  EXPECT_NEAR(quantile_of(axes, rows, 0, sorted[30].second), 30.5 / 300, 1e-9);
  EXPECT_EQ(&served.axes(0, "principal", pool), &axes);
  EXPECT_EQ(served.axes(0, "raw", pool).at[7][1], model.tables.entity[7][1]);
}

TEST(Colors, AreFeaturesAndCounts) {
  Model model = ratings_model();
  SideFeatures& side_features = model.item_side_features;
  for (const char* id : {"genre=A", "genre=B", "length", "history=3"}) side_features.ids.add(id);
  for (Id item = 0; item < model.item_ids.size(); ++item, side_features.bags.close()) {
    side_features.bags.add(3, 1);
    if (item == 0) side_features.bags.add(0, 1), side_features.bags.add(1, 1);  // B is more frequent
    if (item == 1) side_features.bags.add(0, 1), side_features.bags.add(2, 7.5f);
    if (item > 4) side_features.bags.add(1, 1);
  }
  side_features.side = {Matrix(4, model.rank()), std::vector<BiasAndReg>(4)};
  const ServedModel served({std::move(model), ""}, {});
  const NamedRows& items = served.sides()[1];
  EXPECT_EQ(color_kinds(served.model(), items), (std::vector<std::string>{"genre", "length", "count"}));
  const Colors genre = colors_of(served.model(), items, "genre");
  EXPECT_EQ(genre.levels, (std::vector<std::string>{"B", "A"}));
  EXPECT_EQ(genre.level[0], 0);
  EXPECT_EQ(genre.level[1], 1);
  EXPECT_EQ(genre.level[2], Colors::kNone);
  const Colors length = colors_of(served.model(), items, "length");
  EXPECT_TRUE(length.numbers() && std::isnan(length.number[0]));
  EXPECT_EQ(length.number[1], 7.5f);
  EXPECT_EQ(colors_of(served.model(), items, "count").number[3], float(items.counts[3]));
}

}  // namespace
}  // namespace kinfold
