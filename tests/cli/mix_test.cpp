// Feature propagation with kinfold mix: numbers and plots.
#include <cmath>
#include <set>
#include <sstream>

#include "cli/run.h"

namespace kinfold::app {
namespace {

struct Circle {
  std::string name, fill;
  double x, y, radius;
};

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

std::string between(const std::string& text, const std::string& before, const std::string& after) {
  const std::size_t begin = text.find(before) + before.size();
  return text.substr(begin, text.find(after, begin) - begin);
}

std::vector<Circle> circles_of(const std::string& svg) {
  std::vector<Circle> circles;
  std::istringstream lines(svg);
  for (std::string line; std::getline(lines, line);)
    if (line.starts_with("<circle"))
      circles.push_back({between(line, "<title>", "</title>"), between(line, "fill=\"", "\""),
                         std::stod(between(line, "cx=\"", "\"")), std::stod(between(line, "cy=\"", "\"")),
                         std::stod(between(line, " r=\"", "\""))});
  return circles;
}

double distance(const Circle& a, const Circle& b) { return std::hypot(a.x - b.x, a.y - b.y); }

class MixTest : public RunTest {
 protected:
  static std::string karate() { return source() + "/examples/nodes/karate.tsv"; }
  void write_path() const {
    write("path.tsv", "a\tb\nb\tc\n");
    write("start.csv", "node,x\na,0\nb,3\nc,9\n");
  }
  std::string step_of_path(Args more) const {
    more.insert(more.begin(), {"mix", "path.tsv", "--start", "start.csv", "--steps", "1", "--out", "x.csv"});
    good(more);
    return text("x.csv");
  }
  std::vector<Circle> drawn(const std::string& graph, const Args& more = {}) const {
    write("graph.tsv", graph);
    Args words = {"mix", "graph.tsv", "--steps", "0", "--plot", "graph.svg"};
    words.insert(words.end(), more.begin(), more.end());
    good(words);
    return circles_of(text("graph.svg"));
  }
};

// The rows and columns of a path with self-loops sum to 2, 3 and 2.
TEST_F(MixTest, OneStepOnAPath) {
  write_path();
  EXPECT_EQ(step_of_path({}), "node,x1\na,1.5\nb,4\nc,6\n");  // (0 + 3) / 2, (0 + 3 + 9) / 3, (3 + 9) / 2
  EXPECT_EQ(step_of_path({"--add-self-loops", "no"}), "node,x1\na,3\nb,4.5\nc,3\n");
  EXPECT_EQ(step_of_path({"--adjacency-normalization", "column"}), "node,x1\na,1\nb,5.5\nc,5.5\n");
  EXPECT_EQ(step_of_path({"--adjacency-normalization", "none"}), "node,x1\na,3\nb,12\nc,12\n");
  EXPECT_EQ(step_of_path({"--directed", "yes"}), "node,x1\na,0\nb,1.5\nc,6\n");
  const std::string symmetric = step_of_path({"--adjacency-normalization", "symmetric"});
  EXPECT_NEAR(std::stod(between(symmetric, "a,", "\n")), 3 / std::sqrt(6), 1e-6);
  EXPECT_NEAR(std::stod(between(symmetric, "b,", "\n")), 1 + 9 / std::sqrt(6), 1e-6);
}

TEST_F(MixTest, WeightsCountAndDuplicateLinksMerge) {
  write("start.csv", "node,x\na,0\nb,3\nc,9\n");
  write("path.tsv", "a\tb\t2\nb\tc\t1\n");
  EXPECT_EQ(step_of_path({}), "node,x1\na,2\nb,3\nc,6\n");  // 2 * 3 / 3, (2 * 0 + 3 + 9) / 4, (3 + 9) / 2
  write("path.tsv", "a\tb\nb\ta\nb\tc\n");
  EXPECT_EQ(step_of_path({}), "node,x1\na,1.5\nb,4\nc,6\n");
  EXPECT_EQ(good({"mix", "path.tsv"})["warnings"].size(), 1u);
}

TEST_F(MixTest, NodesOfAComponentConverge) {
  const json answer = good({"mix", karate(), "--steps", "1000,0,5", "--out", "x.csv"});
  EXPECT_EQ(answer["nodes"], 34);
  EXPECT_EQ(answer["links"], 78);
  ASSERT_EQ(answer["steps"].size(), 3u);
  EXPECT_EQ(answer["steps"][0]["step"], 0);
  EXPECT_EQ(answer["steps"][2]["step"], 1000);
  EXPECT_GT(answer["steps"][0]["mean_std"], 0.2);
  EXPECT_LT(answer["steps"][1]["mean_std"], 0.1);
  EXPECT_LT(answer["steps"][2]["mean_std"], 1e-6);
  std::istringstream lines(text("x.csv"));
  std::string line;
  std::getline(lines, line);
  EXPECT_EQ(line, "node,red,green,blue");
  double first[3], red = 0, green = 0, blue = 0;
  for (std::size_t row = 0; std::getline(lines, line); ++row) {
    ASSERT_EQ(std::sscanf(line.c_str(), "%*[^,],%lf,%lf,%lf", &red, &green, &blue), 3) << line;
    if (row == 0) first[0] = red, first[1] = green, first[2] = blue;
    EXPECT_NEAR(red, first[0], 1e-6);
    EXPECT_NEAR(green, first[1], 1e-6);
    EXPECT_NEAR(blue, first[2], 1e-6);
  }
}

TEST_F(MixTest, ColorsDependOnTheSeedOnly) {
  const auto colours = [&](const Args& more) {
    Args words = {"mix", karate(), "--steps", "3", "--out", "x.csv"};
    words.insert(words.end(), more.begin(), more.end());
    good(words);
    return text("x.csv");
  };
  const std::string one = colours({"--threads", "1"});
  EXPECT_EQ(colours({"--threads", "3"}), one);
  EXPECT_NE(colours({"--seed", "2"}), one);
}

TEST_F(MixTest, EveryStepHasAPanel) {
  EXPECT_EQ(good({"mix", karate(), "--steps", "0,1,2,100", "--plot", "k.svg"})["plot"], "k.svg");
  const std::string svg = text("k.svg");
  EXPECT_EQ(count(svg, "class=\"panel\""), 4u);
  for (const char* title : {">0 steps<", ">1 step<", ">2 steps<", ">100 steps<"}) EXPECT_EQ(count(svg, title), 1u);
  const std::vector<Circle> circles = circles_of(svg);
  ASSERT_EQ(circles.size(), 4u * 34);
  std::set<std::string> before, after;
  for (std::size_t n = 0; n < circles.size(); ++n) {
    EXPECT_EQ(circles[n].x, circles[n % 34].x);
    EXPECT_EQ(circles[n].y, circles[n % 34].y);
    EXPECT_EQ(circles[n].name, circles[n % 34].name);
    if (n < 34) before.insert(circles[n].fill);
    if (n >= 3 * 34) after.insert(circles[n].fill);
  }
  EXPECT_EQ(before.size(), 34u);
  EXPECT_EQ(after.size(), 1u);
  good({"mix", karate(), "--steps", "0,1,2,100", "--plot", "again.svg"});
  EXPECT_EQ(text("again.svg"), svg);
}

TEST_F(MixTest, ColorsOfASourceAreClipped) {
  write("colours.csv", "node,r,g,b\na,0,0.5,1\nb,2,-1,0\n");
  const std::vector<Circle> circles = drawn("a\tb\n", {"--start", "colours.csv"});
  ASSERT_EQ(circles.size(), 2u);
  EXPECT_EQ(circles[0].fill, "#0080ff");
  EXPECT_EQ(circles[1].fill, "#ff0000");
}

// Normalizations that do not keep the color range are divided by the largest value.
TEST_F(MixTest, SumsAreScaledByTheMaximum) {
  write("colours.csv", "node,r,g,b\na,4,0,1\nb,0,2,0\n");
  const std::vector<Circle> circles = drawn("a\tb\n", {"--start", "colours.csv", "--adjacency-normalization", "none"});
  ASSERT_EQ(circles.size(), 2u);
  EXPECT_EQ(circles[0].fill, "#ff0040");
  EXPECT_EQ(circles[1].fill, "#008000");
}

TEST_F(MixTest, LinkedNodesAreCloserAndNoneOverlap) {
  std::string two;  // rings of eight, with one link between them
  for (const char* ring : {"a", "b"})
    for (int n = 0; n < 8; ++n)
      for (int step : {1, 2}) two += ring + std::to_string(n) + "\t" + ring + std::to_string((n + step) % 8) + "\n";
  const std::vector<Circle> circles = drawn(two + "a0\tb0\n");
  ASSERT_EQ(circles.size(), 16u);
  double within = 0, across = 0;
  for (std::size_t a = 0; a < 16; ++a)
    for (std::size_t b = a + 1; b < 16; ++b) {
      EXPECT_GT(distance(circles[a], circles[b]), 2 * circles[a].radius) << circles[a].name << circles[b].name;
      const bool same = circles[a].name[0] == circles[b].name[0];
      (same ? within : across) += distance(circles[a], circles[b]) / (same ? 56 : 64);
    }
  EXPECT_LT(1.5 * within, across);
}

TEST_F(MixTest, IsolatedNodesAndComponentsStayInThePlot) {
  std::string parts;
  for (int n = 0; n < 9; ++n) parts += "ring" + std::to_string(n) + "\tring" + std::to_string((n + 1) % 9) + "\n";
  for (int n = 0; n < 8; ++n) parts += "alone" + std::to_string(n) + "\talone" + std::to_string(n) + "\n";
  const std::vector<Circle> circles = drawn(parts + "x\ty\n");
  ASSERT_EQ(circles.size(), 19u);
  double ring = 0;
  for (const Circle& circle : circles) {
    EXPECT_GE(circle.x, circle.radius);
    EXPECT_LE(circle.x, 480 - circle.radius);
    if (circle.name.starts_with("ring")) ring = std::max(ring, distance(circle, circles[0]));
  }
  EXPECT_GT(ring, 96) << "a fifth of the picture's width at least";
  EXPECT_EQ(drawn("only\tonly\n").size(), 1u);
}

TEST_F(MixTest, InitialFeaturesAreMatchedByNode) {
  write("path.tsv", "007\tb\nb\tc\n");
  write("start.csv", "id,club,x,y\nc,red,9,1\n007,red,0,1\nb,blue,3,1\nstranger,blue,5,5\n");
  const json answer = good({"mix", "path.tsv", "--start", "start.csv", "--steps", "0", "--out", "x.csv"});
  EXPECT_EQ(text("x.csv"), "node,x1,x2\n007,0,1\nb,3,1\nc,9,1\n");
  EXPECT_EQ(answer["warnings"].size(), 2u) << "of the clubs and of the unseen node";
  good({"mix", "path.tsv", "--start", "SELECT id, x FROM 'start.csv'", "--steps", "1", "--out", "x.csv"});
  EXPECT_EQ(text("x.csv"), "node,x1\n007,1.5\nb,4\nc,6\n");
  for (const char* file : {"x.tsv", "x.parquet", "x.jsonl"}) {
    good({"mix", "path.tsv", "--start", "start.csv", "--steps", "0", "--out", file});
    EXPECT_NEAR(good({"mix", "path.tsv", "--start", file, "--steps", "0"})["steps"][0]["mean_std"], std::sqrt(14) / 2,
                1e-6)
        << file;
  }
}

TEST_F(MixTest, WithoutAFilePrintsTheMeanStd) {
  const RunResult answer = run({"mix", karate(), "--steps", "0,50"});
  EXPECT_EQ(answer.status, 0);
  EXPECT_TRUE(contains(answer.out, "78 links of 34 nodes")) << answer.out;
  EXPECT_TRUE(contains(answer.out, "\n       0  0.2")) << answer.out;
  EXPECT_TRUE(contains(answer.out, "\n      50  0.000")) << answer.out;
}

TEST_F(MixTest, InvalidOptionsAreRejected) {
  write_path();
  fails(2, {"mix", "path.tsv", "--adjacency-normalization", "mean"}, "unknown normalization 'mean'",
        "--adjacency-normalization", "known: symmetric, row, column, none");
  fails(2, {"mix", "path.tsv", "--adjacency-normalization", "symmetric", "--directed", "yes"}, "cannot be normalized",
        "--adjacency-normalization symmetric", "--directed no");
  for (const char* steps : {"x", "1,,2", "-1", "1.5", "1, 2"})
    fails(2, {"mix", "path.tsv", std::string("--steps=") + steps}, "is not a number of steps", "--steps",
          "use integers such as 0,1,2,5,50");
  for (const char* steps : {"100001", "1,99999999999999999999999"})
    fails(2, {"mix", "path.tsv", "--steps", steps}, "steps are too many", "--steps", "up to 100000");
  fails(2, {"mix", "path.tsv", "--add-self-loops", "maybe"}, "neither yes nor no", "--add-self-loops", "yes, no");
  fails(2, {"mix", "none.tsv", "--out", "x.txt"}, "unknown file extension", "x.txt", ".parquet");
  fails(1, {"mix", "none.tsv", "--out", "no/x.csv"}, "cannot be written", "no/x.csv", "folder");
  fails(1, {"mix", "none.tsv", "--plot", "no/x.svg"}, "cannot be written", "no/x.svg", "folder");
  fails(1, {"mix", "path.tsv", "--adjacency-normalization", "none", "--steps", "5000"}, "overflow",
        "--adjacency-normalization none", "fewer steps");
}

TEST_F(MixTest, InvalidFeaturesAndLargePlotsAreRejected) {
  write_path();
  fails(1, {"mix", "path.tsv", "--start", "start.csv", "--plot", "x.svg"}, "nodes with 1 feature have no color",
        "--plot x.svg", "three columns");
  write("start.csv", "node,x\na,0\nb,3\n");
  fails(1, {"mix", "path.tsv", "--start", "start.csv"}, "node 'c' of the graph has no row", "start.csv", "");
  write("start.csv", "node,x\na,0\nb,3\nc,\n");
  fails(1, {"mix", "path.tsv", "--start", "start.csv"}, "node 'c' has no number in column 'x'", "start.csv", "");
  write("start.csv", "node,x\na,0\nb,3\nb,4\nc,1\n");
  fails(1, {"mix", "path.tsv", "--start", "start.csv"}, "node 'b' appears twice", "start.csv", "one row");
  write("start.csv", "node,x\na,0\nb,inf\nc,1\n");
  fails(1, {"mix", "path.tsv", "--start", "start.csv"}, "not finite", "start.csv, line 3", "");
  write("start.csv", "node,x\na,p\nb,q\nc,r\n");
  fails(1, {"mix", "path.tsv", "--start", "start.csv"}, "no numeric column", "start.csv", "first column");
  std::string star;
  for (int n = 0; n < 2000; ++n) star += "hub\tleaf" + std::to_string(n) + "\n";
  write("star.tsv", star);
  fails(1, {"mix", "star.tsv", "--plot", "x.svg"}, "2,001 nodes", "--plot x.svg", "--out FILE");
}

}  // namespace
}  // namespace kinfold::app
