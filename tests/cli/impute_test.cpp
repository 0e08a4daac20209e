// Imputation of missing cells, and tables with empty columns and rows.
#include <cmath>
#include <sstream>

#include "cli/run.h"
#include "data/row_blocks.h"
#include "io/duckdb_connection.h"
#include "io/npy.h"

namespace kinfold::app {
namespace {

// b is twice a, except for missing cells.
const std::string kTable =
    "zip,b,name,a,day,ok,empty\n"
    "007,4,Ann,2,2020-01-01,no,\n"
    "012,,\"Bob, B\",3,NA,no,\n"
    ",12,,6,2020-03-01,,\n"
    "100,14.50,\" Di\",7,2020-01-05,yes,?\n"
    "5,16,Ed,8,2020-01-07,yes,\n";

class ImputeTest : public RunTest {
 protected:
  Args kinds() const { return {"--column-types", "zip=skip,name=name,day=skip"}; }
  void train(const std::string& source, Args more) const {
    more.insert(more.begin(), {"train", "table", source, "--rank", "1", "--out", "t.kf"});
    good(more);
  }
  json impute(const std::string& source, const std::string& out, Args more) const {
    more.insert(more.begin(), {"impute", "t.kf", source, "--out", out});
    return good(more);
  }
  std::vector<std::vector<std::string>> rows(const std::string& sql) const { return DuckDb().rows(sql, sql); }
  std::string quoted(const std::string& file) const { return sql_text(in(file).string()); }
  // One column of an output file, with missing cells as "-".
  Args column(const std::string& name, const std::string& file) const {
    Args cells;
    for (const auto& row : rows("SELECT coalesce(CAST(" + sql_name(name) + " AS VARCHAR), '-') FROM " + quoted(file)))
      cells.push_back(row[0]);
    return cells;
  }
  std::string types(const std::string& file) const {
    std::string all;
    for (const auto& row : rows("SELECT column_name, column_type FROM (DESCRIBE FROM " + quoted(file) + ")"))
      all += row[0] + " " + row[1] + "; ";
    return all;
  }
};

TEST_F(ImputeTest, OnlyMissingCellsChange) {
  write("t.csv", kTable);
  train("t.csv", kinds());
  EXPECT_EQ(impute("t.csv", "full.csv", kinds())["filled"], 2);
  std::istringstream before(kTable), after(text("full.csv"));
  std::string was, is;
  for (int line = 0; std::getline(before, was); ++line) {
    ASSERT_TRUE(std::getline(after, is));
    if (line == 2) {
      EXPECT_TRUE(is.starts_with("012,6.") || is.starts_with("012,5.")) << is;
      EXPECT_TRUE(is.ends_with(",\"Bob, B\",3,NA,no,")) << is;
    } else if (line == 3) {
      EXPECT_TRUE(is == ",12,,6,2020-03-01,yes," || is == ",12,,6,2020-03-01,no,") << is;
    } else if (line == 4) {
      EXPECT_EQ(is, "100,14.50, Di,7,2020-01-05,yes,?");
    } else {
      EXPECT_EQ(is, was);
    }
  }
  EXPECT_FALSE(std::getline(after, is));
}

TEST_F(ImputeTest, EachFormatHasAllColumns) {
  write("t.csv", kTable);
  train("t.csv", kinds());
  for (const std::string file : {"full.tsv", "full.parquet", "full.jsonl"}) {
    impute("t.csv", file, kinds());
    EXPECT_EQ(column("name", file), (Args{"Ann", "Bob, B", "-", " Di", "Ed"})) << file;
    EXPECT_EQ(rows("FROM " + quoted(file))[0].size(), 7u) << file;
  }
  EXPECT_EQ(column("zip", "full.parquet"), (Args{"007", "012", "-", "100", "5"}));
  EXPECT_EQ(column("a", "full.parquet"), (Args{"2", "3", "6", "7", "8"}));
  EXPECT_EQ(types("full.parquet"),
            "zip VARCHAR; b DOUBLE; name VARCHAR; a BIGINT; day VARCHAR; ok VARCHAR; empty VARCHAR; ");
}

TEST_F(ImputeTest, TypesOfTheSourceStay) {
  DuckDb().run(
      "COPY (SELECT * FROM (VALUES (1::UTINYINT, 2.50::DECIMAL(6, 2), true, '2020-01-01'::DATE, [1, 2], 1::FLOAT), "
      "(2, 4.00, false, '2020-01-02', [3], NULL), (NULL, 6.00, NULL, NULL, NULL, 3), (4, NULL, true, "
      "'2020-01-04', [], 4), (7, 14.25, true, '2020-01-09', [], 7)) AS t (small, exact, truth, day, list, wide)) TO " +
          quoted("t.parquet"),
      "test");
  const Args more = {"--column-types", "list=skip,day=number"};
  train("t.parquet", {"--column-types", "list=skip,day=number"});
  EXPECT_EQ(impute("t.parquet", "full.parquet", {"--column-types", "list=skip"})["filled"], 5);
  EXPECT_EQ(types("full.parquet"), "small DOUBLE; exact DOUBLE; truth BOOLEAN; day DATE; list INTEGER[]; wide FLOAT; ");
  EXPECT_EQ(column("list", "full.parquet"), (Args{"[1, 2]", "[3]", "-", "[]", "[]"}));
  EXPECT_EQ(column("small", "full.parquet")[3], "4.0");
  const std::string day = column("day", "full.parquet")[2];
  EXPECT_TRUE(day >= "2020-01-02" && day <= "2020-01-07") << day;
  impute("t.parquet", "full.csv", {"--column-types", "list=skip"});
  EXPECT_TRUE(contains(text("full.csv"), "\n4,")) << text("full.csv");
  EXPECT_TRUE(contains(text("full.csv"), ",true,2020-01-09,[],7\n")) << text("full.csv");
}

TEST_F(ImputeTest, SkippedRowsDoNotShiftOthers) {
  write("t.csv", "id,x,y\np,1,2\nq,2\nr,bad,3\ns,3,\nt,4,8\nu,,6\n");
  const Args more = {"--column-types", "x=number", "--on-bad-row", "skip"};
  train("t.csv", more);
  impute("t.csv", "full.csv", {"--on-bad-row", "skip"});
  EXPECT_EQ(column("id", "full.csv"), (Args{"p", "s", "t", "u"}));
  EXPECT_EQ(column("x", "full.csv")[1], "3.0");
  for (const auto& name : {"x", "y"})
    for (const std::string& cell : column(name, "full.csv")) EXPECT_NE(cell, "-");
}

TEST_F(ImputeTest, TableWithoutNamesGetsTheNamesOfTheModel) {
  write("t.csv", "a,x,b\n1,u,2\n2,v,4\n3,w,6.5\n4,x,8\n");
  train("t.csv", {"--column-types", "x=skip"});
  write("n.csv", "1,u,2\n2,v,\n3,w,6\n");
  impute("n.csv", "full.csv", {"--column-types", "2=skip"});
  EXPECT_TRUE(text("full.csv").starts_with("a,2,b\n1,u,2\n2,v,")) << text("full.csv");
}

TEST_F(ImputeTest, EmptyColumnsAndRowsAreReported) {
  write("t.csv", "who,a,none,b\nAnn,1,,2\nBob,2,NA,4\nCy,,,\nDi,4,,8.5\nEd,5,,9\n");
  const json answer = good({"train", "table", "t.csv", "--rank", "1", "--out", "t.kf"});
  const std::string notes = answer["warnings"].dump();
  EXPECT_TRUE(contains(notes, "skipped, since they have no value: none")) << notes;
  EXPECT_TRUE(contains(notes, "1 row has no value; the first: 'Cy'")) << notes;
  EXPECT_EQ(good({"info", "t.kf"})["columns"].size(), 2u);
  good({"export", "t.kf", "--out", "v"});
  EXPECT_EQ(rows("SELECT f1 FROM " + quoted("v/row.csv") + " WHERE id = 'Cy'")[0][0], "0.0");
  const Args strict = {"train", "table", "t.csv", "--rank", "1", "--on-empty", "error", "--out", "x.kf"};
  fails(1, strict, "column 'none' has no value", "t.csv, column 'none'", "--column-types none=skip");
  write("t.csv", "who,a,b\nAnn,1,2\nBob,2,4\nCy,,\nDi,4,8.5\n");
  fails(1, strict, "the row has no value", "t.csv, line 4", "--on-empty drop");
  fails(2, {"train", "table", "t.csv", "--on-empty", "keep", "--out", "x.kf"}, "unknown on-empty 'keep'", "--on-empty",
        "drop, error");
}

TEST_F(ImputeTest, EmptyColumnsAndRowsOfAnArrayAreReported) {
  Matrix cells(6, 3);
  for (Id i = 0; i < 6; ++i)
    cells[i][0] = i == 2 ? NAN : float(i), cells[i][1] = NAN, cells[i][2] = i == 2 ? NAN : 2 * float(i) + (i == 1);
  cells[4][2] = NAN;
  write_npy(MatrixBlocks(cells), in("t.npy").string());
  const json answer = good({"train", "table", "t.npy", "--rank", "1", "--out", "t.kf"});
  const std::string notes = answer["warnings"].dump();
  EXPECT_TRUE(contains(notes, "column '2' has no value; it is dropped")) << notes;
  EXPECT_TRUE(contains(notes, "row 3 has no value")) << notes;
  impute("t.npy", "full.csv", {});
  EXPECT_TRUE(text("full.csv").starts_with("1,3\n0,0\n1,3\n")) << text("full.csv");
  fails(1, {"train", "table", "t.npy", "--rank", "1", "--on-empty", "error", "--out", "x.kf"},
        "column '2' has no value", "--on-empty error", "drop");
}

}  // namespace
}  // namespace kinfold::app
