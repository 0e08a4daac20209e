#include "io/factorization/feature_reader.h"

#include <cmath>
#include <map>
#include <set>

#include "io/fixture.h"

namespace kinfold {
namespace {

using source::contains;
using source::SourceTest;

// Features and weights of one owner's bag.
using Bag = std::map<std::string, float>;

class Features : public SourceTest {
 protected:
  SideFeatureTable table(const std::string& name, const std::string& columns = "", std::size_t bins = 10,
                         const SourceOptions& options = {}) {
    Source source(path(name), options);
    report_ = {};
    return read_features(source, columns, bins, report_);
  }
  SideFeatureTable of(const std::string& text, const std::string& columns = "", std::size_t bins = 10) {
    write("f.csv", text);
    return table("f.csv", columns, bins);
  }
  static Bag bag(const SideFeatureTable& table, const std::string& owner) {
    Bag bag;
    const auto row = table.owners.find(owner);
    EXPECT_TRUE(row) << owner;
    for (std::uint64_t n = table.bags.begin[*row]; n < table.bags.begin[*row + 1]; ++n)
      bag.emplace(table.ids[table.bags.member[n]], table.bags.weight[n]);
    return bag;
  }
  std::string notes() const {
    std::string all;
    for (const std::string& note : report_.notes) all += note + "\n";
    return all;
  }

  FeatureReport report_;
};

TEST_F(Features, CategoriesAreAFeatureEach) {
  const SideFeatureTable t = of("user,gender,age\nu1,F,25\nu2,M,18\nu3,F,18\n");
  EXPECT_EQ(bag(t, "u1"), (Bag{{"gender=F", 1}, {"age=25", 1}}));
  EXPECT_EQ(bag(t, "u3"), (Bag{{"gender=F", 1}, {"age=18", 1}}));
  EXPECT_EQ(t.ids.size(), 4u);
  EXPECT_EQ(report_.columns, (std::vector<std::string>{"gender: category, 2 values", "age: category, 2 values"}));
  EXPECT_EQ(notes(), "");
}

TEST_F(Features, ListsAreSplitAndWeightedByLength) {
  const SideFeatureTable t = of("item,genres\ni1,Comedy|Drama\ni2,Drama\ni3,A|B|C|D\ni4,A|A||\n");
  const float half = float(std::sqrt(0.5));
  EXPECT_EQ(bag(t, "i1"), (Bag{{"genres=Comedy", half}, {"genres=Drama", half}}));
  EXPECT_EQ(bag(t, "i2"), (Bag{{"genres=Drama", 1}}));
  EXPECT_EQ(bag(t, "i3").size(), 4u);
  EXPECT_EQ(bag(t, "i3")["genres=C"], 0.5f);
  EXPECT_EQ(bag(t, "i4"), (Bag{{"genres=A", 1}}));
}

// 100 distinct numbers in 4 bins of 25. Bin names contain the bin edges.
TEST_F(Features, NumbersFallIntoBinsOfEqualCount) {
  std::string text = "item,price\n";
  for (int i = 0; i < 100; ++i) text += "i" + std::to_string(i) + "," + std::to_string(i * i) + ".5\n";
  const SideFeatureTable t = of(text, "", 4);
  std::map<std::string, int> counts;
  for (int i = 0; i < 100; ++i)
    for (const auto& [feature, weight] : bag(t, "i" + std::to_string(i))) counts[feature] += weight == 1;
  EXPECT_EQ(
      counts,
      (std::map<std::string, int>{
          {"price=..625.5", 25}, {"price=625.5..2500.5", 25}, {"price=2500.5..5625.5", 25}, {"price=5625.5..", 25}}));
  EXPECT_EQ(bag(t, "i25"), (Bag{{"price=625.5..2500.5", 1}}));  // a bin includes its lower edge
}

TEST_F(Features, NumbersWithFewValuesAreCategories) {
  std::string text = "user,age\n";
  for (int i = 0; i < 200; ++i) text += "u" + std::to_string(i) + "," + std::to_string(i % 7) + "\n";
  EXPECT_EQ(of(text).ids.size(), 7u);
  EXPECT_EQ(report_.columns[0], "age: category, 7 values");
}

TEST_F(Features, EqualBinEdgesAreMerged) {
  std::string text = "user,spent\n";
  for (int i = 0; i < 100; ++i) text += "u" + std::to_string(i) + "," + std::to_string(i < 60 ? 0 : i) + "\n";
  const SideFeatureTable t = of(text);
  EXPECT_EQ(report_.columns[0], "spent: number, " + std::to_string(t.ids.size()) + " values");
  EXPECT_EQ(t.ids.size(), 5u);
  EXPECT_EQ(bag(t, "u0"), bag(t, "u59"));
  EXPECT_NE(bag(t, "u0"), bag(t, "u60"));
}

TEST_F(Features, NearlyUniqueTextsAreSkippedWithANote) {
  std::string text = "item,title,genre\n";
  for (int i = 0; i < 40; ++i)
    text += "i" + std::to_string(i) + ",Film no. " + std::to_string(i) + "," + (i % 2 ? "A" : "B") + "\n";
  EXPECT_EQ(of(text).ids.size(), 2u);
  EXPECT_TRUE(contains(notes(), "column 'title' is skipped")) << notes();
  EXPECT_TRUE(contains(notes(), "--feature-columns title=category")) << notes();
  EXPECT_EQ(of(text, "title=category").ids.size(), 42u);
  EXPECT_EQ(notes(), "");
}

TEST_F(Features, EmptyCellsGiveNoFeature) {
  const SideFeatureTable t = of("user,gender,zip\nu1,F,\nu2,,z\nu3,,\n,M,z\n");
  EXPECT_EQ(bag(t, "u1"), (Bag{{"gender=F", 1}}));
  EXPECT_EQ(bag(t, "u2"), (Bag{{"zip=z", 1}}));
  EXPECT_TRUE(bag(t, "u3").empty());
  EXPECT_EQ(t.owners.size(), 3u);
}

TEST_F(Features, GivenTypesTakePrecedence) {
  const std::string text = "user,age,tags\nu1,1,a|b\nu2,2,c\nu3,3,a\n";
  EXPECT_EQ(of(text, "age=number,tags=category", 2).ids.size(), 5u);
  EXPECT_EQ(report_.columns, (std::vector<std::string>{"age: number, 2 values", "tags: category, 3 values"}));
  EXPECT_EQ(bag(of(text, "age=skip,tags=skip"), "u1"), Bag());
  EXPECT_TRUE(report_.columns.empty());
  EXPECT_EQ(bag(of("user,tags\nu1,a\n", "tags=list"), "u1"), (Bag{{"tags=a", 1}}));
}

TEST_F(Features, UnknownTypesAreErrors) {
  write("f.csv", "user,age\nu1,1\n");
  Error error = failure([&] { table("f.csv", "age=numbr"); });
  EXPECT_TRUE(contains(error.problem(), "unknown type 'numbr'")) << error.what();
  EXPECT_EQ(error.where(), "--feature-columns");
  EXPECT_TRUE(contains(error.advice(), "did you mean 'number'?")) << error.what();
  error = failure([&] { table("f.csv", "age"); });
  EXPECT_TRUE(contains(error.problem(), "'age' is not NAME=TYPE")) << error.what();
}

TEST_F(Features, CellsThatAreNotNumbersAreErrors) {
  write("f.csv", "user,age\nu1,1\nu2,\nu3,old\n");
  const Error error = failure([&] { table("f.csv", "age=number"); });
  EXPECT_TRUE(contains(error.problem(), "column 'age': 'old' is not a number")) << error.what();
  EXPECT_EQ(error.where(), path("f.csv") + ", line 4");
  EXPECT_TRUE(contains(error.advice(), "age=category")) << error.what();
}

TEST_F(Features, ReservedNamesAreErrors) {
  for (const std::string name : {"user", "history", "history=of"}) {
    SCOPED_TRACE(name);
    const std::string text = "item,genre," + name + "\ni1,Drama,a\ni2,Comedy,a\n";
    const Error error = failure([&] { of(text); });
    EXPECT_TRUE(contains(error.problem(), "'" + name.substr(0, name.find('=')) + "' is a reserved name"));
    EXPECT_EQ(error.where(), path("f.csv") + ", column '" + name + "'");
    EXPECT_TRUE(contains(error.advice(), "--feature-columns " + name + "=skip")) << error.what();
  }
  EXPECT_EQ(bag(of("item,genre,user\ni1,Drama,a\n", "user=skip"), "i1"), (Bag{{"genre=Drama", 1}}));
  EXPECT_EQ(bag(of("item,users,everyone\ni1,a,b\n"), "i1"), (Bag{{"users=a", 1}, {"everyone=b", 1}}));
}

TEST_F(Features, TheFirstRowOfARepeatedIdCounts) {
  const SideFeatureTable t = of("user,gender\nu1,F\nu1,M\nu2,M\nu1,X\n");
  EXPECT_EQ(bag(t, "u1"), (Bag{{"gender=F", 1}}));
  EXPECT_EQ(t.owners.size(), 2u);
  EXPECT_TRUE(contains(notes(), "2 rows repeat an id")) << notes();
  EXPECT_EQ(report_.columns[0], "gender: category, 2 values");  // F and M; X occurs only in an ignored row
}

TEST_F(Features, TheIdColumnIsFoundByNameOrIsTheFirst) {
  EXPECT_TRUE(of("genre,movieId\nA,7\nB,8\n").owners.find("7"));
  EXPECT_TRUE(of("genre,id\nA,x\nB,y\n").owners.find("x"));
  EXPECT_TRUE(of("key,genre\n7,A\n8,B\n").owners.find("7"));
}

TEST_F(Features, ATableOfOneColumnIsAnError) {
  write("f.parquet", "");
  DuckDb().run("COPY (SELECT 'u1' AS user) TO " + sql_text(path("f.parquet")), "test");
  EXPECT_TRUE(
      contains(failure([&] { table("f.parquet"); }).problem(), "needs an id column and at least one more column"));
}

TEST_F(Features, ArraysOfParquetAndJsonAreLists) {
  const float half = float(std::sqrt(0.5));
  DuckDb().run(
      "COPY (SELECT * FROM (VALUES (7, ['Comedy', 'Drama'], 1.5), (8, ['Drama'], 2.5), (9, [], NULL)) "
      "AS t (item, genres, price)) TO " +
          sql_text(path("f.parquet")),
      "test");
  write("f.json",
        "{\"item\": 7, \"genres\": [\"Comedy\", \"Drama\"], \"price\": 1.5}\n"
        "{\"item\": 8, \"genres\": [\"Drama\"], \"price\": 2.5}\n"
        "{\"item\": 9, \"genres\": [], \"price\": null}\n");
  for (const std::string name : {"f.parquet", "f.json"}) {
    SCOPED_TRACE(name);
    const SideFeatureTable t = table(name);
    EXPECT_EQ(bag(t, "7"), (Bag{{"genres=Comedy", half}, {"genres=Drama", half}, {"price=1.5", 1}}));
    EXPECT_EQ(bag(t, "8"), (Bag{{"genres=Drama", 1}, {"price=2.5", 1}}));
    EXPECT_TRUE(bag(t, "9").empty());
  }
}

TEST_F(Features, Latin1SeparatedByTwoColons) {
  write("movies.dat",
        "1::Am\xe9lie::Com\xe9"
        "die|Drame\n2::Zo\xeb::Drame\n");
  SourceOptions options;
  options.encoding = "latin-1";
  const SideFeatureTable t = table("movies.dat", "", 10, options);
  ASSERT_EQ(t.owners.size(), 2u);
  const Bag first = bag(t, "1");
  EXPECT_EQ(first.size(), 3u);
  std::set<std::string> values;
  for (const auto& [feature, weight] : first) values.insert(feature.substr(feature.find('=') + 1));
  EXPECT_EQ(values, (std::set<std::string>{"Amélie", "Comédie", "Drame"}));
}

TEST_F(Features, AColumnOfVeryManyValuesGivesANote) {
  DuckDb().run(
      "COPY (SELECT i AS item, 'c' || (i // 2) AS code FROM range(200000) r (i)) TO " + sql_text(path("f.parquet")),
      "test");
  EXPECT_EQ(table("f.parquet").ids.size(), 100'000u);
  EXPECT_TRUE(contains(notes(), "column 'code' has 100000 values")) << notes();
  EXPECT_TRUE(contains(notes(), "code=skip")) << notes();
}

TEST(ImplicitFeedbackTable, ListsEachItemOnceWeightedByLength) {
  Ratings pairs;
  for (const auto& [user, item] : {std::pair("a", "x"), {"b", "x"}, {"a", "y"}, {"a", "x"}, {"a", "z"}, {"a", "w"}})
    pairs.rows.push_back({pairs.users.add(user), pairs.items.add(item), 1});
  pairs.users.add("c");
  const SideFeatureTable t =
      implicit_feedback_table(pairs.rows, &Rating::left, pairs.users, &Rating::right, pairs.items);
  EXPECT_EQ(t.owners.size(), 3u);
  EXPECT_EQ(t.bags.begin, (std::vector<std::uint64_t>{0, 4, 5, 5}));
  for (std::size_t n = 0; n < 4; ++n) EXPECT_EQ(t.bags.weight[n], 0.5f);
  EXPECT_EQ(t.bags.weight[4], 1);
  EXPECT_EQ(t.ids[t.bags.member[4]], "history=x");
}

}  // namespace
}  // namespace kinfold
