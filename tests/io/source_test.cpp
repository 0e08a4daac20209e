#include <cstdio>

#include "io/fixture.h"

namespace kinfold {
namespace {

using source::contains;
using source::SourceTest;

// The same four rows in every format. The ids would change if they were parsed as numbers.
const std::vector<source::Row> kRows = {
    {"007", "a b", 1.5, 0}, {"1e3", "x", 2, 0}, {"Zoë", "0", -3.25, 0}, {"true", "a b", 4, 0}};

std::string joined(const std::string& delimiter, const std::string& end = "\n", const std::string& header = "") {
  std::string text = header.empty() ? "" : header + end;
  for (const auto& row : kRows)
    text += row.user + delimiter + row.item + delimiter +
            (row.value == 1.5 ? "1.5"
             : row.value == 2 ? "2"
             : row.value == 4 ? "4"
                              : "-3.25") +
            end;
  return text;
}

class SourceFormats : public SourceTest {
 protected:
  void expect_rows(const std::string& name, const SourceOptions& options = {}) {
    SCOPED_TRACE(name);
    EXPECT_EQ(rows(name, options), kRows);
  }
};

TEST_F(SourceFormats, DelimitersAreFound) {
  for (const std::string delimiter : {",", "\t", ";", "|", "::"}) {
    write("r.txt", joined(delimiter));
    expect_rows("r.txt");
    write("r.txt", joined(delimiter, "\n", "user" + delimiter + "item" + delimiter + "rating"));
    expect_rows("r.txt");
  }
}

TEST_F(SourceFormats, DelimitersCanBeGiven) {
  for (const std::string delimiter : {"/", "#", "^", "::", "=>"}) {
    write("r.txt", joined(delimiter));
    SourceOptions options;
    options.delimiter = delimiter;
    expect_rows("r.txt", options);
  }
  write("r.txt", joined("\t"));
  SourceOptions options;
  options.delimiter = "\\t";
  expect_rows("r.txt", options);
}

TEST_F(SourceFormats, LineEndingsAndNoLastLineEnding) {
  write("r.csv", joined(",", "\r\n", "user,item,rating"));
  expect_rows("r.csv");
  std::string text = joined(",");
  text.pop_back();
  write("r.csv", text);
  expect_rows("r.csv");
}

TEST_F(SourceFormats, QuotedFields) {
  write("r.csv", "user,item,rating\n\"a,b\",\"say \"\"yes\"\"\",1\n\"c\",d,2\n");
  EXPECT_EQ(rows("r.csv"), (std::vector<source::Row>{{"a,b", "say \"yes\"", 1, 0}, {"c", "d", 2, 0}}));
}

TEST_F(SourceFormats, QuotesAfterTheSampleAreRecognized) {
  std::string text;
  for (int i = 0; i < 25000; ++i) text += "u" + std::to_string(i) + ",x,1\n";
  write("r.csv", text + "\"last, one\",x,1\n");
  EXPECT_EQ(rows("r.csv").back().user, "last, one");
}

TEST_F(SourceFormats, HeaderCanBeForced) {
  write("r.csv", "user,item,7\nc,d,2\n");
  SourceOptions no, yes;
  no.header = "no";
  EXPECT_EQ(rows("r.csv", no).size(), 2u);
  yes.header = "yes";
  EXPECT_EQ(rows("r.csv", yes).size(), 1u);
}

// If all columns are text, the types do not distinguish a header from a row.
TEST_F(SourceFormats, RowOfTextIsNotAHeader) {
  write("r.csv", "ann,tale\nbob,lay\n");
  EXPECT_EQ(rows("r.csv", {}, false).size(), 2u);
  write("r.csv", "user,thing\nbob,film\n");
  EXPECT_EQ(rows("r.csv", {}, false), (std::vector<source::Row>{{"bob", "film", 1, 0}}));
  write("r.csv", "who,what\nbob,film\n");
  SourceOptions named;
  named.columns = "user=who,item=what";
  EXPECT_EQ(rows("r.csv", named, false), (std::vector<source::Row>{{"bob", "film", 1, 0}}));
}

TEST_F(SourceFormats, ColumnNumbersDoNotImplyAHeader) {
  write("r.csv", "tale,ann\nlay,bob\n");
  SourceOptions numbers;
  numbers.columns = "user=2,item=1";
  EXPECT_EQ(rows("r.csv", numbers, false), (std::vector<source::Row>{{"ann", "tale", 1, 0}, {"bob", "lay", 1, 0}}));
}

TEST_F(SourceFormats, FractionAboveIntegersIsNotAHeader) {
  write("r.csv", "1,2,0.5\n2,3,4\n5,6,1\n");
  EXPECT_EQ(rows("r.csv").front(), (source::Row{"1", "2", 0.5, 0}));
  write("r.csv", "1,1,0.5\n2,3,4\n5,6,1\n");
  EXPECT_EQ(rows("r.csv").front(), (source::Row{"1", "1", 0.5, 0}));
}

TEST_F(SourceFormats, Latin1) {
  write("r.csv", "Zo\xeb,caf\xe9,1\nb,d,2\n");
  SourceOptions options;
  options.encoding = "latin-1";
  EXPECT_EQ(rows("r.csv", options), (std::vector<source::Row>{{"Zoë", "café", 1, 0}, {"b", "d", 2, 0}}));
}

TEST_F(SourceFormats, ByteOrderMarkIsNotPartOfAName) {
  write("r.csv", "\xef\xbb\xbfuser,item,rating\na,x,1\n");
  EXPECT_EQ(rows("r.csv"), (std::vector<source::Row>{{"a", "x", 1, 0}}));
}

TEST_F(SourceFormats, Compressed) {
  for (const auto& [ending, codec] : {std::pair(".gz", "gzip"), {".zst", "zstd"}}) {
    for (const char* delimiter : {",", "\\t"}) {
      write("r.csv", joined(delimiter == std::string(",") ? "," : "\t", "\n",
                            delimiter == std::string(",") ? "user,item,rating" : "user\titem\trating"));
      DuckDb db;
      db.run("COPY (FROM read_csv(" + sql_text(path("r.csv")) + ", all_varchar = true)) TO " +
                 sql_text(path("r.csv") + ending) + " (FORMAT csv, COMPRESSION " + codec + ")",
             "test");
      expect_rows("r.csv" + std::string(ending));
    }
  }
}

TEST_F(SourceFormats, TwoColonsInACompressedFile) {
  write("r.dat", joined("::"));
  ASSERT_EQ(std::system(("gzip " + path("r.dat")).c_str()), 0);
  expect_rows("r.dat.gz");
}

TEST_F(SourceFormats, GlobsReadFilesInNameOrder) {
  write("p1.csv", "user,item,rating\na,x,1\n");
  write("p2.csv", "user,item,rating\nb,y,2\nc,z,3\n");
  const std::vector<source::Row> all = {{"a", "x", 1, 0}, {"b", "y", 2, 0}, {"c", "z", 3, 0}};
  EXPECT_EQ(rows("p*.csv"), all);
  EXPECT_EQ(rows("p?.csv"), all);
  write("q1.dat", "a::x::1\n");
  write("q2.dat", "b::y::2\nc::z::3\n");
  EXPECT_EQ(rows("q*.dat"), all);
  for (const char* part : {"1", "2"})
    DuckDb().run("COPY (FROM " + sql_text(path("p" + std::string(part) + ".csv")) + ") TO " +
                     sql_text(path("p" + std::string(part) + ".parquet")),
                 "test");
  EXPECT_EQ(rows("p*.parquet"), all);
}

TEST_F(SourceFormats, LocationInAGlobNamesTheFile) {
  write("p1.csv", "user,item,rating\na,x,1\n");
  write("p2.csv", "user,item,rating\nb,y,2\nc,z,3\n");
  Source source(path("p*.csv"), {});
  EXPECT_EQ(source.location_of(0), path("p1.csv") + ", line 2");
  EXPECT_EQ(source.location_of(2), path("p2.csv") + ", line 3");
}

TEST_F(SourceFormats, ParquetAndJsonLines) {
  write("r.csv", joined(",", "\n", "user,item,rating"));
  for (const char* file : {"r.parquet", "r.json"})
    DuckDb().run("COPY (SELECT \"user\", item, rating::DOUBLE AS rating FROM read_csv(" + sql_text(path("r.csv")) +
                     ", all_varchar = true)) TO " + sql_text(path(file)),
                 "test");
  expect_rows("r.parquet");
  write("r.jsonl", text("r.json"));
  write("r.ndjson", text("r.json"));
  for (const char* file : {"r.json", "r.jsonl", "r.ndjson"}) expect_rows(file);
  ASSERT_EQ(std::system(("gzip " + path("r.jsonl")).c_str()), 0);
  expect_rows("r.jsonl.gz");
}

TEST_F(SourceFormats, DatabaseTables) {
  write("r.csv", joined(",", "\n", "user,item,rating"));
  DuckDb db;
  db.run("ATTACH " + sql_text(path("d.duckdb")) + " AS d", "test");
  db.run("CREATE TABLE d.plays AS SELECT * FROM read_csv(" + sql_text(path("r.csv")) + ", all_varchar = true)", "test");
  db.run("CHECKPOINT d", "test");
  expect_rows("d.duckdb");
  expect_rows("d.duckdb::plays");
  db.run("CREATE TABLE d.\"other one\" AS SELECT 'a' AS \"user\", 'b' AS item, 1 AS rating", "test");
  db.run("DETACH d", "test");
  EXPECT_EQ(rows("d.duckdb::other one"), (std::vector<source::Row>{{"a", "b", 1, 0}}));
  const Error which = failure([&] { rows("d.duckdb"); });
  EXPECT_TRUE(contains(which.problem(), "the database has several tables")) << which.what();
  EXPECT_TRUE(contains(which.advice(), "plays")) << which.what();
  const Error wrong = failure([&] { rows("d.duckdb::play"); });
  EXPECT_TRUE(contains(wrong.problem(), "there is no table 'play'")) << wrong.what();
  EXPECT_TRUE(contains(wrong.advice(), "did you mean 'plays'?")) << wrong.what();
}

TEST_F(SourceFormats, SqliteIsNotSupported) {
  write("x.sqlite", "x");
  EXPECT_TRUE(contains(failure([&] { rows("x.sqlite"); }).advice(), "export the table to CSV or Parquet"));
}

TEST_F(SourceFormats, Queries) {
  write("r.csv", joined(",", "\n", "user,item,rating"));
  const std::string file = "read_csv(" + sql_text(path("r.csv")) + ", all_varchar = true)";
  for (const std::string& query : {"SELECT * FROM " + file, "select *\nfrom " + file, "FROM " + file,
                                   "  FROM " + file + " ; ", "WITH t AS (FROM " + file + ") SELECT * FROM t",
                                   "(SELECT * FROM " + file + ")", "FROM " + file + " -- all of it"}) {
    SCOPED_TRACE(query);
    EXPECT_EQ(source::read(query, {}, true), kRows);
  }
  EXPECT_EQ(source::read("SELECT 1 AS \"user\", 2 AS item, 3::DECIMAL(4,1) AS rating", {}, true),
            (std::vector<source::Row>{{"1", "2", 3, 0}}));
}

}  // namespace
}  // namespace kinfold
