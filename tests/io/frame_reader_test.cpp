#include "io/table/frame_reader.h"

#include <cmath>
#include <limits>

#include "io/frame_fixture.h"
#include "io/table/frame_writer.h"

namespace kinfold {
namespace {

using source::cells;
using source::contains;
using source::Frames;
using source::names;

TEST_F(Frames, InfersNumbers) {
  const Frame f = of("a,b\n1,0.5\n-3,2e10\n,7\n");
  EXPECT_EQ(f.columns,
            (std::vector<FrameColumn>{{"a", ColumnKind::kNumber, {}, true}, {"b", ColumnKind::kNumber, {}, false}}));
  EXPECT_EQ(cells(f, 0), "1 -3 -");
  EXPECT_EQ(cells(f, 1), "0.5 2e+10 7");
  EXPECT_EQ(report_.missing, 1u);
  EXPECT_EQ(notes(), "");
  EXPECT_TRUE(f.names.empty() && f.labels.empty());
}

TEST_F(Frames, TwoValuesAreABooleanWithTheNegativeOneFirst) {
  const Frame f =
      of("x,zeros,truth,answer,short,party,two\n"
         "5,0,true,yes,y,rep,2\n6,1,false,no,n,dem,1\n7,1.0,true,no,n,rep,2\n");
  const auto levels = [&](std::size_t c) { return f.columns[c].levels; };
  for (std::size_t c = 1; c < 6; ++c) EXPECT_EQ(f.columns[c].kind, ColumnKind::kBoolean) << f.columns[c].name;
  EXPECT_TRUE(levels(1).empty());
  EXPECT_EQ(cells(f, 1), "0 1 1");
  EXPECT_EQ(levels(2), (std::vector<std::string>{"false", "true"}));
  EXPECT_EQ(levels(3), (std::vector<std::string>{"no", "yes"}));
  EXPECT_EQ(levels(4), (std::vector<std::string>{"n", "y"}));
  EXPECT_EQ(levels(5), (std::vector<std::string>{"dem", "rep"}));
  EXPECT_EQ(cells(f, 5), "rep dem rep");
  EXPECT_EQ(f.columns[6].kind, ColumnKind::kNumber);
  EXPECT_EQ(of("x,a\n1,No\n2,Maybe\n3,No\n").columns[1].levels, (std::vector<std::string>{"No", "Maybe"}));
}

TEST_F(Frames, FewTextsAreACategoryByDescendingFrequency) {
  const Frame f = of("x,c\n1,b\n2,z\n3,a\n4,z\n5, z\n6,a\n7,\n8,b\n");
  EXPECT_EQ(f.columns[1].kind, ColumnKind::kCategory);
  EXPECT_EQ(f.columns[1].levels, (std::vector<std::string>{"z", "a", "b"}));
  EXPECT_EQ(cells(f, 1), "b z a z z a - b");
}

TEST_F(Frames, TextsWithManyValuesNeedAKind) {
  const auto table = [](int rows, int values) {
    std::string text = "x,c\n";
    for (int i = 0; i < rows; ++i) text += std::to_string(i) + ".5,v" + std::to_string(i % values) + "\n";
    return text;
  };
  EXPECT_EQ(of(table(200, 50)).columns[1].levels.size(), 50u);
  const Error many = error(table(200, 51));
  EXPECT_EQ(many.problem(), "column 'c' is text with 51 different values");
  EXPECT_EQ(many.where(), path("t.csv") + ", column 'c'");
  EXPECT_EQ(many.advice(), "set --column-types c=category, c=label or c=skip");
  EXPECT_TRUE(contains(error(table(20, 18)).problem(), "18 different values"));  // 0.9 of the rows
  EXPECT_EQ(of(table(20, 17)).columns[1].levels.size(), 17u);
  EXPECT_EQ(of(table(200, 51), "c=category").columns[1].levels.size(), 51u);
}

TEST_F(Frames, AFirstColumnOfDistinctTextsNamesTheRows) {
  Frame f = of("who,x\nAnn,1\nBob,5\nNA,7\n");
  EXPECT_EQ(f.name_column, "who");
  EXPECT_EQ(f.names, (std::vector<std::string>{"Ann", "Bob", "NA"}));
  EXPECT_EQ(names(f), "x");
  for (const std::string name : {"id", "user_id", "rownames", ""}) {
    f = of(name + ",x\n7,1\n007,5\n9,7\n");
    EXPECT_EQ(f.name_column, name.empty() ? "rownames" : name);
    EXPECT_EQ(f.names, (std::vector<std::string>{"7", "007", "9"})) << name;
  }
  EXPECT_TRUE(of("who,x\nAnn,1\nAnn,5\nBob,7\n").names.empty());
  EXPECT_TRUE(of("column0,column1\n7,1\n8,5\n").names.empty());
  EXPECT_TRUE(of("id,x\n7,1\n8,5\n", "id=number").names.empty());
  EXPECT_EQ(of("x,who\n7,Ann\n8,Bob\n", "who=name").names, (std::vector<std::string>{"Ann", "Bob"}));
}

TEST_F(Frames, LabelsAreNotCells) {
  const Frame f = of("x,c,s\n1,a,q\n2,b,q\n3,,r\n", "c=label,s=skip");
  EXPECT_EQ(names(f), "x");
  EXPECT_EQ(f.label_name, "c");
  EXPECT_EQ(f.labels, (std::vector<std::string>{"a", "b", ""}));
}

TEST_F(Frames, GivenKindsTakePrecedence) {
  const std::string text = "m,n,o,b\n3,1,10,1\n1,0,9,2\n3,1,10,\n";
  const Frame f = of(text, "m=category,n=count,3=ordinal,b=boolean");
  EXPECT_EQ(f.columns, (std::vector<FrameColumn>{{"m", ColumnKind::kCategory, {"3", "1"}},
                                                 {"n", ColumnKind::kCount, {}, true},
                                                 {"o", ColumnKind::kOrdinal, {"9", "10"}},
                                                 {"b", ColumnKind::kBoolean, {"1", "2"}}}));
  EXPECT_EQ(cells(f, 3), "1 2 -");
  EXPECT_EQ(notes(), "");
  EXPECT_EQ(of(text, "n=number").columns[1].kind, ColumnKind::kNumber);
  EXPECT_EQ(of("a=b,x\n1,2\n4,3\n", "a=b=count").columns[0].kind, ColumnKind::kCount);
}

TEST_F(Frames, LevelsAreInGivenOrderOrByFirstAppearance) {
  const std::string text = "x,a\n1,mid\n2,low\n3,high\n4,low\n";
  EXPECT_EQ(of(text, "a=ordinal:none|low|mid|high").columns[1].levels,
            (std::vector<std::string>{"none", "low", "mid", "high"}));
  EXPECT_EQ(cells(of(text, "a=ordinal:low|mid|high"), 1), "mid low high low");
  EXPECT_EQ(of(text, "a=ordinal").columns[1].levels, (std::vector<std::string>{"mid", "low", "high"}));
  EXPECT_TRUE(contains(notes(), "mid|low|high")) << notes();
  const Error actual = error(text, "a=ordinal:low|mid");
  EXPECT_EQ(actual.problem(), "column 'a': 'high' is not in the given order of levels");
  EXPECT_EQ(actual.where(), path("t.csv") + ", line 4");
}

TEST_F(Frames, InvalidTypesAreErrors) {
  const auto expect_error = [&](const std::string& types, const std::string& what, const std::string& advice) {
    const Error actual = error("age,city\n1,a\n", types);
    EXPECT_TRUE(contains(actual.problem(), what)) << actual.what();
    EXPECT_TRUE(contains(actual.advice(), advice)) << actual.what();
    EXPECT_EQ(actual.where(), "--column-types");
  };
  expect_error("aeg=number", "there is no column 'aeg'", "did you mean 'age'?");
  expect_error("age=numbre", "unknown kind 'numbre' of column 'age'", "did you mean 'number'?");
  expect_error("age=x", "unknown kind 'x'", "ordinal, category, name, label, skip");
  expect_error("3=number", "there is no column '3'", "age, city");
  expect_error("age", "'age' is not NAME=KIND", "--column-types age=number");
  expect_error("age=number,1=skip", "'age' has two kinds", "one kind");
  expect_error("age=name,city=name", "two columns are given as the names", "one");
  expect_error("age=label,city=label", "two columns are given as the labels", "one");
  expect_error("age=number:1|2", "'age' is not ordinal", "age=ordinal:");
  expect_error("age=ordinal:1||2", "an empty level", "age=ordinal:");
  expect_error("age=ordinal:1|2|1", "contains '1' twice", "");
}

TEST_F(Frames, MissingCellsAreRecognizedByTheirTexts) {
  const Frame f = of("a,b,c\n1,yes,?\nNA,no,2.5\nN/A,?,NaN\nnull, NA ,NULL\n,\"\",4\n7,yes, ? \n");
  EXPECT_EQ(cells(f, 0), "1 - - - - 7");
  EXPECT_EQ(cells(f, 1), "yes no - - - yes");
  EXPECT_EQ(cells(f, 2), "- 2.5 - - 4 -");
  EXPECT_EQ(report_.missing, 11u);
  SourceOptions options;
  options.missing = {"-999", "none"};
  EXPECT_EQ(cells(of("a,b\n1,none\n-999,y\n-999.0,n\n4,y\n", "", options), 0), "1 - - 4");
  EXPECT_EQ(cells(of("a,b\n1,none\n-999,y\n-999.0,n\n4,y\n", "", options), 1), "- y n y");
  EXPECT_EQ(error("a,b\n1,2\nNA,y\n3,4\n", "a=number", options).where(), path("t.csv") + ", line 3");
}

TEST_F(Frames, CellsThatDoNotMatchTheirColumnAreErrors) {
  const auto expect_error = [&](const std::string& cell, const std::string& types, const std::string& what) {
    const Error actual = error("x,y\n1,2\n2,\n3," + cell + "\n4,bad\n", types);
    EXPECT_TRUE(contains(actual.problem(), "column 'y': '" + cell + "' " + what)) << actual.what();
    EXPECT_EQ(actual.where(), path("t.csv") + ", line 4");
    EXPECT_NE(actual.advice(), "");
  };
  expect_error("old", "y=number", "is not a number");
  expect_error("inf", "y=number", "is not finite");
  expect_error("-Infinity", "y=number", "is not finite");
  expect_error("1e39", "y=number", "is too large for a 32-bit number");
  expect_error("1.5", "y=count", "is not a count");
  expect_error("-1", "y=count", "is not a count");
  EXPECT_EQ(error("x,y\n1,2\n2,inf\n3,4\n").problem(), "column 'y': 'inf' is not finite");
  const Error boolean = error("x,y\n1,a\n2,b\n3,c\n", "y=boolean");
  EXPECT_EQ(boolean.problem(), "column 'y' is given as boolean but has 3 different values");
  EXPECT_TRUE(contains(boolean.advice(), "y=category; its values: a, b, c")) << boolean.what();
}

// The bad cell is beyond the rows from which types are inferred.
TEST_F(Frames, ATextFarBelowNumbersIsAnError) {
  std::string text = "x,y\n";
  for (int i = 0; i < 30000; ++i) text += std::to_string(i) + "," + (i == 29998 ? "?" : "3") + "\n";
  EXPECT_EQ(of(text).columns[1].kind, ColumnKind::kNumber);
  EXPECT_EQ(report_.missing, 1u);
  const Error actual = error(text + "1,broken\n");
  EXPECT_EQ(actual.problem(), "column 'y': 'broken' is not a number");
  EXPECT_EQ(actual.where(), path("t.csv") + ", line 30002");
  EXPECT_TRUE(contains(actual.advice(), "--column-types y=category")) << actual.what();
}

TEST_F(Frames, DatesAreErrorsUnlessGivenAsNumbers) {
  const std::string text = "x,day\n1,1970-01-03\n2,2000-01-01\n3,\n";
  const Error actual = error(text);
  EXPECT_EQ(actual.problem(), "column 'day' holds dates or times");
  EXPECT_EQ(actual.where(), path("t.csv") + ", column 'day'");
  EXPECT_EQ(actual.advice(), "set --column-types day=number (days since 1970-01-01) or day=skip");
  EXPECT_EQ(cells(of(text, "day=number"), 1), "2 10957 -");
  DuckDb().run("COPY (SELECT 1 AS x, TIMESTAMP '1970-01-02 12:00:00' AS t) TO " + sql_text(path("t.parquet")), "test");
  EXPECT_TRUE(contains(failure([&] { frame("t.parquet"); }).problem(), "'t' holds dates"));
  EXPECT_EQ(cells(frame("t.parquet", {"t=number", {}}), 1), "1.5");
}

TEST_F(Frames, ConstantColumnsEmptyColumnsAndEmptyRowsGiveNotes) {
  const Frame f = of("x,same,word,none\n1,4,a,\n,,,NA\n3,4,,?\n,,,\n,,,\n,,,\n");
  EXPECT_EQ(names(f), "x same word");
  EXPECT_EQ(f.columns[2].kind, ColumnKind::kCategory);
  EXPECT_EQ(f.cells.rows(), 6u);
  EXPECT_TRUE(contains(notes(), "constant columns: same, word")) << notes();
  EXPECT_TRUE(contains(notes(), "skipped, since they have no value: none")) << notes();
  EXPECT_TRUE(contains(
      notes(), "4 rows have no value; the first: " + path("t.csv") + ", line 3; " + path("t.csv") + ", line 5; "))
      << notes();
  of("id,x,y\nAnn,1,2\nBob,,\nCy,4,5\n");
  EXPECT_EQ(notes(), "1 row has no value; the first: 'Bob'");
  EXPECT_TRUE(contains(error("x,y\nNA,\n,?\n").problem(), "no column of values"));
  EXPECT_TRUE(contains(error("x,y\n1,2\n", "x=skip,y=skip").problem(), "no column of values"));
  EXPECT_TRUE(contains(error("x,y\n1,2\n", "x=name,y=label").problem(), "no column of values"));
}

TEST_F(Frames, HeadersAreTrimmedAndFoundAmongTexts) {
  EXPECT_EQ(names(of("x , y\n1,2\n3,4\n")), "x y");
  const std::string votes = "rep,n,y\ndem,y,n\nrep,n,\ndem,y,y\n";
  const Frame with = of("Class, crime, exports\n" + votes), without = of(votes);
  EXPECT_EQ(names(with), "Class crime exports");
  EXPECT_EQ(names(without), "1 2 3");
  EXPECT_EQ(with.cells.rows(), 4u);
  EXPECT_EQ(without.cells.rows(), 4u);
  EXPECT_EQ(cells(without, 0), cells(with, 0));
  EXPECT_EQ(names(of("5\n6\n7\n")), "1");
  EXPECT_EQ(of("1,2\n3,4\n", "2=count").columns[1].kind, ColumnKind::kCount);
  DuckDb().run("COPY (SELECT 1 AS x, 2 AS \"x \") TO " + sql_text(path("t.parquet")), "test");
  EXPECT_EQ(failure([&] { frame("t.parquet"); }).problem(), "two columns have the name 'x'");
}

TEST_F(Frames, RaggedRowsAreErrorsOrSkipped) {
  const std::string text = "id,x,y\na,1,2\nb,3\nc,5,6\nd,7,old\ne,9,8\n";
  Error actual = error(text, "y=number");
  EXPECT_EQ(actual.where(), path("t.csv") + ", line 3");
  EXPECT_TRUE(contains(actual.problem(), "the row has 2 columns, not 3")) << actual.what();
  EXPECT_TRUE(contains(actual.advice(), "--on-bad-row skip"));
  SourceOptions options;
  options.skip_bad_rows = true;
  const Frame f = of(text, "y=number", options);
  EXPECT_EQ(f.names, (std::vector<std::string>{"a", "c", "e"}));
  EXPECT_EQ(cells(f, 0), "1 5 9");
  EXPECT_EQ(cells(f, 1), "2 6 8");
  EXPECT_EQ(notes(), "2 bad rows were skipped; the first: " + path("t.csv") +
                         ", line 5: column 'y': 'old' is not a number; " + path("t.csv") +
                         ", line 3: the row has 2 columns, not 3");
}

TEST_F(Frames, ParquetAndJsonAndSql) {
  DuckDb().run(
      "COPY (SELECT * FROM (VALUES ('p', 1, 1.5, true, 'NA', 2.0), ('q', NULL, 'NaN'::DOUBLE, false, 'x', 10.0), "
      "('r', 3, 2, true, 'y', 2.0)) AS t (who, n, d, b, c, k)) TO " +
          sql_text(path("t.parquet")),
      "test");
  Frame f = frame("t.parquet", {"k=category", {}});
  EXPECT_EQ(f.names, (std::vector<std::string>{"p", "q", "r"}));
  EXPECT_EQ(cells(f, 0), "1 - 3");
  EXPECT_EQ(cells(f, 1), "1.5 - 2");
  EXPECT_EQ(cells(f, 2), "true false true");
  EXPECT_EQ(cells(f, 3), "- x y");
  EXPECT_EQ(f.columns[4].levels, (std::vector<std::string>{"2", "10"}));
  write("t.json",
        "{\"a\": 1, \"b\": \"?\", \"c\": 2.5}\n{\"a\": \"?\", \"b\": \"x\", \"c\": null}\n"
        "{\"a\": 3, \"b\": \"y\", \"c\": 1}\n");
  f = frame("t.json");
  EXPECT_EQ(cells(f, 0) + ", " + cells(f, 1) + ", " + cells(f, 2), "1 - 3, - x y, 2.5 - 1");
  Source source("SELECT * FROM " + sql_text(path("t.parquet")) + " WHERE n > 1", table_source_options());
  EXPECT_EQ(read_frame(source, {}, report_).names, (std::vector<std::string>{"r"}));
  Source infinite("SELECT 1 AS a, 'inf'::DOUBLE AS b", table_source_options());
  EXPECT_EQ(failure([&] { read_frame(infinite, {}, report_); }).problem(), "column 'b': 'inf' is not finite");
}

TEST_F(Frames, AreWrittenAsRead) {
  const std::string text = "who,n,d,b,c,yes,g\nAnn,1,0.5,0,x,no,u\nBob,,2,1,\"y, z\",yes,\n,-3,,,x,,v\n";
  Frame f = of(text, "who=name,c=category,g=label");
  write_frame(f, path("w.csv"));
  EXPECT_EQ(this->text("w.csv"), text);
  f.cells[1][0] = 1.5;  // an imputed value need not be whole
  write_frame(f, path("w.csv"));
  EXPECT_TRUE(contains(this->text("w.csv"), "\nBob,1.5,2,1,"));
  write_frame(f, path("w.parquet"));
  EXPECT_EQ(DuckDb().rows("SELECT who IS NULL, d IS NULL, b, yes FROM " + sql_text(path("w.parquet")), "w")[2],
            (std::vector<std::string>{"true", "true", "", ""}));
  EXPECT_TRUE(contains(failure([&] { write_frame(f, path("w.txt")); }).advice(), ".parquet"));
}

}  // namespace
}  // namespace kinfold
