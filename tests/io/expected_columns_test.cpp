#include <cmath>
#include <limits>

#include "io/frame_fixture.h"
#include "io/table/frame_reader.h"
#include "io/table/frame_writer.h"

namespace kinfold {
namespace {

using source::cells;
using source::contains;
using source::Frames;
using source::names;

TEST_F(Frames, ExpectedColumnsAreFoundByName) {
  const std::vector<FrameColumn> expected = {{"a", ColumnKind::kNumber, {}, false},
                                             {"b", ColumnKind::kCategory, {"u", "v", "w"}},
                                             {"c", ColumnKind::kBoolean, {}},
                                             {"d", ColumnKind::kCount, {}, true},
                                             {"e", ColumnKind::kBoolean, {"no", "yes"}}};
  write("t.csv", "who,e,d,c,more,b,a\nAnn,yes,3,1,7,w,1\nBob,?,,0,8,NA,?\n");
  const Frame f = frame("t.csv", {"", expected});
  EXPECT_EQ(f.columns, expected);
  EXPECT_EQ(cells(f, 0), "1 -");
  EXPECT_EQ(f.cells[0][1], 2);
  EXPECT_EQ(cells(f, 2), "1 0");
  EXPECT_EQ(cells(f, 4), "yes -");
  EXPECT_EQ(f.names, (std::vector<std::string>{"Ann", "Bob"}));
  EXPECT_TRUE(contains(notes(), "ignored, since the model has no such column: more")) << notes();
  EXPECT_FALSE(contains(notes(), "constant columns"));
  EXPECT_EQ(report_.missing, 4u);
}

TEST_F(Frames, MismatchWithExpectedColumnsIsAnError) {
  const std::vector<FrameColumn> expected = {
      {"a", ColumnKind::kCount}, {"b", ColumnKind::kCategory, {"u", "v", "w"}}, {"c", ColumnKind::kBoolean}};
  const auto expect_error = [&](const std::string& row, const std::string& what, const std::string& advice) {
    const Error actual = expected_error("a,b,c\n1,u,0\n" + row + "\n", expected);
    EXPECT_TRUE(contains(actual.problem(), what)) << actual.what();
    EXPECT_TRUE(contains(actual.advice(), advice)) << actual.what();
    EXPECT_EQ(actual.where(), path("t.csv") + ", line 3");
  };
  expect_error("1,x,0", "column 'b': 'x' is not one of its levels", "u, v, w");
  expect_error("2.5,u,0", "column 'a': '2.5' is not a count", "");
  expect_error("-2,u,0", "column 'a': '-2' is not a count", "");
  expect_error("2,u,3", "column 'c': '3' is neither 0 nor 1", "");
  expect_error("?,u,many", "column 'c': 'many' is not a number", "fix the row");
  const Error absent = expected_error("a,prize,c\n1,2,0\n", {{"a"}, {"price"}});
  EXPECT_EQ(absent.problem(), "there is no column 'price'");
  EXPECT_EQ(absent.advice(), "did you mean 'prize'? columns: a, prize, c");
  const Error kinds = expected_error("a,b,c\n1,u,0\n", expected, "a=number");
  EXPECT_EQ(kinds.where(), "--column-types");
}

TEST_F(Frames, ExpectedColumnsAreFoundByPositionInASourceWithoutNames) {
  std::vector<FrameColumn> expected = {{"a", ColumnKind::kNumber}, {"b", ColumnKind::kNumber}};
  write("t.csv", "7,1,2,3\n8,4,5,6\n");
  Frame f = frame("t.csv", {"1=name", expected});
  EXPECT_EQ(names(f), "a b");
  EXPECT_EQ(cells(f, 0) + " " + cells(f, 1), "1 4 2 5");
  EXPECT_EQ(f.names, (std::vector<std::string>{"7", "8"}));
  expected = {{"4", ColumnKind::kNumber}, {"2", ColumnKind::kNumber}};  // as trained on a file without names
  f = frame("t.csv", {"", expected});
  EXPECT_EQ(cells(f, 0) + " " + cells(f, 1), "3 6 1 4");
  const Error few = expected_error("1,2\n3,4\n", {{"a"}, {"b"}, {"c"}});
  EXPECT_TRUE(contains(few.problem(), "too few columns: the model has 3")) << few.what();
  EXPECT_TRUE(contains(few.advice(), "'c'")) << few.what();
}

// Tests on public tables that are not in the repository. Skipped if they are missing.
class RealFrames : public Frames {
 protected:
  static std::string data(const std::string& name) {
    const char *data = getenv("KINFOLD_DATA"), *source = getenv("KINFOLD_SOURCE");
    return (data ? data : std::string(source ? source : ".") + "/../shared/data") + "/pca-small/" + name;
  }
  Frame real(const std::string& name, const std::string& types = "") {
    Source source(data(name), table_source_options());
    report_ = {};
    return read_frame(source, {types, {}}, report_);
  }
};
#define SKIP_WITHOUT(name) \
  if (!std::filesystem::exists(data(name))) GTEST_SKIP() << "no " << data(name) << "; set KINFOLD_DATA"

TEST_F(RealFrames, HouseVotes84) {
  SKIP_WITHOUT("house-votes-84.data");
  const Frame f = real("house-votes-84.data", "Class=label");
  EXPECT_EQ(f.cells.rows(), 435u);
  ASSERT_EQ(f.columns.size(), 16u);
  EXPECT_EQ(f.columns[1].name, "water-project-cost-sharing");
  for (const FrameColumn& column : f.columns)
    EXPECT_EQ(column, (FrameColumn{column.name, ColumnKind::kBoolean, {"n", "y"}})) << column.name;
  EXPECT_EQ(report_.missing, 392u);
  EXPECT_EQ(std::ranges::count(f.labels, "democrat"), 267);
}

TEST_F(RealFrames, RepublicanVotes) {
  SKIP_WITHOUT("votes.repub.csv");
  const Frame f = real("votes.repub.csv");
  EXPECT_EQ(f.names.at(1), "Alaska");
  EXPECT_EQ(f.cells.rows(), 50u);
  EXPECT_EQ(f.columns.size(), 31u);
  EXPECT_EQ(f.columns[0], (FrameColumn{"X1856", ColumnKind::kNumber}));
}

TEST_F(RealFrames, AirQuality) {
  SKIP_WITHOUT("airquality.csv");
  const Frame f = real("airquality.csv");
  EXPECT_EQ(f.cells.rows(), 153u);
  EXPECT_EQ(names(f), "Ozone Solar.R Wind Temp Month Day");
  EXPECT_EQ(f.names.at(152), "153");
  EXPECT_EQ(report_.missing, 44u);  // 37 in Ozone, 7 in Solar.R
  EXPECT_TRUE(f.columns[0].whole && !f.columns[2].whole);
}

TEST_F(RealFrames, TissueGeneExpression) {
  SKIP_WITHOUT("tissue_gene_expression.csv");
  const Frame f = real("tissue_gene_expression.csv", "y=label");
  EXPECT_EQ(f.cells.rows(), 189u);
  EXPECT_EQ(f.columns.size(), 500u);
}

}  // namespace
}  // namespace kinfold
