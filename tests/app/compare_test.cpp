// Models compared on the same test, and tests that are none.
#include "app/run.h"

namespace kinfold::app {
namespace {

class Compares : public RunTest {};

TEST_F(Compares, ModelsOfOneTaskByTheirUnits) {
  good({"split", demo("ratings.parquet"), "--out", "parts"});
  for (const auto& [model, out] : {std::pair("mean", "mean.kf"), std::pair("biases", "biases.kf")})
    good({"train", "ratings", "parts/train.parquet", "--model", model, "--epochs", "5", "--out", out});
  const json report = good({"compare", "mean.kf", "biases.kf", "mean.kf", "--test", "parts/test.parquet"});
  EXPECT_EQ(report["metric"], "rmse");
  ASSERT_EQ(report["models"].size(), 3u);
  EXPECT_LT(report["models"][1]["difference"]["high"], 0);
  EXPECT_EQ(report["models"][2]["difference"]["value"], 0);
  for (const std::size_t n : {0, 1}) {
    const std::string file = n == 0 ? "mean.kf" : "biases.kf";
    const json alone = good({"evaluate", file, "--test", "parts/test.parquet"});
    EXPECT_NEAR(report["models"][n]["value"], alone["metrics"]["rmse"]["value"], 1e-9);
  }
  const std::string text = run({"compare", "mean.kf", "biases.kf", "--test", "parts/test.parquet"}).out;
  EXPECT_TRUE(contains(text, "better"));
  fails(2, {"compare", "mean.kf", "--test", "parts/test.parquet"}, "nothing to compare with", "compare", "two models");
}

TEST_F(Compares, StrictRefusesWhatFlatters) {
  train_tiny();
  write("again.csv", tiny());
  const json report = good({"evaluate", "m.kf", "--test", "again.csv"});
  bool seen = false;
  for (const json& warning : report["warnings"])
    seen = seen || contains(warning.get<std::string>(), "is the very data that the model was trained on");
  EXPECT_TRUE(seen);
  fails(1, {"evaluate", "m.kf", "--test", "again.csv", "--strict"}, "is the very data", "--strict", "mend the split");
}

}  // namespace
}  // namespace kinfold::app
