#include <sstream>

#include "cli/run.h"

namespace kinfold::app {
namespace {

struct Spot {
  std::string paint, name;
};

std::string between(const std::string& text, const std::string& before, const std::string& after) {
  const std::size_t found = text.find(before);
  if (found == std::string::npos) return "";
  const std::size_t begin = found + before.size();
  return text.substr(begin, text.find(after, begin) - begin);
}

// The nodes drawn, in their order; of a graph panel after panel.
std::vector<Spot> spots_of(const std::string& svg) {
  std::vector<Spot> spots;
  for (std::size_t at = svg.find("<circle"); at != std::string::npos; at = svg.find("<circle", at + 1)) {
    const std::string circle = svg.substr(at, svg.find("</circle>", at) - at);
    if (!contains(circle, "<title>") || contains(circle.substr(1), "<circle")) continue;
    const std::string by_class = between(circle, "class=\"", "\"");
    spots.push_back(
        {by_class.empty() ? between(circle, "fill=\"", "\"") : by_class, between(circle, "<title>", "</title>")});
  }
  return spots;
}

class LabelPictures : public RunTest {
 protected:
  static std::string karate() { return source() + "/examples/nodes/karate.tsv"; }
  // From one label of each club.
  void learn(const Words& more = {}) const {
    Words words = {
        "train",   "nodes",  "SELECT * FROM '" + source() + "/examples/nodes/karate-clubs.tsv' WHERE node IN (0, 33)",
        "--graph", karate(), "--out",
        "k.kf"};
    words.insert(words.end(), more.begin(), more.end());
    good(words);
  }
};

TEST_F(LabelPictures, ShowWhatIsKnownAndWhatIsTold) {
  learn();
  EXPECT_EQ(good({"plot", "k.kf", "--out", "k.svg"})["kind"], "graph");
  const std::string svg = text("k.svg");
  for (const char* part :
       {">gcn: labels of karate.tsv<", ">2 known labels<", ">told by gcn<", ">Mr. Hi<", ">Officer<", ">not known<"})
    EXPECT_TRUE(contains(svg, part)) << part;
  const std::vector<Spot> spots = spots_of(svg);
  ASSERT_EQ(spots.size(), 2u * 34);
  std::size_t grey = 0, first = 0, second = 0;
  for (std::size_t n = 0; n < 34; ++n) grey += spots[n].paint == "#cfcfcf" && contains(spots[n].name, "no label known");
  for (std::size_t n = 34; n < 68; ++n) {
    first += spots[n].paint == "c0" && contains(spots[n].name, ": Mr. Hi, ");
    second += spots[n].paint == "c1" && contains(spots[n].name, ": Officer, ");
  }
  EXPECT_EQ(grey, 32u);
  EXPECT_EQ(first + second, 34u);
  EXPECT_GT(first, 12u);
  EXPECT_GT(second, 12u);
  EXPECT_EQ(spots[0].name, "0: Mr. Hi");
  EXPECT_EQ(spots[0].paint, "c0");
  good({"plot", "k.kf", "--out", "again.svg"});
  EXPECT_EQ(text("again.svg"), svg);
}

TEST_F(LabelPictures, ScatterWhatTheNetworkHasOfNodes) {
  learn({"--model", "appnp"});
  EXPECT_EQ(good({"plot", "k.kf", "--kind", "scatter", "--title", "Clubs & members", "--out", "k.svg"})["kind"],
            "scatter");
  const std::string svg = text("k.svg");
  EXPECT_TRUE(contains(svg, "Clubs &amp; members"));
  EXPECT_TRUE(contains(svg, "direction 1: "));
  EXPECT_EQ(spots_of(svg).size(), 34u);
  learn({"--rank", "1"});
  good({"plot", "k.kf", "--kind", "scatter", "--out", "k.svg"});
  EXPECT_FALSE(contains(text("k.svg"), "nan"));
}

TEST_F(LabelPictures, OfSeveralClassesHaveThemAll) {
  write("graph.tsv", "a\tb\nb\tc\nc\td\n");
  write("labels.csv", "node,label\na,x\na,y\nd,x\n");
  good({"train", "nodes", "labels.csv", "--graph", "graph.tsv", "--multi-label", "yes", "--out", "s.kf"});
  good({"plot", "s.kf", "--out", "s.svg"});
  const std::vector<Spot> spots = spots_of(text("s.svg"));
  ASSERT_EQ(spots.size(), 8u);
  EXPECT_EQ(spots[0].name, "a: x|y");
  EXPECT_EQ(spots[3].name, "d: x");
  EXPECT_NE(spots[0].paint, spots[3].paint);
}

TEST_F(LabelPictures, LargeGraphsAreScattered) {
  std::string ring;
  for (int n = 0; n < 2001; ++n) ring += std::to_string(n) + "\t" + std::to_string((n + 1) % 2001) + "\n";
  write("ring.tsv", ring);
  write("labels.csv", "node,label\n0,x\n1000,y\n");
  good({"train", "nodes", "labels.csv", "--graph", "ring.tsv", "--epochs", "5", "--baselines", "no", "--out", "r.kf"});
  EXPECT_EQ(good({"plot", "r.kf", "--out", "r.svg"})["kind"], "scatter");
  fails(1, {"plot", "r.kf", "--kind", "graph", "--out", "x.svg"}, "2,001 nodes", "--kind graph", "--kind scatter");
}

TEST_F(LabelPictures, WrongOptionsAreRefused) {
  learn();
  fails(2, {"plot", "k.kf", "--kind", "biplot", "--out", "x.svg"}, "unknown kind 'biplot'", "--kind", "graph, scatter");
  fails(2, {"plot", "k.kf", "--axes", "1,2", "--out", "x.svg"}, "no directions to choose", "--axes", "leave it out");
}

}  // namespace
}  // namespace kinfold::app
