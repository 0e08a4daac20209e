#include "io/record_location.h"

#include "io/fixture.h"

namespace kinfold {
namespace {

using source::contains;

class LinesTest : public source::SourceTest {
 protected:
  std::vector<std::pair<std::size_t, std::size_t>> locations(const std::string& text,
                                                             const std::string& delimiter = ",") {
    write("t.csv", text);
    std::vector<std::pair<std::size_t, std::size_t>> result;
    EXPECT_TRUE(each_record(path("t.csv"), delimiter, '"', [&](const RecordLocation& location) {
      result.emplace_back(location.line, location.duckdb_line);
      return true;
    }));
    return result;
  }
  using Expected = std::vector<std::pair<std::size_t, std::size_t>>;
};

TEST_F(LinesTest, PlainLines) {
  EXPECT_EQ(locations("a,b\nc,d\n"), (Expected{{1, 1}, {2, 2}}));
  EXPECT_EQ(locations("a,b\r\nc,d"), (Expected{{1, 1}, {2, 2}}));
  EXPECT_EQ(locations(""), Expected{});
}

TEST_F(LinesTest, BlankLinesAreNotRecords) { EXPECT_EQ(locations("\na,b\n\r\n\nc,d\n\n"), (Expected{{2, 2}, {5, 5}})); }

TEST_F(LinesTest, LineBreaksWithinQuotes) {
  EXPECT_EQ(locations("a,\"x\ny\nz\"\nb,c\n"), (Expected{{1, 1}, {4, 2}}));
  EXPECT_EQ(locations("\"say \"\"\n\"\" it\",x\nb,c\n"), (Expected{{1, 1}, {3, 2}}));
  EXPECT_EQ(locations("a::\"x\ny\"\nb::c\n", "::"), (Expected{{1, 1}, {3, 2}}));
}

TEST_F(LinesTest, QuoteWithinACellIsALiteral) { EXPECT_EQ(locations("a,5\" disc\nb,c\n"), (Expected{{1, 1}, {2, 2}})); }

TEST_F(LinesTest, CompressedFilesAreNotRead) {
  write("t.csv.gz", "a,b\n");
  EXPECT_FALSE(each_record(path("t.csv.gz"), ",", '"', [](const RecordLocation&) { return true; }));
}

TEST_F(LinesTest, MessagesNameTheLineOfTheFile) {
  write("r.csv", "user,item,rating\n\na,x,1\nb,\"y\nz\",2\nc,d\n\nb,y,abc\n");
  SourceOptions skip;
  skip.skip_bad_rows = true;
  ReadReport report;
  source::read(path("r.csv"), skip, true, &report);
  ASSERT_EQ(report.examples.size(), 2u);
  EXPECT_TRUE(contains(report.examples[0], "r.csv, line 8: column 'rating': 'abc'")) << report.examples[0];
  EXPECT_TRUE(contains(report.examples[1], "r.csv, line 6: the row has 2 columns, not 3")) << report.examples[1];
  write("r.csv", "user,item,rating\n\na,x,1\nb,\"y\nz\",2\n\nb,y,abc\n");
  EXPECT_EQ(failure([&] { rows("r.csv"); }).where(), path("r.csv") + ", line 7");
}

}  // namespace
}  // namespace kinfold
