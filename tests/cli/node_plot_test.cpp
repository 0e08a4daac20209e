#include <sstream>

#include "cli/run.h"

namespace kinfold::app {
namespace {

struct PlottedNode {
  std::string fill, name;
};

std::string text_between(const std::string& text, const std::string& before, const std::string& after) {
  const std::size_t found = text.find(before);
  if (found == std::string::npos) return "";
  const std::size_t begin = found + before.size();
  return text.substr(begin, text.find(after, begin) - begin);
}

// The plotted nodes in order; for a graph, panel by panel.
std::vector<PlottedNode> plotted_nodes(const std::string& svg) {
  std::vector<PlottedNode> nodes;
  for (std::size_t at = svg.find("<circle"); at != std::string::npos; at = svg.find("<circle", at + 1)) {
    const std::string circle = svg.substr(at, svg.find("</circle>", at) - at);
    if (!contains(circle, "<title>") || contains(circle.substr(1), "<circle")) continue;
    const std::string by_class = text_between(circle, "class=\"", "\"");
    nodes.push_back({by_class.empty() ? text_between(circle, "fill=\"", "\"") : by_class,
                     text_between(circle, "<title>", "</title>")});
  }
  return nodes;
}

class NodePlots : public RunTest {
 protected:
  static std::string karate() { return source() + "/examples/nodes/karate.tsv"; }
  // Trains on one label per club.
  void train(const Args& more = {}) const {
    Args words = {
        "train",   "nodes",  "SELECT * FROM '" + source() + "/examples/nodes/karate-clubs.tsv' WHERE node IN (0, 33)",
        "--graph", karate(), "--out",
        "k.kf"};
    words.insert(words.end(), more.begin(), more.end());
    good(words);
  }
};

TEST_F(NodePlots, ShowTrainingAndPredictedLabels) {
  train();
  EXPECT_EQ(good({"plot", "k.kf", "--out", "k.svg"})["kind"], "graph");
  const std::string svg = text("k.svg");
  for (const char* part : {">gcn: labels of karate.tsv<", ">2 training labels<", ">predicted by gcn<", ">Mr. Hi<",
                           ">Officer<", ">no label<"})
    EXPECT_TRUE(contains(svg, part)) << part;
  const std::vector<PlottedNode> nodes = plotted_nodes(svg);
  ASSERT_EQ(nodes.size(), 2u * 34);
  std::size_t grey = 0, first = 0, second = 0;
  for (std::size_t n = 0; n < 34; ++n)
    grey += nodes[n].fill == "#cfcfcf" && contains(nodes[n].name, "no training label");
  for (std::size_t n = 34; n < 68; ++n) {
    first += nodes[n].fill == "c0" && contains(nodes[n].name, ": Mr. Hi, ");
    second += nodes[n].fill == "c1" && contains(nodes[n].name, ": Officer, ");
  }
  EXPECT_EQ(grey, 32u);
  EXPECT_EQ(first + second, 34u);
  EXPECT_GT(first, 12u);
  EXPECT_GT(second, 12u);
  EXPECT_EQ(nodes[0].name, "0: Mr. Hi");
  EXPECT_EQ(nodes[0].fill, "c0");
  good({"plot", "k.kf", "--out", "again.svg"});
  EXPECT_EQ(text("again.svg"), svg);
}

TEST_F(NodePlots, ScatterShowsTheEmbeddings) {
  train({"--model", "appnp"});
  EXPECT_EQ(good({"plot", "k.kf", "--kind", "scatter", "--title", "Clubs & members", "--out", "k.svg"})["kind"],
            "scatter");
  const std::string svg = text("k.svg");
  EXPECT_TRUE(contains(svg, "Clubs &amp; members"));
  EXPECT_TRUE(contains(svg, "component 1: "));
  EXPECT_EQ(plotted_nodes(svg).size(), 34u);
  train({"--rank", "1"});
  good({"plot", "k.kf", "--kind", "scatter", "--out", "k.svg"});
  EXPECT_FALSE(contains(text("k.svg"), "nan"));
}

TEST_F(NodePlots, MultiLabelNodesShowAllClasses) {
  write("graph.tsv", "a\tb\nb\tc\nc\td\n");
  write("labels.csv", "node,label\na,x\na,y\nd,x\n");
  good({"train", "nodes", "labels.csv", "--graph", "graph.tsv", "--multi-label", "yes", "--out", "s.kf"});
  good({"plot", "s.kf", "--out", "s.svg"});
  const std::vector<PlottedNode> nodes = plotted_nodes(text("s.svg"));
  ASSERT_EQ(nodes.size(), 8u);
  EXPECT_EQ(nodes[0].name, "a: x|y");
  EXPECT_EQ(nodes[3].name, "d: x");
  EXPECT_NE(nodes[0].fill, nodes[3].fill);
}

TEST_F(NodePlots, LargeGraphsGetAScatterPlot) {
  std::string ring;
  for (int n = 0; n < 2001; ++n) ring += std::to_string(n) + "\t" + std::to_string((n + 1) % 2001) + "\n";
  write("ring.tsv", ring);
  write("labels.csv", "node,label\n0,x\n1000,y\n");
  good({"train", "nodes", "labels.csv", "--graph", "ring.tsv", "--epochs", "5", "--baselines", "no", "--out", "r.kf"});
  EXPECT_EQ(good({"plot", "r.kf", "--out", "r.svg"})["kind"], "scatter");
  fails(1, {"plot", "r.kf", "--kind", "graph", "--out", "x.svg"}, "2,001 nodes", "--kind graph", "--kind scatter");
}

TEST_F(NodePlots, InvalidOptionsAreRejected) {
  train();
  fails(2, {"plot", "k.kf", "--kind", "biplot", "--out", "x.svg"}, "unknown kind 'biplot'", "--kind", "graph, scatter");
  fails(2, {"plot", "k.kf", "--axes", "1,2", "--out", "x.svg"}, "has no components", "--axes", "remove the option");
}

}  // namespace
}  // namespace kinfold::app
