// Links and triples from the command line.
#include <algorithm>
#include <sstream>

#include "cli/run.h"

namespace kinfold::app {
namespace {

class Graphs : public RunTest {
 protected:
  // Towns in four countries. Each town has a neighbor and a capital in the same country.
  static std::string atlas(bool whole) {
    std::ostringstream out;
    for (int country = 0; country < 4; ++country)
      for (int town = 0; town < 8; ++town) {
        const auto name = [&](int t) { return "town" + std::to_string(country * 8 + (t + 8) % 8); };
        out << name(town) << "\tnear\t" << name(town + 1) << "\n" << name(town) << "\tnear\t" << name(town + 2) << "\n";
        if (whole || town % 4 != 3) out << name(town) << "\tis in\tland" << country << "\n";
      }
    return out.str();
  }
  static std::string held_out() {
    std::string out;
    for (int country = 0; country < 4; ++country)
      for (const int town : {3, 7})
        out += "town" + std::to_string(country * 8 + town) + "\tis in\tland" + std::to_string(country) + "\n";
    return out;
  }
  void train_atlas(Args more = {"--epochs", "100", "--batch-size", "16"}) const {
    write("atlas.tsv", atlas(false));
    write("test.tsv", held_out());
    more.insert(more.begin(), {"train", "triples", "atlas.tsv", "--out", "t.kf", "--rank", "16"});
    good(more);
  }
  // Two rings of ten nodes; each node links to its four nearest nodes.
  void train_circles(Args more = {}) const {
    std::ostringstream out;
    out << "# two circles\n";
    for (int circle = 0; circle < 2; ++circle)
      for (int n = 0; n < 10; ++n)
        for (int step = 1; step <= 2; ++step)
          out << "  " << circle * 10 + n << " " << circle * 10 + (n + step) % 10 << "\n";
    write("circles.txt", out.str());
    more.insert(more.begin(), {"train", "links", "circles.txt", "--out", "l.kf", "--rank", "8"});
    good(more);
  }
};

TEST_F(Graphs, FactsOfOneRelationPredictThoseOfAnother) {
  train_atlas();
  const json answer = good({"evaluate", "t.kf", "--test", "test.tsv"});
  EXPECT_EQ(answer["task"], "triples");
  EXPECT_EQ(answer["counts"]["rows"], 8);
  EXPECT_EQ(answer["counts"]["catalogue"], 36);
  EXPECT_GT(answer["parts"][0]["metrics"]["mrr"]["value"], 0.5) << "the land of a town that is near towns of a land";
  EXPECT_EQ(answer["relations"].size(), 1u);
  EXPECT_EQ(answer["relations"][0]["name"], "is in");
  const json metrics = answer["metrics"];
  EXPECT_LE(metrics["mrr"]["low"], metrics["mrr"]["value"]);
  EXPECT_LE(metrics["raw_mrr"]["value"], metrics["mrr"]["value"]);
}

TEST_F(Graphs, QueryPredictsFacts) {
  train_atlas();
  const json tails = good({"query", "t.kf", "town3, is in, ?", "--top", "4"});
  ASSERT_EQ(tails["items"].size(), 4u);
  EXPECT_EQ(tails["items"][0]["id"], "land0");
  EXPECT_FALSE(tails["items"][0]["known"]);
  EXPECT_EQ(tails["items"][0]["explanations"][0]["relation"], "is in");
  const json heads = good({"query", "t.kf", "?\tis in\tland1", "--top", "40"});
  std::size_t known = 0;
  for (const json& item : heads["items"]) known += item["known"].get<bool>();
  EXPECT_EQ(known, 6u);
  const json unknown = good({"query", "t.kf", "?, is in, land1", "--top", "40", "--novel"});
  for (const json& item : unknown["items"]) EXPECT_FALSE(item["known"]);
  EXPECT_TRUE(contains(run({"query", "t.kf", "town0, is in, ?"}).out, "in the training set"));
  fails(1, {"query", "t.kf", "town99, is in, ?"}, "no entity 'town99'", "", "did you mean");
  fails(1, {"query", "t.kf", "town3, is on, ?"}, "no relation 'is on'", "", "is in");
  fails(2, {"query", "t.kf", "town3"}, "is not a query", "", "head, relation, ?");
}

TEST_F(Graphs, EachScorerTrainsAndLoads) {
  for (const std::string model : {"distmult", "cp", "simple", "rescal", "transe", "rotate", "tucker"}) {
    train_atlas({"--model", model, "--epochs", "5"});
    EXPECT_EQ(good({"info", "t.kf"})["model"], model);
    EXPECT_EQ(good({"evaluate", "t.kf", "--test", "test.tsv"})["counts"]["rows"], 8) << model;
  }
  for (const std::string model : {"transe", "rotate"})
    train_atlas({"--model", model, "--norm", "1", "--negatives", "8", "--loss", "self-adversarial", "--epochs", "5"});
  EXPECT_EQ(good({"predict", "t.kf", "test.tsv"})["predictions"].size(), 8u);
}

TEST_F(Graphs, PredictRecommendSimilarExport) {
  train_circles({"--epochs", "100"});
  const json scores = good({"predict", "l.kf", "circles.txt"});
  EXPECT_EQ(scores["predictions"].size(), 40u);
  EXPECT_EQ(scores["predictions"][0]["known"], "yes");
  const json likely = good({"recommend", "l.kf", "--user", "3", "--top", "2"});
  ASSERT_EQ(likely["items"].size(), 2u);
  for (const json& item : likely["items"]) {
    EXPECT_LT(std::stoi(item["id"].get<std::string>()), 10) << "a node of the same circle";
    EXPECT_FALSE(item["known"]);
    EXPECT_NE(item["id"], "3");
  }
  EXPECT_EQ(good({"similar", "l.kf", "3", "--top", "2"})["items"].size(), 2u);
  good({"export", "l.kf", "--out", "vectors"});
  EXPECT_TRUE(text("vectors/node.csv").starts_with("id,f1,"));
  train_atlas();
  good({"export", "t.kf", "--out", "vectors"});
  EXPECT_TRUE(contains(text("vectors/relation.csv"), "is in (inverse)"));
  EXPECT_EQ(good({"similar", "t.kf", "near", "--side", "relation"})["items"].size(), 3u);
}

TEST_F(Graphs, SplitKeepsEveryNode) {
  train_circles();
  const json split = good({"split", "circles.txt", "--task", "links", "--strategy", "random:0.2", "--out", "parts"});
  EXPECT_EQ(split["parts"][0]["rows"], 32);
  EXPECT_EQ(split["parts"][1]["rows"], 8);
  EXPECT_EQ(split["test"]["unseen_entities"], 0);
  good({"train", "links", "parts/train.parquet", "--out", "l.kf", "--rank", "8", "--validation", "random:0.1"});
  const json report = good({"evaluate", "l.kf", "--test", "parts/test.parquet"});
  EXPECT_GT(report["metrics"]["auc"]["value"], 0.5);
  EXPECT_EQ(report["counts"]["rows_seen_in_training"], 0);
}

TEST_F(Graphs, PartitionsOnDiskGiveTheSameFile) {
  train_circles({"--filter-negatives", "no", "--partitions", "4"});
  const std::string whole = text("l.kf");
  train_circles({"--filter-negatives", "no", "--partitions", "4", "--memory-limit", "1G"});
  EXPECT_EQ(text("l.kf"), whole);
  train_circles({"--filter-negatives", "no", "--partitions", "4", "--threads", "3"});
  EXPECT_EQ(text("l.kf"), whole);
}

TEST_F(Graphs, UnseenNamesGetTheMiddleRank) {
  train_atlas();
  write("more.tsv", held_out() + "town0\tis in\tatlantis\ntown0\tbelow\ttown1\n");
  const json report = good({"evaluate", "t.kf", "--test", "more.tsv"});
  EXPECT_EQ(report["counts"]["rows_with_unseen"], 2);
  EXPECT_EQ(report["counts"]["unseen_entities"], 1);
  EXPECT_EQ(report["counts"]["unseen_relations"], 1);
  EXPECT_EQ(report["seen"]["facts"], 8);
  EXPECT_LT(report["metrics"]["mrr"]["value"], report["seen"]["metrics"]["mrr"]["value"]);
  EXPECT_EQ(report["warnings"].size(), 1u);
}

TEST_F(Graphs, ErrorsSayWhatToDo) {
  write("two.csv", "a,b\nb,c\n");
  fails(1, {"train", "triples", "two.csv", "--out", "x.kf"}, "two columns", "two.csv", "train links");
  write("bad.nt", "<http://a> <http://b> <http://c> .\n<http://a> <http://b> .\n");
  fails(1, {"train", "triples", "bad.nt", "--out", "x.kf"}, "", "bad.nt, line 2", "");
  write("loops.txt", "# loops\n1 1\n2 2\n");
  fails(1, {"train", "links", "loops.txt", "--out", "x.kf"}, "no facts", "", "");
  train_atlas();
  write("other.tsv", "x\tnear\ty\n");
  fails(1, {"evaluate", "t.kf", "--test", "other.tsv"}, "no fact can be evaluated", "other.tsv", "--columns");
  fails(2, {"train", "links", "atlas.tsv", "--columns", "source=1,target=3", "--memory-limit", "1K", "--out", "x.kf"},
        "are not enough", "--memory-limit 1K", "use at least");
  fails(2, {"train", "triples", "atlas.tsv", "--memory-limit", "lots", "--negatives", "8", "--out", "x.kf"},
        "is not a memory size", "--memory-limit", "8G");
  fails(2, {"train", "triples", "atlas.tsv", "--model", "dot", "--out", "x.kf"}, "cannot be used with", "--model",
        "complex");
  fails(2, {"train", "triples", "atlas.tsv", "--checkpoint-dir", "c", "--out", "x.kf"}, "does not apply to triples",
        "--checkpoint-dir", "");
  fails(2, {"train", "ratings", "atlas.tsv", "--norm", "1", "--out", "x.kf"}, "does not apply to ratings", "--norm",
        "");
  fails(2, {"recommend", "t.kf", "--user", "town1"}, "not triples", "--user", "kinfold query");
}

}  // namespace
}  // namespace kinfold::app
