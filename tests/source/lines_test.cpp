#include "source/lines.h"

#include "source/fixture.h"

namespace kinfold {
namespace {

using source::contains;

class LinesTest : public source::SourceTest {
 protected:
  std::vector<std::pair<std::size_t, std::size_t>> places(const std::string& text, const std::string& delimiter = ",") {
    write("t.csv", text);
    std::vector<std::pair<std::size_t, std::size_t>> result;
    EXPECT_TRUE(each_record(path("t.csv"), delimiter, '"', [&](const RecordPlace& place) {
      result.emplace_back(place.line, place.duck_line);
      return true;
    }));
    return result;
  }
  using Are = std::vector<std::pair<std::size_t, std::size_t>>;
};

TEST_F(LinesTest, PlainLines) {
  EXPECT_EQ(places("a,b\nc,d\n"), (Are{{1, 1}, {2, 2}}));
  EXPECT_EQ(places("a,b\r\nc,d"), (Are{{1, 1}, {2, 2}}));
  EXPECT_EQ(places(""), Are{});
}

TEST_F(LinesTest, BlankLinesAreNoRecords) { EXPECT_EQ(places("\na,b\n\r\n\nc,d\n\n"), (Are{{2, 2}, {5, 5}})); }

TEST_F(LinesTest, LineEndsInsideOfQuotes) {
  EXPECT_EQ(places("a,\"x\ny\nz\"\nb,c\n"), (Are{{1, 1}, {4, 2}}));
  EXPECT_EQ(places("\"say \"\"\n\"\" it\",x\nb,c\n"), (Are{{1, 1}, {3, 2}}));
  EXPECT_EQ(places("a::\"x\ny\"\nb::c\n", "::"), (Are{{1, 1}, {3, 2}}));
}

TEST_F(LinesTest, QuoteInsideOfACellIsALetter) { EXPECT_EQ(places("a,5\" disc\nb,c\n"), (Are{{1, 1}, {2, 2}})); }

TEST_F(LinesTest, PackedFilesAreNotLookedAt) {
  write("t.csv.gz", "a,b\n");
  EXPECT_FALSE(each_record(path("t.csv.gz"), ",", '"', [](const RecordPlace&) { return true; }));
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
