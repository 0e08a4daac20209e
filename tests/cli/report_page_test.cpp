// HTML reports: their content, and that they load nothing from elsewhere.
#include <algorithm>

#include "cli/run.h"

namespace kinfold::app {
namespace {

std::size_t count_of(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

class Reports : public RunTest {
 protected:
  std::string page(const std::string& test) const {
    good({"report", "m.kf", "--test", test, "--out", "r.html"});
    return text("r.html");
  }
};

// Each element is closed, and the page fetches nothing.
void expect_whole(const std::string& page) {
  for (const char* name : {"section", "table", "tr", "figure", "svg", "ul", "main", "thead", "tbody", "div", "html"}) {
    const std::string open = std::string("<") + name;
    EXPECT_EQ(count_of(page, open + ">") + count_of(page, open + " "), count_of(page, std::string("</") + name + ">"))
        << name;
  }
  EXPECT_EQ(count_of(page, "src="), 0u);
  EXPECT_EQ(count_of(page, "<script"), 0u);
  EXPECT_EQ(count_of(page, "http"), count_of(page, "http://www.w3.org/2000/svg"));
  EXPECT_TRUE(contains(page, "prefers-color-scheme: dark"));
  EXPECT_TRUE(contains(page, "@media print"));
}

TEST_F(Reports, RatingsBySubset) {
  train_tiny({"--epochs", "4"});
  write("again.csv", tiny());
  const std::string html = page("again.csv");
  expect_whole(html);
  for (const char* heading : {"Metrics", "By amount of training data", "Calibration", "Over time", "Training", "Map"})
    EXPECT_TRUE(contains(html, std::string(">") + heading + "</h2>")) << heading;
  const json report = good({"evaluate", "m.kf", "--test", "again.csv"});
  char value[32];
  std::snprintf(value, sizeof value, "%.4f", report["metrics"]["rmse"]["value"].get<double>());
  EXPECT_TRUE(contains(html, value));
  EXPECT_TRUE(contains(html, "is the same data that the model was trained on"));
}

TEST_F(Reports, NamesAreEscaped) {
  std::string links, labels = "node,label\n";
  for (const char* side : {"<a>", "&b"})
    for (int n = 0; n < 5; ++n) {
      for (int m = 0; m < n; ++m)
        links += std::string(side) + std::to_string(n) + "," + side + std::to_string(m) + "\n";
      labels += std::string(side) + std::to_string(n) + ",<" + side[1] + ">\n";
    }
  write("links.csv", "source,target\n" + links);
  write("labels.csv", labels);
  good({"split", "labels.csv", "--task", "nodes", "--strategy", "per-class:2", "--out", "parts", "--format", "csv"});
  good({"train", "nodes", "parts/train.csv", "--graph", "links.csv", "--out", "m.kf", "--epochs", "5"});
  const std::string html = page("parts/test.csv");
  expect_whole(html);
  EXPECT_TRUE(contains(html, "confusion"));
  EXPECT_TRUE(contains(html, "&lt;b&gt;"));
  EXPECT_FALSE(contains(html, "<b>"));
}

TEST_F(Reports, LikesAndTriples) {
  write("tiny.csv", tiny());
  good({"split", "tiny.csv", "--strategy", "random:0.2", "--out", "parts"});
  good({"train", "likes", "parts/train.parquet", "--confidence-weight", "0", "--out", "m.kf", "--epochs", "3"});
  const std::string likes = page("parts/test.parquet");
  expect_whole(likes);
  EXPECT_TRUE(contains(likes, "recall@20 by training likes of the user"));
  EXPECT_TRUE(contains(likes, "Popularity of recommended items"));
  write("facts.csv", "head,relation,tail\na,r,b\nb,r,c\nc,s,a\nd,s,b\nd,r,a\n");
  good({"train", "triples", "facts.csv", "--out", "t.kf", "--epochs", "3"});
  good({"report", "t.kf", "--test", "facts.csv", "--out", "t.html"});
  expect_whole(text("t.html"));
  EXPECT_TRUE(contains(text("t.html"), "by relation"));
}

TEST_F(Reports, TablesByHeldOutCells) {
  std::string rows = "x,y,z,kind\n";
  for (int n = 0; n < 40; ++n)
    rows += std::to_string(n % 7) + "," + std::to_string(2 * (n % 7) + n % 2) + "," + std::to_string(n % 3) + "," +
            (n % 7 > 3 ? "big" : "small") + "\n";
  write("table.csv", rows);
  write("more.csv", rows.substr(0, rows.find('\n', rows.size() / 2) + 1));
  good({"train", "table", "table.csv", "--rank", "1", "--out", "m.kf"});
  const std::string html = page("more.csv");
  expect_whole(html);
  for (const char* heading : {"Metrics", "By column", "Map", "Data and options"})
    EXPECT_TRUE(contains(html, std::string(">") + heading + "</h2>")) << heading;
  const json report = good({"evaluate", "m.kf", "--test", "more.csv"});
  char value[32];
  std::snprintf(value, sizeof value, "%.4f", report["metrics"]["relative_loss"]["value"].get<double>());
  EXPECT_TRUE(contains(html, value));
  EXPECT_TRUE(contains(page("table.csv"), "these rows are in the training data"));
  fails(1, {"evaluate", "m.kf", "--test", "table.csv", "--strict"}, "these rows are in the training data", "--strict",
        "correct the split");
  train_tiny();
  fails(2, {"report", "m.kf", "--test", "table.csv", "--out", "q.html", "--holdout", "0.2"}, "applies only to tables",
        "--holdout", "remove the option");
}

}  // namespace
}  // namespace kinfold::app
