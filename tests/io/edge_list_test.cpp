// Edge lists and Matrix Market files.
#include "io/kg/edge_list.h"

#include "io/graph_fixture.h"

namespace kinfold {
namespace {

using source::contains;
using source::Facts;

const Facts kThree = {{"0", "link", "1"}, {"01", "link", "2"}, {"2", "link", "0"}};

class EdgeLists : public source::GraphTest {};

TEST_F(EdgeLists, CommentsSpacesAndTabs) {
  EXPECT_EQ(links("g.txt", "# Directed graph\n# FromNodeId\tToNodeId\n0\t1\n01\t2\n2\t0\n"), kThree);
  EXPECT_EQ(links("g.txt", "% sym unweighted\n% 3 3 3\n0 1\n01 2\n\n% more\n2 0\n"), kThree);
  EXPECT_EQ(links("g.txt", "   0     1\n  01     2\n   2\t  0  \n"), kThree);
  EXPECT_EQ(links("g.txt", "0 1\n01 2\n2 0"), kThree);
  EXPECT_EQ(links("g.txt", "0 1\r\n01 2\r\n2 0\r\n"), kThree);
  EXPECT_EQ(links("g.edges", "source target\n0 1\n01 2\n2 0\n"), kThree);
  EXPECT_EQ(links("g.txt", "#from\tto\n0\t1\n01\t2\n2\t0\n"), kThree);
}

TEST_F(EdgeLists, Weights) {
  EXPECT_EQ(links("g.txt", " a  b 0.5\n b  c 2e1\n"), (Facts{{"a", "link", "b", 0.5}, {"b", "link", "c", 20}}));
  EXPECT_EQ(report_.columns, "1, 2, 3");
  EXPECT_EQ(links("g.txt", "from to weight\na b 3\n"), (Facts{{"a", "link", "b", 3}}));
  EXPECT_EQ(links("g.txt", "% c\n1 2 0.5 70\n"), (Facts{{"1", "link", "2", 0.5, 70}}));
}

TEST_F(EdgeLists, ColumnsCanBeGiven) {
  EXPECT_EQ(links("g.txt", "1 2 60\n2 3 70\n", columns("source=2,target=1,time=3")),
            (Facts{{"2", "link", "1", 1, 60}, {"3", "link", "2", 1, 70}}));
}

TEST_F(EdgeLists, TriplesSeparatedBySpaces) {
  EXPECT_EQ(triples("g.txt", "ann  knows bob\nbob  knows cat\n"),
            (Facts{{"ann", "knows", "bob"}, {"bob", "knows", "cat"}}));
}

TEST_F(EdgeLists, Compressed) {
  write("g.txt", "# c\n0 1\n01 2\n2 0\n");
  for (const char* ending : {".gz", ".zst"}) {
    compress("g.txt", ending);
    EXPECT_EQ(facts("g.txt" + std::string(ending), GraphTask::kLinks), kThree);
  }
}

TEST_F(EdgeLists, Errors) {
  const auto wrong = [&](const std::string& text, GraphTask kind = GraphTask::kLinks) {
    write("g.txt", text);
    return failure([&] { facts("g.txt", kind); });
  };
  const Error ragged = wrong("# c\n1 2\n\n1 2 3\n");
  EXPECT_EQ(ragged.problem(), "the row has 3 columns, not 2");
  EXPECT_EQ(ragged.where(), path("g.txt") + ", line 4");
  EXPECT_EQ(wrong("# c\n1 2 1\n2 3 -1\n").problem(), "'-1': the weight is not above 0");
  EXPECT_EQ(wrong("# c\n1 2 1\n2 3 x\n").problem(), "'x' is not a number");
  EXPECT_EQ(wrong("# c\n1 2 1\n2 3 x\n").where(), path("g.txt") + ", line 3");
  EXPECT_TRUE(contains(wrong("# c\n1,2\n").problem(), "only one column when split by spaces"));
  const Error two = wrong("# c\n1 2\n", GraphTask::kTriples);
  EXPECT_TRUE(contains(two.problem(), "two columns, but a triple needs three")) << two.what();
  EXPECT_TRUE(contains(two.advice(), "columns: 1, 2; for two columns, use `train links`")) << two.what();
  EXPECT_TRUE(contains(wrong("# c\na b c\n").problem(), "look like head, relation and tail"));
  EXPECT_EQ(wrong("# c\n1 2\n\xff 3\n").where(), path("g.txt") + ", line 3");
  EXPECT_EQ(links("g.txt", "# c\n1 2 1\n2 3 x\n1 2\n3 4 2\n", skipping()).size(), 2u);
  EXPECT_EQ(report_.bad, 2u);
}

TEST(LooksLikeEdges, NotIfADelimiterSeparatesTheLines) {
  EXPECT_TRUE(looks_like_edges({"1  2", "2  3"}));
  EXPECT_TRUE(looks_like_edges({"# c", "1,2"}));
  EXPECT_FALSE(looks_like_edges({"New  York,Rome", "Bad  Ems,Bonn"}));
  EXPECT_FALSE(looks_like_edges({"#a\tb", "a\tc d"}));
  EXPECT_FALSE(looks_like_edges({"1 2", "1 2 3"}));
  EXPECT_FALSE(looks_like_edges({"one", "two"}));
  EXPECT_FALSE(looks_like_edges({"", "  "}));
  EXPECT_FALSE(looks_like_edges({}));
}

class Matrices : public source::GraphTest {
 protected:
  Error wrong(const std::string& text, const SourceOptions& options = {}) {
    write("m.mtx", text);
    return failure([&] { facts("m.mtx", GraphTask::kLinks, options); });
  }
  void expect_error(const std::string& text, const std::string& problem, int line) {
    const Error error = wrong(text);
    EXPECT_TRUE(contains(error.problem(), problem)) << error.what();
    EXPECT_EQ(error.where(), path("m.mtx") + ", line " + std::to_string(line)) << error.what();
  }
  static std::string banner(const std::string& kind) { return "%%MatrixMarket matrix coordinate " + kind + "\n"; }
};

TEST_F(Matrices, EveryKind) {
  EXPECT_EQ(links("m.mtx", banner("real general") + "% c\n\n3 3 2\n1 2 0.5\n3 1 2e0\n"),
            (Facts{{"1", "link", "2", 0.5}, {"3", "link", "1", 2}}));
  EXPECT_EQ(links("m.mtx", banner("pattern symmetric") + "3 3 2\n2 1\n3 3\n"),
            (Facts{{"2", "link", "1"}, {"3", "link", "3"}}));
  EXPECT_EQ(links("m.mtx", "%%MatrixMarket MATRIX Coordinate Integer General\n 10   10 1 \n 10  2   7 \n"),
            (Facts{{"10", "link", "2", 7}}));
  compress("m.mtx", ".gz");
  EXPECT_EQ(facts("m.mtx.gz", GraphTask::kLinks).size(), 1u);
  EXPECT_EQ(links("m.txt", banner("pattern general") + "3 3 1\n2 1\n").size(), 1u) << "detected by its banner";
}

TEST_F(Matrices, Errors) {
  expect_error("1 2\n", "not the banner", 1);
  expect_error("%%MatrixMarket matrix array real general\n", "'matrix array' is not a list", 1);
  expect_error(banner("complex general"), "type 'complex' cannot be weights", 1);
  expect_error(banner("real skew-symmetric"), "'skew-symmetric' matrix is not supported", 1);
  expect_error(banner("real general") + "% c\n", "it ends before the size line", 2);
  expect_error(banner("real general") + "3 3\n", "not three whole numbers", 2);
  expect_error(banner("real general") + "3 4 1\n1 2 1\n", "3 rows and 4 columns", 2);
  expect_error(banner("real general") + "3 3 1\n1 2\n", "has 2 columns, not 3", 3);
  expect_error(banner("pattern general") + "3 3 1\n1 4\n", "'4' is not a whole number from 1 to 3", 3);
  expect_error(banner("pattern general") + "3 3 1\n0 1\n", "'0' is not a whole number from 1 to 3", 3);
  expect_error(banner("real general") + "3 3 1\n\n1 2 0\n", "the weight is not above 0", 4);
  expect_error(banner("real general") + "3 3 1\n1 2 nan\n", "is not finite", 3);
  expect_error(banner("pattern general") + "3 3 3\n1 2\n2 3\n", "ends after 2 entries, but its size line says 3", 4);
  expect_error(banner("pattern general") + "3 3 1\n1 2\n2 3\n", "more entries than its size line says, which is 1", 4);
  EXPECT_TRUE(contains(wrong(banner("pattern general") + "3 3 0\n").problem(), "it has no rows"));
}

TEST_F(Matrices, BadEntriesCanBeSkipped) {
  EXPECT_EQ(links("m.mtx", banner("real general") + "3 3 4\n1 2 -1\n1 9 1\n\xff\n2 3 1\n", skipping()).size(), 1u);
  EXPECT_EQ(report_.bad, 3u);
}

TEST_F(Matrices, AreNotTriples) {
  write("m.mtx", banner("pattern general") + "3 3 1\n1 2\n");
  EXPECT_TRUE(contains(failure([&] { facts("m.mtx", GraphTask::kTriples); }).advice(), "use `train links`"));
}

}  // namespace
}  // namespace kinfold
