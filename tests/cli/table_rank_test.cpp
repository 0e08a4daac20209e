// Rank selection and evaluation of table models by held-out cells.
#include <cmath>
#include <sstream>

#include "cli/run.h"

namespace kinfold::app {
namespace {

class TableRanks : public RunTest {
 protected:
  // 60 rows of 8 numbers with two latent factors, and a column of two clubs. The rows begin at row `first` of an
  // endless table.
  static std::string cells(int first, int rows) {
    std::ostringstream out;
    out << "who,a,b,c,d,e,f,g,h,club\n";
    for (int i = first; i < first + rows; ++i) {
      const double u = std::sin(1.0 * i * i), v = std::cos(2.0 * i * i + 1);
      out << "p" << i;
      for (int j = 0; j < 8; ++j)
        out << "," << 10 + std::sin(1.0 + j) * u + std::cos(2.0 * j) * v + 0.1 * std::sin(5.0 * i * i + 3 * j * j * i);
      out << (u > 0 ? ",red\n" : ",blue\n");
    }
    return out.str();
  }
  json train(Args more) const {
    write("t.csv", cells(0, 60));
    more.insert(more.begin(), {"train", "table", "t.csv", "--out", "t.kf"});
    return good(more);
  }
};

TEST_F(TableRanks, AutoSelectsPrintsAndStoresTheRank) {
  const json answer = train({"--rank", "auto", "--column-types", "club=label"});
  EXPECT_EQ(answer["rank"], 2);
  const json& curve = answer["rank_curve"];
  EXPECT_EQ(curve["selected_rank"], 2);
  EXPECT_EQ(curve["beats_baseline"], true);
  EXPECT_EQ(curve["parallel_analysis"], 2);
  EXPECT_EQ(curve["points"][1]["rank"], 2);
  EXPECT_LT(curve["points"][1]["high"], curve["points"][0]["low"]);
  EXPECT_EQ(good({"info", "t.kf"})["rank_curve"], curve);
  const std::string text = run({"info", "t.kf"}).out;
  EXPECT_TRUE(contains(text, ">    2 ")) << text;
  EXPECT_TRUE(contains(text, "parallel analysis: 2 components are above the random level"));
  EXPECT_EQ(good({"info", "t.kf"})["options"]["rank"], "auto");
  good({"plot", "t.kf", "--kind", "rank", "--out", "r.svg"});
  EXPECT_TRUE(contains(RunTest::text("r.svg"), "selected: 2</text>"));
}

TEST_F(TableRanks, NoiseGivesAWarning) {
  std::ostringstream out;
  out << "a,b,c,d,e,f\n";
  for (int i = 0; i < 50; ++i)
    for (int j = 0; j < 6; ++j)
      out << std::fmod(std::fabs(1e4 * std::sin(12.9898 * i + 78.233 * j)), 1) << (j < 5 ? "," : "\n");
  write("n.csv", out.str());
  const RunResult answer = run({"train", "table", "n.csv", "--rank", "auto", "--out", "n.kf"});
  EXPECT_EQ(answer.status, 0);
  EXPECT_TRUE(contains(answer.err, "no rank predicts the held-out cells significantly better")) << answer.out;
}

TEST_F(TableRanks, AutoInAConfigFile) {
  write("c.toml", "rank = \"auto\"\n");
  EXPECT_EQ(train({"--config", "c.toml", "--column-types", "club=label"})["rank"], 2);
}

TEST_F(TableRanks, ValidationHoldsOutCells) {
  const json answer = train({"--rank", "2", "--model", "glrm", "--validation", "random:0.1"});
  const json& report = answer["validation"];
  EXPECT_EQ(report["cells"], 54);
  EXPECT_LT(report["relative_loss"]["high"], 0.8);
  ASSERT_EQ(report["columns"].size(), 9u);
  EXPECT_EQ(report["columns"][0]["error"], "rmse");
  EXPECT_LT(report["columns"][0]["model"], report["columns"][0]["constant"]);
  EXPECT_EQ(report["columns"][8]["error"], "error rate");
  const std::string text = run({"train", "table", "t.csv", "--rank", "2", "--validation", "random:0.2",
                                "--column-types", "club=label", "--out", "t.kf"})
                               .out;
  EXPECT_TRUE(contains(text, "no better than the columns' constants), on 96 held-out cells of")) << text;
}

TEST_F(TableRanks, EvaluateHoldsOutCellsOfNewRows) {
  train({"--rank", "2", "--column-types", "club=label"});
  write("new.csv", cells(60, 40));
  const json answer = good({"evaluate", "t.kf", "--test", "new.csv", "--seed", "3"});
  EXPECT_EQ(answer["task"], "table");
  EXPECT_TRUE(contains(answer["protocol"], "10 % of the observed cells of new.csv held out at random"));
  EXPECT_EQ(answer["counts"]["held_out_cells"], 32);
  EXPECT_LT(answer["metrics"]["relative_loss"]["value"], 0.3);
  EXPECT_TRUE(answer["warnings"].empty());
  EXPECT_EQ(good({"evaluate", "t.kf", "--test", "new.csv", "--holdout", "0.5"})["counts"]["held_out_cells"], 160);
  EXPECT_TRUE(
      contains(good({"evaluate", "t.kf", "--test", "t.csv"})["warnings"][0], "these rows are in the training data"));
  EXPECT_TRUE(contains(run({"evaluate", "t.kf", "--test", "new.csv"}).out, "relative loss 0."));
}

TEST_F(TableRanks, ErrorsSayWhatToDo) {
  train({"--rank", "2", "--column-types", "club=label"});
  const auto table = [](Args more) {
    more.insert(more.begin(), {"train", "table", "t.csv", "--out", "x.kf"});
    return more;
  };
  fails(2, table({"--validation", "temporal:0.1"}), "a table can only hold out random cells, not rows",
        "--validation temporal:0.1", "random:0.1");
  fails(2, table({"--validation", "t.csv"}), "a table can only hold out random cells, not rows", "--validation t.csv",
        "kinfold evaluate");
  fails(2, table({"--validation", "random:1.5"}), "invalid amount '1.5' for the split", "random:1.5",
        "between 0 and 1");
  fails(2, table({"--patience", "3"}), "does not apply to table", "--patience 3", "it belongs to");
  write("tiny.csv", tiny());
  fails(2, {"train", "ratings", "tiny.csv", "--rank", "auto", "--out", "x.kf"},
        "the rank is chosen automatically for tables only", "--rank auto", "kinfold tune");
  write("s.csv", "doc,word,count\nx,a,1\nx,b,2\ny,a,1\nz,b,1\n");
  const Args sparse = {"train", "table", "s.csv", "--model", "svd", "--columns", "row=doc,column=word,value=count",
                       "--out", "x.kf"};
  for (const Args& more : {Args{"--rank", "auto"}, Args{"--rank", "1", "--validation", "random:0.2"}}) {
    Args words = sparse;
    words.insert(words.end(), more.begin(), more.end());
    fails(2, words, "cannot be held out", more[more.size() - 2], "a file of rows");
  }
  fails(1, {"plot", "t.kf", "--kind", "rank", "--out", "x.svg"}, "has no rank selection", "--kind rank", "--rank auto");
  fails(2, {"evaluate", "t.kf", "--test", "t.csv", "--metrics", "rmse"}, "does not apply to tables", "--metrics", "");
  train_tiny();
  fails(2, {"evaluate", "m.kf", "--test", "tiny.csv", "--holdout", "0.2"}, "applies only to tables", "--holdout", "");
}

}  // namespace
}  // namespace kinfold::app
