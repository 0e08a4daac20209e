#include "cli/run.h"

namespace kinfold::app {
namespace {

const std::string kSkip = "--on-bad-row skip";

class InputErrors : public RunTest {
 protected:
  // Training on `csv` must fail with this error.
  void refuses(const std::string& csv, const std::string& what, const std::string& where, const std::string& advice,
               const Args& more = {}) const {
    write("r.csv", csv);
    Args words = {"train", "ratings", "r.csv", "--out", "m.kf"};
    words.insert(words.end(), more.begin(), more.end());
    fails(1, words, what, where, advice);
  }
};

TEST_F(InputErrors, MissingFileSuggestsASimilarName) {
  write("ratings.csv", tiny());
  fails(1, {"train", "ratings", "ratins.csv", "--out", "m.kf"}, "there is no such file", "ratins.csv", "'ratings.csv'");
}

TEST_F(InputErrors, FolderInsteadOfAFile) {
  fails(1, {"train", "ratings", ".", "--out", "m.kf"}, "this is a folder", ".", "*.csv");
}

TEST_F(InputErrors, GlobWithoutMatch) {
  fails(1, {"train", "ratings", "no*.csv", "--out", "m.kf"}, "no file matches", "no*.csv", "check the folder");
}

TEST_F(InputErrors, PipeCannotBeReadTwice) {
  fails(1, {"train", "ratings", "/dev/null", "--out", "m.kf"}, "not a regular file", "/dev/null", "to a file first");
}

TEST_F(InputErrors, EmptyFile) { refuses("", "the file is empty", "r.csv", ""); }

TEST_F(InputErrors, HeaderOnly) { refuses("user,item,rating\n", "it has no rows", "r.csv", ""); }

TEST_F(InputErrors, WrongDelimiterGivesOneColumn) {
  refuses(tiny(), "only one column when split by '|'", "r.csv", "user,item,rating,time\n  set --delimiter",
          {"--delimiter", "|"});
  refuses("u i 3\nu j 4\n", "only one column", "r.csv", "its first line is: u i 3");
}

TEST_F(InputErrors, MissingColumnListsTheColumns) {
  refuses("user,item\na,x\nb,y\n", "no column for the value", "r.csv", "columns: user, item");
}

TEST_F(InputErrors, ColumnsOptionNamesAMissingColumn) {
  refuses(tiny(), "there is no column 'itm'", "r.csv", "did you mean 'item'? columns: user, item, rating, time",
          {"--columns", "item=itm"});
  refuses(tiny(), "there is no column '9'", "r.csv", "columns: user", {"--columns", "item=9"});
}

TEST_F(InputErrors, ColumnsOptionMalformed) {
  write("r.csv", tiny());
  const Args start = {"train", "ratings", "r.csv", "--out", "m.kf", "--columns"};
  const auto with = [&](const std::string& text) {
    Args words = start;
    words.push_back(text);
    return words;
  };
  fails(2, with("usr=user"), "unknown role 'usr'", "--columns", "did you mean 'user'?");
  fails(2, with("user"), "'user' is not ROLE=NAME", "--columns", "--columns user=who");
  fails(2, with("user=user,,item=item"), "'' is not ROLE=NAME", "--columns", "user=who");
}

TEST_F(InputErrors, ValueIsNotANumber) {
  refuses("user,item,rating\na,x,1\nb,y,abc\n", "column 'rating': 'abc' is not a number", "r.csv, line 3", kSkip);
  refuses("a,x,1\nb,y,2\nc,y,3 4\n", "'3 4' is not a number", "r.csv, line 3", kSkip);
  refuses("user,item,rating\na,x,1\nb,y,1e999\n", "'1e999' is not a number", "r.csv, line 3", kSkip);
}

TEST_F(InputErrors, ValueThatIsNotFinite) {
  for (const std::string bad : {"nan", "NaN", "inf", "-inf", "Infinity"})
    refuses("user,item,rating\na,x,1\nb,y," + bad + "\n", "'" + bad + "' is not finite", "r.csv, line 3", kSkip);
}

TEST_F(InputErrors, MissingCells) {
  refuses("user,item,rating\na,x,1\n,y,2\n", "column 'user': the cell is empty", "r.csv, line 3", kSkip);
  refuses("user,item,rating\na,x,1\nb,,2\n", "column 'item': the cell is empty", "r.csv, line 3", kSkip);
  refuses("user,item,rating\na,x,1\nb,y,\n", "column 'rating': the cell is empty", "r.csv, line 3", kSkip);
}

TEST_F(InputErrors, ShortAndLongRows) {
  refuses("user,item,rating\na,x,1\nb,y\nc,z,3\n", "the row has 2 columns, not 3: b,y", "r.csv, line 3", kSkip);
  refuses("user,item,rating\na,x,1\nb,y,2,9\nc,z,3\n", "the row has 4 columns, not 3: b,y,2,9", "r.csv, line 3", kSkip);
  refuses("user,item,rating\n1,2,3\n1,2,4,4\n", "the row has 4 columns, not 3", "r.csv, line 3", kSkip);
}

// The message shows the row, even if its text looks like a message of DuckDB.
TEST_F(InputErrors, RowThatLooksLikeADuckDbMessage) {
  refuses("user,item,rating\na,x,1\nb,Possible fixes: Invalid unicode\n",
          "the row has 2 columns, not 3: b,Possible fixes: Invalid", "r.csv, line 3", kSkip);
}

TEST_F(InputErrors, UnclosedQuote) {
  refuses("user,item,rating\na,x,1\n\"b,y,2\n", "a quote is opened but not closed", "r.csv, line 3", kSkip);
}

TEST_F(InputErrors, InvalidTime) {
  std::string csv = "user,item,rating,time\n";
  for (int i = 0; i < 30000; ++i) csv += "u" + std::to_string(i) + ",x,1,2020-01-02\n";
  refuses(csv + "z,x,1,yesterday\n", "column 'time': 'yesterday' is not a number", "r.csv, line 30002", kSkip);
}

TEST_F(InputErrors, TextThatIsNotUtf8) {
  refuses("user,item,rating\n\xe9ric,x,1\nb,y,2\n", "not UTF-8", "r.csv, line 2", "--encoding latin-1");
}

TEST_F(InputErrors, FileDoesNotMatchItsEnding) {
  write("r.parquet", tiny());
  fails(1, {"train", "ratings", "r.parquet", "--out", "m.kf"}, "", "r.parquet", "not a Parquet file");
  write("r.json", "{\"user\": 1, \"item\"\n");
  fails(1, {"train", "ratings", "r.json", "--out", "m.kf"}, "", "r.json", "one JSON object");
}

TEST_F(InputErrors, InvalidQuery) {
  fails(1, {"train", "ratings", "SELECT nope FROM 'x.csv'", "--out", "m.kf"}, "no file matches \"x.csv\"",
        "SELECT nope", "");
  fails(1, {"train", "ratings", "SELECT 1 WHERE", "--out", "m.kf"}, "syntax error", "SELECT 1 WHERE", "SQL");
}

TEST_F(InputErrors, SkipCountsAndShowsBadRows) {
  write("r.csv", "user,item,rating\na,x,1\nb,y\nc,z,abc\nd,x,4\n");
  const json answer = good({"train", "ratings", "r.csv", "--out", "m.kf", "--on-bad-row", "skip"});
  const std::string note = answer["warnings"].dump();
  EXPECT_TRUE(contains(note, "2 bad rows were skipped")) << note;
  EXPECT_TRUE(contains(note, "r.csv, line 3: the row has 2 columns, not 3")) << note;
  EXPECT_TRUE(contains(note, "r.csv, line 4: column 'rating': 'abc' is not a number")) << note;
  EXPECT_EQ(good({"info", "m.kf"})["data"]["rows"], 2);
}

TEST_F(InputErrors, SkipNamesTheFileOfAGlob) {
  write("p1.csv", "user,item,rating\na,x,1\nb,y,2\n");
  write("p2.csv", "user,item,rating\na,y,1\nb,x,oh\nc\n");
  const json answer = good({"train", "ratings", "p*.csv", "--out", "m.kf", "--on-bad-row", "skip"});
  const std::string note = answer["warnings"].dump();
  EXPECT_TRUE(contains(note, "2 bad rows were skipped")) << note;
  EXPECT_TRUE(contains(note, "p2.csv, line 3: column 'rating': 'oh'")) << note;
  EXPECT_TRUE(contains(note, "p2.csv, line 4: the row has 1 columns")) << note;
}

TEST_F(InputErrors, AllRowsBad) {
  write("r.csv", "user,item,rating\na,x,?\nb,y,?\n");
  fails(1, {"train", "ratings", "r.csv", "--out", "m.kf", "--on-bad-row", "skip"}, "it has no valid rows", "r.csv",
        "line 2");
}

}  // namespace
}  // namespace kinfold::app
