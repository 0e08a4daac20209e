// Folds, --keep forest and --together pair: the files of the output folder and split.json.
#include <algorithm>
#include <set>
#include <sstream>

#include "cli/run.h"

namespace kinfold::app {
namespace {

class SplitTest : public RunTest {
 protected:
  // The lines after the header.
  std::vector<std::string> rows(const std::string& file) const {
    std::istringstream lines(text(file));
    std::vector<std::string> rows;
    for (std::string line; std::getline(lines, line);) rows.push_back(line);
    EXPECT_FALSE(rows.empty()) << file;
    rows.erase(rows.begin());
    return rows;
  }
  static double time_of(const std::string& row) { return std::stod(row.substr(row.rfind(',') + 1)); }

  // A ring of nodes with chords. Every second "knows" fact exists in both directions, and "heard_by" is the inverse of
  // "hears".
  void write_facts() const {
    std::string facts = "head,relation,tail\n";
    const auto add = [&](int head, const char* relation, int tail) {
      facts += "n" + std::to_string(head) + "," + relation + ",n" + std::to_string(tail) + "\n";
    };
    for (int n = 0; n < 40; ++n) {
      add(n, "knows", (n + 1) % 40), add((n + 1) % 40, "knows", n);
      add(n, "hears", (n + 7) % 40), add((n + 7) % 40, "heard_by", n);
    }
    write("facts.csv", facts);
  }
};

TEST_F(SplitTest, RollingFoldsTrainOnEarlierRows) {
  write("tiny.csv", tiny());
  const json split = good({"split", "tiny.csv", "--strategy", "rolling:3", "--out", "p", "--format", "csv"});
  EXPECT_EQ(json::parse(text("p/split.json"))["folds"], split["folds"]);
  ASSERT_EQ(split["parts"].size(), 6u);
  ASSERT_EQ(split["folds"].size(), 3u);
  EXPECT_EQ(split["has_times"], true);
  std::vector<std::string> before;
  for (int fold = 1; fold <= 3; ++fold) {
    const std::string folder = "p/fold" + std::to_string(fold);
    const auto train = rows(folder + "/train.csv"), test = rows(folder + "/test.csv");
    EXPECT_EQ(split["parts"][2 * fold - 2]["rows"], train.size());
    EXPECT_EQ(split["parts"][2 * fold - 1], (json{{"file", folder + "/test.csv"}, {"rows", test.size()}}));
    const auto last = time_of(*std::ranges::max_element(train, {}, time_of));
    EXPECT_LT(last, time_of(*std::ranges::min_element(test, {}, time_of)));
    EXPECT_EQ(split["folds"][fold - 1]["lookahead_rows"], 0);
    std::vector<std::string> known = train;
    std::ranges::sort(known);
    if (fold > 1) {
      EXPECT_EQ(known, before) << "what was tested is trained on in the next fold";
    }
    before = known;
    before.insert(before.end(), test.begin(), test.end());
    std::ranges::sort(before);
  }
  std::vector<std::string> all = rows("tiny.csv");
  EXPECT_EQ(before.size(), all.size());
}

TEST_F(SplitTest, FoldsOfRatingsCountColdRows) {
  write("r.csv", "user,item,rating\na,x,1\nb,x,2\nc,y,3\nd,z,4\n");
  const json split = good({"split", "r.csv", "--strategy", "k-fold:4", "--out", "p", "--format", "csv"});
  ASSERT_EQ(split["folds"].size(), 4u);
  for (const json& fold : split["folds"]) EXPECT_EQ(fold["cold_users"], 1);
  EXPECT_TRUE(contains(split["warnings"][0], "1 of 1 test rows of a fold have a user or item that is unseen"));
  fails(1, {"split", "r.csv", "--strategy", "k-fold:5", "--out", "q"}, "leaves no rows to test on",
        "--strategy k-fold:5", "fewer folds");
}

TEST_F(SplitTest, FoldsOfFactsKeepEveryEntity) {
  write_facts();
  const json split = good({"split", "facts.csv", "--task", "triples", "--strategy", "k-fold:3", "--keep", "forest",
                           "--out", "p", "--format", "csv"});
  ASSERT_EQ(split["parts"].size(), 4u);
  EXPECT_EQ(split["parts"][3]["file"], "p/train_only.csv");
  EXPECT_EQ(split["keep"], "forest");
  std::set<std::string> all;
  std::size_t count = 0;
  for (const json& part : split["parts"]) {
    const auto own = rows(part["file"]);
    EXPECT_EQ(part["rows"], own.size());
    count += own.size();
    all.insert(own.begin(), own.end());
  }
  EXPECT_EQ(count, 160u);
  EXPECT_EQ(all.size(), 160u);
  for (const json& fold : split["folds"]) EXPECT_EQ(fold["unseen_entities"], 0);
}

TEST_F(SplitTest, TogetherPairPreventsLeakageOfInverses) {
  write_facts();
  const json split = good({"split", "facts.csv", "--task", "triples", "--strategy", "random:0.2", "--out", "p"});
  const auto rule = [](const char* relation, const char* by) {
    return json{{"relation", relation},
                {"implied_by", by},
                {"reversed", true},
                {"facts", relation[0] == 'k' ? 80 : 40},
                {"leaked", relation[0] == 'k' ? 80 : 40}};
  };
  for (const auto& [relation, by] : {std::pair("knows", "knows"), {"hears", "heard_by"}, {"heard_by", "hears"}})
    EXPECT_NE(std::ranges::find(split["rules"], rule(relation, by)), split["rules"].end()) << split["rules"];
  EXPECT_EQ(split["rules"].size(), 3u);
  EXPECT_GT(split["test"]["leaked_from_training"], 0);
  const std::string warnings = split["warnings"].dump();
  EXPECT_TRUE(
      contains(warnings, "test facts of 'hears' are leaked by training: the relation is the inverse of 'heard_by'"));

  const json apart =
      good({"split", "facts.csv", "--task", "triples", "--strategy", "random:0.2", "--together", "pair", "--out", "q"});
  EXPECT_EQ(apart["test"]["leaked_from_training"], 0);
  EXPECT_EQ(apart["together"], "pair");
  EXPECT_FALSE(contains(apart["warnings"].dump(), "are leaked by training"));
  // --strict rejects the evaluation on the first split and accepts that on the second.
  good({"train", "triples", "p/train.parquet", "--out", "p.kf", "--epochs", "2", "--rank", "4"});
  fails(1, {"evaluate", "p.kf", "--test", "p/test.parquet", "--strict"}, "the other direction", "--strict",
        "correct the split");
  const json report = good({"evaluate", "p.kf", "--test", "p/test.parquet"});
  EXPECT_TRUE(contains(report["warnings"].dump(), "the relation is the inverse of"));
  good({"train", "triples", "q/train.parquet", "--out", "q.kf", "--epochs", "2", "--rank", "4"});
  good({"evaluate", "q.kf", "--test", "q/test.parquet", "--strict"});
}

TEST_F(SplitTest, AForestMayLeaveFewerTestFacts) {
  std::string links = "source,target\n";
  for (int n = 1; n < 40; ++n) links += std::to_string(n) + "," + std::to_string(n / 2) + "\n";
  write("tree.csv", links + "1,39\n2,38\n");
  const json split =
      good({"split", "tree.csv", "--task", "links", "--strategy", "random:0.3", "--keep", "forest", "--out", "p"});
  EXPECT_EQ(split["parts"][1]["rows"], 2);
  EXPECT_TRUE(contains(split["warnings"].dump(), "2 of 41 facts are held out, fewer than requested"));
}

TEST_F(SplitTest, FoldsOfLabelsCountClasses) {
  std::string nodes = "node,label\n";
  for (int n = 0; n < 30; ++n)
    nodes += "n" + std::to_string(n) + "," + (n < 20 ? "red" : n < 29 ? "blue" : "lone") + "\n";
  write("nodes.csv", nodes);
  const json split =
      good({"split", "nodes.csv", "--task", "nodes", "--strategy", "k-fold:2", "--out", "p", "--format", "csv"});
  ASSERT_EQ(split["folds"].size(), 2u);
  EXPECT_EQ(split["folds"][0]["classes"][0], (json{{"class", "red"}, {"train", 10}, {"test", 10}}));
  EXPECT_EQ(int(split["folds"][0]["unseen_classes"]) + int(split["folds"][1]["unseen_classes"]), 1);
  EXPECT_TRUE(contains(split["warnings"].dump(), "1 classes have test nodes but no training nodes"));
}

TEST_F(SplitTest, InvalidOptionsAreRejected) {
  write("tiny.csv", tiny());
  write_facts();
  fails(2, {"split", "tiny.csv", "--task", "table", "--out", "p"}, "hold out cells", "--task table",
        "cross-validate table");
  fails(2, {"split", "tiny.csv", "--out", "p", "--keep", "forest"}, "only to links and triples", "--keep",
        "--task links");
  fails(2, {"split", "facts.csv", "--task", "triples", "--out", "p", "--keep", "tree"}, "unknown keep 'tree'", "--keep",
        "known: nodes, forest, nothing");
  fails(2, {"split", "facts.csv", "--task", "triples", "--out", "p", "--together", "pairs"}, "unknown together 'pairs'",
        "--together", "did you mean 'pair'?");
  fails(2, {"train", "ratings", "tiny.csv", "--out", "m.kf", "--validation", "rolling:3"},
        "validates on a single split", "--validation rolling:3", "kinfold cross-validate");
  fails(2, {"train", "triples", "facts.csv", "--out", "m.kf", "--validation", "k-fold:3"},
        "validates on a single split", "--validation k-fold:3", "kinfold cross-validate");
}

}  // namespace
}  // namespace kinfold::app
