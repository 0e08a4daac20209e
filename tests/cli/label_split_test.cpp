// kinfold split for node labels.
#include <sstream>

#include "cli/run.h"

namespace kinfold::app {
namespace {

class LabelSplits : public RunTest {
 protected:
  void write_nodes() const {
    std::ostringstream out;
    out << "node,label\n";
    for (int node = 0; node < 40; ++node) out << "n" << node << "," << (node % 4 ? "red" : "blue") << "\n";
    write("nodes.csv", out.str() + "n40,\n");
  }
  // The lines after the header.
  std::vector<std::string> rows(const std::string& file) const {
    std::istringstream lines(text(file));
    std::vector<std::string> rows;
    for (std::string line; std::getline(lines, line);) rows.push_back(line);
    EXPECT_EQ(rows.at(0), "node,label");
    rows.erase(rows.begin());
    return rows;
  }
};

TEST_F(LabelSplits, PerClassSplit) {
  write_nodes();
  const json split = good({"split", "nodes.csv", "--task", "nodes", "--strategy", "per-class:5", "--out", "parts",
                           "--format", "csv", "--seed", "3"});
  EXPECT_EQ(split["task"], "nodes");
  EXPECT_EQ(split["seed"], 3);
  EXPECT_EQ(split["parts"][0], (json{{"file", "parts/train.csv"}, {"rows", 10}}));
  EXPECT_EQ(split["parts"][1]["rows"], 30);
  EXPECT_EQ(split["classes"][0], (json{{"class", "blue"}, {"train", 5}, {"test", 5}}));
  EXPECT_EQ(split["classes"][1], (json{{"class", "red"}, {"train", 5}, {"test", 25}}));
  ASSERT_EQ(split["warnings"].size(), 1u);
  EXPECT_TRUE(contains(split["warnings"][0], "1 row has no label"));
  std::vector<std::string> both = rows("parts/train.csv"), test = rows("parts/test.csv");
  EXPECT_EQ(both.size(), 10u);
  both.insert(both.end(), test.begin(), test.end());
  std::ranges::sort(both);
  EXPECT_EQ(std::unique(both.begin(), both.end()) - both.begin(), 40);
  const std::string train = text("parts/train.csv"), facts = text("parts/split.json");
  EXPECT_EQ(json::parse(facts)["checksum"], split["checksum"]);
  good({"split", "nodes.csv", "--task", "nodes", "--strategy", "per-class:5", "--out", "parts", "--format", "csv",
        "--seed", "3"});
  EXPECT_EQ(text("parts/train.csv"), train);
  EXPECT_EQ(text("parts/split.json"), facts);
}

TEST_F(LabelSplits, RandomSplit) {
  write("nodes.csv", "club,who,age\nred,a,1\nred,b,2\nblue,c,3\nblue,d,4\nblue|red,e,5\n");
  const json split = good({"split", "nodes.csv", "--task", "nodes", "--columns", "node=who,label=club", "--strategy",
                           "random:0.2", "--out", "parts"});
  EXPECT_EQ(split["parts"][0]["file"], "parts/train.parquet");
  EXPECT_EQ(int(split["parts"][0]["rows"]) + int(split["parts"][1]["rows"]), 6);
}

TEST_F(LabelSplits, InvalidOptionsAreRejected) {
  write_nodes();
  const auto split = [](const std::string& strategy) {
    return Args{"split", "nodes.csv", "--task", "nodes", "--out", "parts", "--strategy", strategy};
  };
  fails(1, split("per-class:10"), "class 'blue' has 10 nodes", "--strategy per-class:10", "train on fewer");
  fails(2, split("temporal:0.1"), "unknown split 'temporal'", "temporal:0.1", "known: per-class, random");
  fails(1, split("random:0.001"), "leaves no rows to test on", "--strategy random:0.001", "another fraction");
}

}  // namespace
}  // namespace kinfold::app
