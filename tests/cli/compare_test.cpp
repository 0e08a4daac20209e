// Comparison of models on one test set, and warnings about test data that were used for training.
#include <algorithm>

#include "cli/run.h"

namespace kinfold::app {
namespace {

class CompareTest : public RunTest {};

TEST_F(CompareTest, PairedDifferencesOfModels) {
  good({"split", demo("ratings.parquet"), "--out", "parts"});
  good({"train", "ratings", "parts/train.parquet", "--model", "mean", "--out", "mean.kf"});
  good({"train", "ratings", "parts/train.parquet", "--model", "biases", "--epochs", "5", "--out", "biases.kf"});
  const json report = good({"compare", "mean.kf", "biases.kf", "mean.kf", "--test", "parts/test.parquet"});
  EXPECT_EQ(report["metric"], "rmse");
  ASSERT_EQ(report["models"].size(), 3u);
  EXPECT_LT(report["models"][1]["difference"]["high"], 0);
  EXPECT_EQ(report["models"][2]["difference"]["value"], 0);
  for (const std::size_t n : {0, 1}) {
    const std::string file = n == 0 ? "mean.kf" : "biases.kf";
    const json single = good({"evaluate", file, "--test", "parts/test.parquet"});
    EXPECT_NEAR(report["models"][n]["value"], single["metrics"]["rmse"]["value"], 1e-9);
  }
  const std::string text = run({"compare", "mean.kf", "biases.kf", "--test", "parts/test.parquet"}).out;
  EXPECT_TRUE(contains(text, "better"));
  fails(2, {"compare", "mean.kf", "--test", "parts/test.parquet"}, "needs at least two models", "compare",
        "reference model");
}

TEST_F(CompareTest, StrictTurnsWarningsIntoErrors) {
  train_tiny();
  write("again.csv", tiny());
  const json report = good({"evaluate", "m.kf", "--test", "again.csv"});
  bool seen = false;
  for (const json& warning : report["warnings"])
    seen = seen || contains(warning.get<std::string>(), "is the same data that the model was trained on");
  EXPECT_TRUE(seen);
  fails(1, {"evaluate", "m.kf", "--test", "again.csv", "--strict"}, "is the same data", "--strict",
        "correct the split");
}

bool has_warning(const json& report, const std::string& what) {
  return std::ranges::any_of(report["warnings"], [&](const json& w) { return contains(w.get<std::string>(), what); });
}

// Validation data are not a test set, for any task.
TEST_F(CompareTest, WarnsAboutValidationData) {
  write("tiny.csv", tiny());
  good({"split", "tiny.csv", "--strategy", "random:0.2", "--out", "parts"});
  good({"train", "ratings", "parts/train.parquet", "--validation", "parts/test.parquet", "--out", "m.kf"});
  EXPECT_TRUE(has_warning(good({"evaluate", "m.kf", "--test", "parts/test.parquet"}), "the model was validated on"));
  write("votes.csv", "user,item,vote\na,x,-1\nb,x,1\na,y,1\nb,y,-1\nc,x,1\n");
  good({"train", "votes", "votes.csv", "--out", "v.kf"});
  EXPECT_TRUE(has_warning(good({"evaluate", "v.kf", "--test", "votes.csv"}), "the model was trained on"));
}

TEST_F(CompareTest, WarnsAboutReversedFacts) {
  write("train.csv", "head,relation,tail\na,r,b\nb,r,c\nc,s,a\nd,s,b\n");
  write("test.csv", "head,relation,tail\nb,s,a\na,r,c\nd,r,a\n");
  good({"train", "triples", "train.csv", "--validation", "test.csv", "--epochs", "3", "--out", "m.kf"});
  const json report = good({"evaluate", "m.kf", "--test", "test.csv"});
  EXPECT_TRUE(has_warning(report, "2 of 3 facts link two entities that a training fact links in the other direction"));
  EXPECT_TRUE(has_warning(report, "the model was validated on"));
}

}  // namespace
}  // namespace kinfold::app
