// Node classification from the command line, on two communities that are joined by one link.
#include <fstream>

#include "cli/run.h"

namespace kinfold::app {
namespace {

class NodesTask : public RunTest {
 protected:
  static constexpr int kSize = 8;  // nodes of a community

  static std::string node(int community, int n) { return (community == 0 ? "a" : "b") + std::to_string(n); }

  void write_world() const {
    std::string links = "source,target\n", all = "node,label\n", few = all, features = "node,words\n";
    for (int community = 0; community < 2; ++community)
      for (int n = 0; n < kSize; ++n) {
        const std::string own = node(community, n), label = community == 0 ? "red" : "blue";
        for (int m = 0; m < n; ++m) links += own + "," + node(community, m) + "\n";
        all += own + "," + label + "\n";
        if (n == 0) few += own + "," + label + "\n";
        features += own + "," + label + std::to_string(n % 3) + "|word" + std::to_string(n) + "\n";
      }
    write("links.csv", links + "a0,b0\n");
    write("all.csv", all);
    write("few.csv", few);
    write("features.csv", features);
  }
  Args trained(const Args& more = {}) const {
    Args words = {"train", "nodes", "few.csv", "--graph", "links.csv", "--out", "m.kf", "--epochs", "60"};
    words.insert(words.end(), more.begin(), more.end());
    return words;
  }
  void SetUp() override { write_world(); }
};

TEST_F(NodesTask, TwoLabelsClassifyTwoCommunities) {
  const json training = good(trained());
  EXPECT_EQ(training["curve"].size(), 60u);
  const json report = good({"evaluate", "m.kf", "--test", "all.csv"});
  EXPECT_EQ(report["task"], "nodes");
  EXPECT_EQ(report["metrics"]["accuracy"]["value"], 1.0);
  EXPECT_EQ(report["counts"]["evaluated"], 2 * (kSize - 1));
  EXPECT_EQ(report["counts"]["nodes_seen_in_training"], 2);
  ASSERT_EQ(report["baselines"].size(), 3u);
  EXPECT_EQ(report["baselines"][0]["metrics"]["accuracy"]["value"], 0.5);
  const std::string text = run({"evaluate", "m.kf", "--test", "all.csv"}).out;
  for (const char* part : {"accuracy", "majority", "mlp", "label propagation", "recall", "red", "blue"})
    EXPECT_TRUE(contains(text, part)) << part;
}

TEST_F(NodesTask, ModelsAreShownAndCompared) {
  good(trained({"--node-features", "features.csv"}));
  const json info = good({"info", "m.kf"});
  EXPECT_EQ(info["task"], "nodes");
  EXPECT_EQ(info["nodes"], 2 * kSize);
  EXPECT_TRUE(contains(run({"info", "m.kf"}).out, "gcn of nodes"));
  const json near = good({"similar", "m.kf", "a3", "--top", "5"});
  ASSERT_EQ(near["items"].size(), 5u);
  for (const json& item : near["items"]) EXPECT_EQ(item["id"].get<std::string>()[0], 'a');
  good({"export", "m.kf", "--format", "csv", "--out", "x"});
  EXPECT_TRUE(contains(text("x/node.csv"), "a3"));
}

TEST_F(NodesTask, NewNodesAreLabeledByLinksAndFeatures) {
  good(trained({"--node-features", "features.csv"}));
  write("ask.csv", "node\na5\nnew\n");
  write("more.csv", "source,target\nnew,b1\nnew,b2\nnew,b3\n");
  write("news.csv", "node,words\nnew,blue1|never seen\n");
  const json result = good({"predict", "m.kf", "ask.csv", "--graph", "more.csv", "--node-features", "news.csv"});
  ASSERT_EQ(result["predictions"].size(), 2u);
  EXPECT_EQ(result["predictions"][0]["label"], "red");
  EXPECT_EQ(result["predictions"][1]["label"], "blue");
  EXPECT_GT(result["predictions"][1]["probability"], 0.5);
  EXPECT_TRUE(contains(result["warnings"][0].get<std::string>(), "1 of 2 features are ignored"));
  write("news.csv", "node,size\nnew,3.5\n");
  fails(1, {"predict", "m.kf", "ask.csv", "--graph", "more.csv", "--node-features", "news.csv"},
        "the model has none of the 1 features, such as 'size'", "news.csv", "trained on");
  fails(1, {"predict", "m.kf", "ask.csv"}, "the graph has no node 'new'", "ask.csv", "--graph");
}

TEST_F(NodesTask, LabelsWithSeveralRelations) {
  std::string facts = "head,relation,tail\n";
  for (int community = 0; community < 2; ++community)
    for (int n = 0; n < kSize; ++n)
      for (int m = 0; m < n; ++m) facts += node(community, n) + ",knows," + node(community, m) + "\n";
  for (int n = 0; n < kSize; ++n) facts += node(0, n) + ",avoids," + node(1, kSize - 1 - n) + "\n";
  write("facts.csv", facts);
  good({"train", "nodes", "few.csv", "--graph", "facts.csv", "--out", "m.kf", "--model", "rgcn"});
  EXPECT_GT(good({"evaluate", "m.kf", "--test", "all.csv"})["metrics"]["accuracy"]["value"], 0.9);
}

TEST_F(NodesTask, HeldOutByAnyStrategy) {
  write("few.csv", text("all.csv"));
  for (const std::string rule : {"per-class:2", "random:0.3", "all.csv"}) {
    if (rule == "all.csv") {
      fails(1, trained({"--validation", rule}), "labelled in training and in validation", "all.csv",
            "hold out other nodes");
      continue;
    }
    const json curve = good(trained({"--validation", rule}))["curve"];
    EXPECT_GT(curve.back()["validation"], 0.5) << rule;
  }
}

TEST_F(NodesTask, ErrorsSayWhatToDo) {
  fails(2, {"train", "nodes", "few.csv", "--out", "m.kf"}, "node classification needs a graph", "--graph",
        "--graph SOURCE");
  fails(2, trained({"--model", "gnc"}), "unknown model 'gnc'", "--model", "gcn");
  fails(2, trained({"--directed", "yes"}), "cannot be normalized symmetrically", "--adjacency-normalization",
        "--adjacency-normalization row");
  fails(2, trained({"--negatives", "5"}), "--negatives does not apply to nodes", "--negatives", "it belongs to likes");
  fails(2, trained({"--patience", "5"}), "--patience has no effect by itself", "--patience", "--validation");
  write("few.csv", "node,label\na0,red\na33,blue\n");
  fails(1, trained(), "label for node 'a33', which the graph does not have", "labels of training", "nearest names: a3");
  write("few.csv", "node,label\na0,red\na1,red\n");
  fails(1, trained(), "all labels are 'red'", "", "two classes");
  write("few.csv", "node,label\na0,red\na0,blue\n");
  fails(1, trained(), "node 'a0' has several classes", "labels of training", "--multi-label yes");
  write_world();
  write("features.csv", "node,words\na0,x\n");
  fails(1, trained({"--node-features", "features.csv"}), "of the graph has no features", "features.csv",
        "give it a row");
}

TEST_F(NodesTask, DamagedFilesAreRejected) {
  good(trained());
  const std::string whole = text("m.kf");
  for (const std::size_t length : {whole.size() / 2, whole.size() - 3}) {
    write("cut.kf", whole.substr(0, length));
    EXPECT_EQ(run({"evaluate", "cut.kf", "--test", "all.csv"}).status, 1);
  }
}

}  // namespace
}  // namespace kinfold::app
