// Cross-validation and repeated seeds: each fold equals a run of split, train and evaluate, and the standard
// deviation follows its formula.
#include <cmath>
#include <sstream>

#include "cli/run.h"

namespace kinfold::app {
namespace {

class CrossValidateTest : public RunTest {
 protected:
  void write_circle() const {
    std::string links = "source,target\n", labels = "node,label\n";
    for (int n = 0; n < 30; ++n) {
      for (int step : {1, 2, 3}) links += "n" + std::to_string(n) + ",n" + std::to_string((n + step) % 30) + "\n";
      labels += "n" + std::to_string(n) + "," + (n < 15 ? "near" : "far") + "\n";
    }
    write("links.csv", links);
    write("labels.csv", labels);
  }
};

void expect_summary(const json& answer, const std::string& metric) {
  double sum = 0, squares = 0;
  const double count = double(answer["folds"].size());
  for (const json& fold : answer["folds"]) sum += fold["metrics"][metric].get<double>();
  for (const json& fold : answer["folds"]) squares += std::pow(fold["metrics"][metric].get<double>() - sum / count, 2);
  EXPECT_NEAR(answer["metrics"][metric]["mean"], sum / count, 1e-12);
  EXPECT_NEAR(answer["metrics"][metric]["std"], std::sqrt(squares / (count - 1)), 1e-12);
  EXPECT_EQ(answer["metrics"][metric]["folds"], count);
}

// A fold gives bit for bit the metrics of split, train and evaluate.
TEST_F(CrossValidateTest, AFoldEqualsSplitTrainAndEvaluate) {
  write("tiny.csv", tiny());
  for (const std::string task : {"ratings", "likes"}) {
    const Args options = {"--epochs", "4", "--rank", "3", "--seed", "5"};
    Args words = {"cross-validate", task, "tiny.csv", "--strategy", "rolling:2"},
         train = {"train", task, "p/fold2/train.parquet", "--out", "m.kf"};
    words.insert(words.end(), options.begin(), options.end());
    train.insert(train.end(), options.begin(), options.end());
    const json answer = good(words);
    ASSERT_EQ(answer["folds"].size(), 2u);
    good({"split", "tiny.csv", "--strategy", "rolling:2", "--out", "p", "--seed", "5"});
    good(train);
    const json report = good({"evaluate", "m.kf", "--test", "p/fold2/test.parquet", "--seed", "5"});
    const json& fold = answer["folds"][1];
    EXPECT_EQ(fold["test_rows"], report["counts"]["rows"]);
    EXPECT_EQ(fold["fold"], 2);
    EXPECT_GE(fold["metrics"].size(), 2u);
    for (const auto& [name, value] : fold["metrics"].items())
      EXPECT_EQ(value, report["metrics"][name]["value"]) << name;
    for (const auto& [name, value] : fold["metrics"].items()) expect_summary(answer, name);
  }
}

TEST_F(CrossValidateTest, EachRepeatHasItsSeed) {
  write("tiny.csv", tiny());
  const Args words = {"cross-validate", "ratings", "tiny.csv", "--strategy", "k-fold:3", "--repeats", "2",
                      "--epochs",       "3",       "--seed",   "7"};
  const json answer = good(words);
  ASSERT_EQ(answer["folds"].size(), 6u);
  std::size_t rows = 0;
  for (const json& fold : answer["folds"]) {
    EXPECT_EQ(fold["seed"], 6 + fold["repeat"].get<int>());
    rows += fold["test_rows"].get<std::size_t>();
  }
  EXPECT_EQ(rows, 2 * 200u) << "each row is tested once a repeat";
  EXPECT_NE(answer["folds"][0]["metrics"], answer["folds"][3]["metrics"]);
  EXPECT_TRUE(contains(answer["warnings"].dump(), "later than the test rows"));
  const json second =
      good({"cross-validate", "ratings", "tiny.csv", "--strategy", "k-fold:3", "--epochs", "3", "--seed", "8"});
  for (int fold = 0; fold < 3; ++fold)
    EXPECT_EQ(second["folds"][fold]["metrics"], answer["folds"][3 + fold]["metrics"]);
  const std::string text = run(words).out;
  EXPECT_TRUE(contains(text, "2 repeats with seeds 7 to 8")) << text;
  EXPECT_TRUE(contains(text, "+- std")) << text;
}

TEST_F(CrossValidateTest, TimesSelectRollingFolds) {
  write("tiny.csv", tiny());
  const json timed =
      good({"cross-validate", "votes", "SELECT user, item, rating > 3 AS vote, time FROM 'tiny.csv'", "--epochs", "2"});
  EXPECT_EQ(timed["strategy"], "rolling:5");
  EXPECT_EQ(timed["folds"].size(), 5u);
  EXPECT_TRUE(timed["metrics"].contains("auc"));
  for (std::size_t n = 1; n < 5; ++n) EXPECT_GT(timed["folds"][n]["rows"], timed["folds"][n - 1]["rows"]);
}

TEST_F(CrossValidateTest, EveryTask) {
  write_circle();
  const json links =
      good({"cross-validate", "links", "links.csv", "--strategy", "k-fold:3", "--epochs", "3", "--rank", "4"});
  ASSERT_EQ(links["folds"].size(), 3u);
  for (const char* name : {"mrr", "hits@10", "auc", "average_precision"}) expect_summary(links, name);
  for (const json& fold : links["folds"]) EXPECT_EQ(fold["cold_rows"], 0);
  const json labels = good({"cross-validate", "nodes", "labels.csv", "--graph", "links.csv", "--strategy", "k-fold:3",
                            "--repeats", "2", "--epochs", "5"});
  ASSERT_EQ(labels["folds"].size(), 6u);
  expect_summary(labels, "accuracy");
  std::string facts = "head,relation,tail\n";
  for (int n = 0; n < 30; ++n)
    facts += "n" + std::to_string(n) + ",next,n" + std::to_string((n + 1) % 30) + "\nn" + std::to_string(n) + ",far,n" +
             std::to_string((n + 11) % 30) + "\n";
  write("facts.csv", facts);
  const json triples = good({"cross-validate", "triples", "facts.csv", "--strategy", "random:0.2", "--repeats", "3",
                             "--epochs", "2", "--rank", "4"});
  ASSERT_EQ(triples["folds"].size(), 3u);
  expect_summary(triples, "mrr");
  std::string table = "a,b,c,d\n";
  for (int n = 0; n < 20; ++n)
    table += std::to_string(n) + "," + std::to_string(2 * n + n % 3) + "," + std::to_string(40 - n) + "," +
             std::to_string(n % 5) + "\n";
  write("table.csv", table);
  const json cells =
      good({"cross-validate", "table", "table.csv", "--rank", "1", "--strategy", "k-fold:4", "--model", "glrm"});
  ASSERT_EQ(cells["folds"].size(), 4u);
  std::size_t tested = 0;
  for (const json& fold : cells["folds"]) {
    tested += fold["test_rows"].get<std::size_t>();
    EXPECT_EQ(fold["rows"].get<int>() + fold["test_rows"].get<int>(), 80);
    EXPECT_LT(fold["metrics"]["relative_loss"], 0.8) << "the columns go together";
  }
  EXPECT_EQ(tested, 80u);
}

TEST_F(CrossValidateTest, InvalidOptionsAreRejected) {
  write("tiny.csv", tiny());
  write("table.csv", "x,y\n1,2\n3,4\n5,7\n2,2\n");
  fails(2, {"cross-validate", "rating", "tiny.csv"}, "unknown task 'rating'", "cross-validate",
        "did you mean 'ratings'?");
  fails(2, {"cross-validate", "ratings", "tiny.csv", "--strategy", "k-fold:1"}, "number of folds '1'", "k-fold:1",
        "whole number");
  fails(2, {"cross-validate", "ratings", "tiny.csv", "--checkpoint-dir", "c"}, "writes no model", "--checkpoint-dir",
        "remove the option");
  write("o.toml", "checkpoint_dir = \"c\"\nepochs = 2\n");
  good({"cross-validate", "ratings", "tiny.csv", "--config", "o.toml", "--strategy", "rolling:2"});
  EXPECT_FALSE(there("c"));
  fails(2, {"cross-validate", "ratings", "tiny.csv", "--metrics", "auc"}, "unknown metric 'auc'", "--metrics",
        "known:");
  fails(2, {"cross-validate", "table", "table.csv", "--strategy", "temporal:0.1"}, "hold out cells, not rows",
        "--strategy temporal:0.1", "k-fold:5");
  fails(2, {"cross-validate", "table", "table.csv", "--k", "5"}, "only to ratings, votes and likes", "--k",
        "remove the option");
  fails(2, {"cross-validate", "nodes", "tiny.csv"}, "needs a graph", "--graph", "--graph SOURCE");
}

}  // namespace
}  // namespace kinfold::app
