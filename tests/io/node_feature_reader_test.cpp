#include "io/nodes/node_feature_reader.h"

#include <cmath>
#include <map>

#include "io/fixture.h"
#include "io/npy.h"

namespace kinfold {
namespace {

using source::contains;
using source::SourceTest;
using FeatureRow = std::map<std::string, float>;
using Names = std::vector<std::string>;

class NodeFeaturesTest : public SourceTest {
 protected:
  NodeFeatures table(const std::string& name, const std::string& columns = "", const SourceOptions& options = {}) {
    report_ = {};
    return read_node_features(name.starts_with("SELECT") ? name : path(name), options, columns, report_);
  }
  NodeFeatures of(const std::string& text, const std::string& columns = "", const SourceOptions& options = {}) {
    write("f.csv", text);
    return table("f.csv", columns, options);
  }
  static FeatureRow row(const NodeFeatures& features, const std::string& node) {
    FeatureRow row;
    const auto at = features.nodes.find(node);
    EXPECT_TRUE(at) << node;
    if (!at) return row;
    const auto columns = features.rows.columns_of(*at);
    EXPECT_TRUE(std::ranges::is_sorted(columns));
    for (std::size_t n = 0; n < columns.size(); ++n)
      row.emplace(features.names[columns[n]], features.rows.values_of(*at)[n]);
    EXPECT_EQ(row.size(), columns.size());
    return row;
  }
  // Expects an error with this location, problem and advice.
  void expect_error(const std::string& text, const std::string& columns, const std::string& where,
                    const std::string& what, const std::string& advice) {
    const Error error = failure([&] { of(text, columns); });
    EXPECT_TRUE(contains(error.problem(), what)) << error.what();
    EXPECT_TRUE(contains(error.where(), where)) << error.what();
    EXPECT_TRUE(contains(error.advice(), advice)) << error.what();
  }
  static SourceOptions skipping() {
    SourceOptions options;
    options.skip_bad_rows = true;
    return options;
  }
  static std::string data(const std::string& name) {
    const char *data = getenv("KINFOLD_DATA"), *source = getenv("KINFOLD_SOURCE");
    return (data ? data : std::string(source ? source : ".") + "/../shared/data") + "/" + name;
  }

  NodeFeaturesReport report_;
};

TEST_F(NodeFeaturesTest, TypesAreInferredFromTheCells) {
  const NodeFeatures f =
      of("node,age,member,club,tags\nann,25,true,Officer,a|b\nbob,0,false,Mr. Hi,b\ncat,-1.5,true,Officer,\n"
         "dan,1,true,,c|a|c\n");
  EXPECT_EQ(f.names, (Names{"age", "member", "club=Officer", "club=Mr. Hi", "tags=a", "tags=b", "tags=c"}));
  EXPECT_EQ(f.rows.columns, 7u);
  EXPECT_EQ(row(f, "ann"), (FeatureRow{{"age", 25}, {"member", 1}, {"club=Officer", 1}, {"tags=a", 1}, {"tags=b", 1}}));
  EXPECT_EQ(row(f, "bob"), (FeatureRow{{"club=Mr. Hi", 1}, {"tags=b", 1}}));
  EXPECT_EQ(row(f, "cat"), (FeatureRow{{"age", -1.5}, {"member", 1}, {"club=Officer", 1}}));
  EXPECT_EQ(row(f, "dan"), (FeatureRow{{"age", 1}, {"member", 1}, {"tags=a", 1}, {"tags=c", 1}}));
  EXPECT_EQ(report_.columns,
            (Names{"age: number", "member: number", "club: category, 2 values", "tags: list, 3 values"}));
  EXPECT_TRUE(report_.notes.empty());
}

TEST_F(NodeFeaturesTest, GivenTypesTakePrecedence) {
  const std::string text = "id,age,tags\nann,25,a|b\nbob,30,c\n";
  EXPECT_EQ(of(text, "age=category,tags=skip").names, (Names{"age=25", "age=30"}));
  EXPECT_EQ(of(text, "age=list,tags=category").names, (Names{"age=25", "age=30", "tags=a|b", "tags=c"}));
  expect_error(text, "age=numbr", "--feature-columns", "unknown type 'numbr'", "did you mean 'number'?");
  expect_error(text, "aeg=number", "--feature-columns", "has no column 'aeg'", "did you mean 'age'?");
  expect_error(text, "age=skip,tags=skip", "f.csv", "no feature columns", "the id is 'id'");
}

TEST_F(NodeFeaturesTest, NumbersOfSpacesAreAListWithoutAHeader) {
  write("words.txt", "0\t19 81 146\n1\t19 88 146 81\n2\t\n3\t88 19\n");
  const NodeFeatures f = table("words.txt");
  EXPECT_EQ(f.names, (Names{"column1=19", "column1=81", "column1=146", "column1=88"}));
  EXPECT_EQ(row(f, "1"), (FeatureRow{{"column1=19", 1}, {"column1=81", 1}, {"column1=146", 1}, {"column1=88", 1}}));
  EXPECT_TRUE(row(f, "2").empty());
  EXPECT_EQ(f.rows.rows(), 4u);
}

TEST_F(NodeFeaturesTest, NamesOfTwoWordsAreCategories) {
  const NodeFeatures f = of("id,town\n1,New York\n2,Los Angeles\n3,New York\n4,San Jose\n5,Los Angeles\n6,San Jose\n");
  EXPECT_EQ(f.names, (Names{"town=New York", "town=Los Angeles", "town=San Jose"}));
}

TEST_F(NodeFeaturesTest, ItemsMayHaveWeights) {
  const NodeFeatures f = of("node,words\na,19:0.5 81:2\nb,81:1e1 19:0\nc,\n", "words=list");
  EXPECT_EQ(row(f, "a"), (FeatureRow{{"words=19", 0.5}, {"words=81", 2}}));
  EXPECT_EQ(row(f, "b"), (FeatureRow{{"words=81", 10}}));
  EXPECT_EQ(of("node,words\na,19:0.5 81:2\nb,x 81:1\n", "words=list").names.size(), 4u)
      << "not all items have a weight";
  expect_error("node,words\na,19:1 19:2\n", "words=list", "f.csv, line 2", "column 'words': '19' appears twice",
               "skip");
  expect_error("node,words\na,19:1 20:nan\n", "words=list", "f.csv, line 2", "'nan' is not finite", "words=skip");
}

TEST_F(NodeFeaturesTest, NearlyUniqueTextsAreSkippedWithANote) {
  std::string text = "id,title,age\n";
  for (int n = 0; n < 40; ++n) text += std::to_string(n) + ",T" + std::to_string(n) + "," + std::to_string(n) + "\n";
  EXPECT_EQ(of(text).names, Names{"age"});
  ASSERT_EQ(report_.notes.size(), 1u);
  EXPECT_TRUE(contains(report_.notes[0], "column 'title' is skipped")) << report_.notes[0];
}

TEST_F(NodeFeaturesTest, CellsThatAreNotNumbersAreErrors) {
  expect_error("node,age\na,1\nb,\n", "", "f.csv, line 3", "column 'age': the cell is empty", "age=skip");
  expect_error("node,age\na,1\nb,old\n", "age=number", "f.csv, line 3", "column 'age': 'old' is not a number",
               "age=skip");
  expect_error("node,age\na,1\nb,nan\n", "age=number", "f.csv, line 3", "column 'age': 'nan' is not finite",
               "age=skip");
  expect_error("node,age\na,1\nb,1e300\n", "", "f.csv, line 3", "too large for a 32-bit number", "--on-bad-row skip");
  expect_error("node,age\na,1\n,2\n", "", "f.csv, line 3", "column 'node': the cell is empty", "--on-bad-row skip");
}

TEST_F(NodeFeaturesTest, BadRowsCanBeSkipped) {
  const NodeFeatures f = of("node,tags,age\na,x|y,1\nb,x|z,\n,x,2\nc,y,3\n", "tags=list,age=number", skipping());
  EXPECT_EQ(f.nodes.size(), 2u);
  EXPECT_EQ(f.rows.rows(), 2u);
  EXPECT_EQ(report_.rows, 4u);
  EXPECT_EQ(report_.bad, 2u);
  EXPECT_EQ(row(f, "c"), (FeatureRow{{"tags=y", 1}, {"age", 3}}));
}

TEST_F(NodeFeaturesTest, TheFirstRowOfARepeatedNodeCounts) {
  const NodeFeatures f = of("node,age\na,1\na,2\nb,3\n");
  EXPECT_EQ(row(f, "a"), (FeatureRow{{"age", 1}}));
  ASSERT_EQ(report_.notes.size(), 1u);
  EXPECT_TRUE(contains(report_.notes[0], "1 rows repeat an id")) << report_.notes[0];
}

TEST_F(NodeFeaturesTest, TheNodeColumnIsFoundByNameOrIsTheFirst) {
  EXPECT_TRUE(of("age,node\n1,a\n2,b\n").nodes.find("a"));
  EXPECT_TRUE(of("movie,age,node_id\n7,1,a\n8,2,b\n").nodes.find("a"));
  EXPECT_TRUE(of("key,age\n007,1\n8,2\n").nodes.find("007"));
  EXPECT_EQ(of("node,club\nann,red\nbob,blue\n").nodes.size(), 2u) << "a header over texts";
}

TEST_F(NodeFeaturesTest, ListsOfDuckDB) {
  const NodeFeatures f = table(
      "SELECT * FROM (VALUES (1, ['a|b', 'c'], [0.5, 0], [7, 8]::FLOAT[2], [3, 4]), "
      "(2, [], [1.5, 2], [0, 9]::FLOAT[2], [4])) t (id, tags, v, w, words)");
  EXPECT_EQ(f.names, (Names{"tags=a|b", "tags=c", "v[0]", "v[1]", "w[0]", "w[1]", "words=3", "words=4"}));
  EXPECT_EQ(
      row(f, "1"),
      (FeatureRow{
          {"tags=a|b", 1}, {"tags=c", 1}, {"v[0]", 0.5}, {"w[0]", 7}, {"w[1]", 8}, {"words=3", 1}, {"words=4", 1}}));
  EXPECT_EQ(row(f, "2"), (FeatureRow{{"v[0]", 1.5}, {"v[1]", 2}, {"w[1]", 9}, {"words=4", 1}}));
  EXPECT_EQ(report_.columns[1], "v: vector, 2 numbers");
  EXPECT_EQ(table("SELECT 1 AS id, [3, 4] AS v", "v=number").names, (Names{"v[0]", "v[1]"}));
  EXPECT_EQ(table("SELECT 1 AS id, [3.5, 4] AS v", "v=list").names.size(), 2u);
  const Error uneven = failure([&] { table("SELECT * FROM (VALUES (1, [.5]), (2, [.5, 1])) t (id, v)"); });
  EXPECT_TRUE(contains(uneven.problem(), "from 1 to 2 numbers")) << uneven.what();
  EXPECT_TRUE(contains(uneven.where(), "column 'v'")) << uneven.what();
  const Error empty = failure([&] { table("SELECT * FROM (VALUES (1, [.5, NULL]), (2, [.5, 1])) t (id, v)"); });
  EXPECT_TRUE(contains(empty.problem(), "column 'v': the cell is empty")) << empty.what();
}

TEST_F(NodeFeaturesTest, MatricesOfNumPy) {
  Matrix matrix(2, 3);
  matrix[0][1] = 2, matrix[1][0] = -1, matrix[1][2] = 0.5;
  write_npy(MatrixBlocks(matrix), path("m.npy"));
  const NodeFeatures f = table("m.npy");
  EXPECT_EQ(f.names, (Names{"1", "2", "3"}));
  EXPECT_EQ(row(f, "0"), (FeatureRow{{"2", 2}}));
  EXPECT_EQ(row(f, "1"), (FeatureRow{{"1", -1}, {"3", 0.5}}));
  matrix[1][1] = NAN;
  write_npy(MatrixBlocks(matrix), path("m.npy"));
  EXPECT_TRUE(contains(failure([&] { table("m.npy"); }).where(), "m.npy, row 2, column 2"));
}

TEST_F(NodeFeaturesTest, ATableOfOneColumnIsAnError) {
  EXPECT_TRUE(
      contains(failure([&] { table("SELECT 1 AS id"); }).problem(), "needs an id column and at least one more"));
  EXPECT_TRUE(contains(failure([&] { of("id\n1\n2\n"); }).problem(), "only one column"));
}

// Counts as published, except for one word that occurs in no paper of Cora.
TEST_F(NodeFeaturesTest, Planetoid) {
  for (const auto& [name, nodes, columns, ones] :
       {std::tuple("cora", 2708u, 1432u, 49216u), std::tuple("citeseer", 3327u, 3703u, 105165u)}) {
    const std::string file = data(std::string("planetoid-") + name + "/features.txt");
    if (!std::filesystem::exists(file))
      GTEST_SKIP() << "no " << file << "; set KINFOLD_DATA to the folder of the data sets";
    SCOPED_TRACE(file);
    const NodeFeatures f = read_node_features(file, {}, "", report_);
    EXPECT_EQ(f.nodes.size(), nodes);
    EXPECT_EQ(f.rows.rows(), nodes);
    EXPECT_EQ(f.names.size(), columns);
    EXPECT_EQ(f.rows.columns, columns);
    EXPECT_EQ(f.rows.value, std::vector<float>(ones, 1));
  }
}

}  // namespace
}  // namespace kinfold
