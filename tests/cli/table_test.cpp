// Tables from the command line.
#include <algorithm>
#include <cmath>
#include <sstream>

#include "cli/run.h"

namespace kinfold::app {
namespace {

class Tables : public RunTest {
 protected:
  // Twelve rows that follow one latent factor, with some missing cells.
  void write_people() const {
    std::ostringstream out;
    out << "who,height,weight,smokes,club\n";
    for (int i = 0; i < 12; ++i) {
      out << "p" << i << "," << 150 + 4 * i + i % 3 << ",";
      if (i != 5) out << 50 + 3 * i - i % 2;
      out << "," << (i == 3 ? "NA" : i > 6 ? "yes" : "no") << "," << (i % 3 == 0 ? "red" : "blue") << "\n";
    }
    write("t.csv", out.str());
  }
  void train_people(Args more = {"--rank", "2", "--column-types", "club=label"}) const {
    write_people();
    more.insert(more.begin(), {"train", "table", in("t.csv").string(), "--out", "t.kf"});
    good(more);
  }
  std::vector<std::string> lines(const std::string& name) const {
    std::vector<std::string> result;
    std::istringstream in(text(name));
    for (std::string line; std::getline(in, line);) result.push_back(line);
    return result;
  }
};

TEST_F(Tables, TrainPrintsExplainedVariance) {
  write_people();
  const json answer = good(
      {"train", "table", "t.csv", "--out", "t.kf", "--rank", "2", "--column-types", "club=label", "--standardize"});
  ASSERT_EQ(answer["components"].size(), 2u);
  EXPECT_GT(answer["components"][0]["explained_variance_ratio"], 0.8);
  EXPECT_LE(answer["components"][1]["cumulative_ratio"], 1.0);
  const json info = good({"info", "t.kf"});
  EXPECT_EQ(info["task"], "table");
  EXPECT_EQ(info["rows"], 12);
  EXPECT_EQ(info["columns"][2]["kind"], "boolean");
  EXPECT_TRUE(contains(run({"info", "t.kf"}).out, "smokes"));
}

TEST_F(Tables, TransformAndInverse) {
  train_people();
  EXPECT_EQ(good({"transform", "t.kf", "t.csv", "--out", "s.csv"})["rows"], 12);
  EXPECT_EQ(lines("s.csv")[0], "who,d1,d2,club");
  EXPECT_TRUE(lines("s.csv")[1].starts_with("p0,"));
  good({"transform", "--inverse", "t.kf", "s.csv", "--out", "back.csv"});
  EXPECT_EQ(lines("back.csv")[0], "who,height,weight,smokes,club");
  EXPECT_EQ(lines("back.csv").size(), 13u);
}

TEST_F(Tables, ImputeChangesOnlyMissingCells) {
  train_people({"--rank", "1", "--model", "glrm", "--column-types", "club=label"});
  const json answer = good({"impute", "t.kf", "t.csv", "--out", "full.csv", "--intervals", "i.csv"});
  EXPECT_EQ(answer["filled"], 2);
  const auto before = lines("t.csv"), after = lines("full.csv"), filled = lines("i.csv");
  ASSERT_EQ(before.size(), after.size());
  for (std::size_t i = 0; i < before.size(); ++i)
    if (i != 4 && i != 6) {
      EXPECT_EQ(before[i], after[i]);
    }
  EXPECT_EQ(after[4], "p3,162,58,no,red");
  ASSERT_EQ(filled.size(), 3u);
  EXPECT_EQ(filled[0], "row,column,value,low,high,probability");
  EXPECT_TRUE(filled[1].starts_with("p3,smokes,no,,,0.")) << filled[1];
  EXPECT_TRUE(filled[2].starts_with("p5,weight,6")) << filled[2];
}

TEST_F(Tables, PlotsShowEachRow) {
  train_people();
  for (const char* kind : {"scatter", "biplot"}) {
    good({"plot", "t.kf", "--kind", kind, "--out", "p.svg"});
    const std::string svg = text("p.svg");
    EXPECT_TRUE(contains(svg, "<title>pca of t.csv</title>"));
    EXPECT_TRUE(contains(svg, "<title>p7</title>"));
    EXPECT_TRUE(contains(svg, ">red</text>"));
    EXPECT_EQ(contains(svg, ">height</text>"), std::string(kind) == "biplot");
  }
  good({"plot", "t.kf", "--kind", "scree", "--out", "s.svg"});
  EXPECT_TRUE(contains(text("s.svg"), "component"));
  fails(2, {"plot", "t.kf", "--axes", "1,3", "--out", "x.svg"}, "no component '3'", "--axes", "from 1 to 2");
  fails(2, {"plot", "t.kf", "--kind", "3d", "--out", "x.svg"}, "no component '3'", "--axes", "");
  fails(2, {"plot", "t.kf", "--kind", "pie", "--out", "x.svg"}, "unknown kind 'pie'", "--kind", "scatter");
}

// Ten groups have one color each, ordered by size; of twelve groups the two smallest share one.
TEST_F(Tables, GroupsHaveColorsAndNames) {
  const auto picture = [&](int groups) {
    std::ostringstream out;
    out << "a,b,g\n";
    for (int i = 0; i < 10 * groups + 3 * (groups - 2); ++i)
      out << i % 7 << "," << (i * i) % 11 << "," << (i < 10 * groups ? i % groups : i % (groups - 2)) << "\n";
    write("g.csv", out.str());
    good({"train", "table", "g.csv", "--rank", "2", "--column-types", "g=label", "--out", "g.kf"});
    good({"plot", "g.kf", "--out", "g.svg", "--title", "Groups & more"});
    return text("g.svg");
  };
  const std::string ten = picture(10);
  EXPECT_TRUE(contains(ten, "<title>Groups &amp; more</title>"));
  EXPECT_TRUE(contains(ten, "class=\"c9\""));
  EXPECT_TRUE(contains(ten, "% of variance</text>"));
  EXPECT_LT(ten.find(">2</text>\n<circle class=\"c3\""), ten.find(">9</text>\n</svg>"));
  EXPECT_FALSE(contains(ten, "others"));
  const std::string twelve = picture(12);
  EXPECT_TRUE(contains(twelve, ">others</text>\n</svg>"));
  EXPECT_FALSE(contains(twelve, "middle\">others<"));  // they lie nowhere in particular
}

TEST_F(Tables, NamesOfArrowsDoNotOverlap) {
  std::ostringstream out;
  for (int c = 0; c < 12; ++c) out << (c ? "," : "") << "a_column_of_a_long_name_" << c;
  out << "\n";
  for (int i = 0; i < 40; ++i, out << "\n")
    for (int c = 0; c < 12; ++c) out << (c ? "," : "") << (i * 7) % 13 + (i * c) % 3;
  write("n.csv", out.str());
  good({"train", "table", "n.csv", "--rank", "2", "--out", "n.kf"});
  good({"plot", "n.kf", "--kind", "biplot", "--out", "n.svg"});
  std::istringstream svg(text("n.svg"));
  std::vector<double> heights;
  for (std::string line; std::getline(svg, line);)
    if (const std::size_t at = line.find(" y=\""); line.starts_with("<text class=\"over name\""))
      heights.push_back(std::stod(line.substr(at + 4)));
  ASSERT_GT(heights.size(), 8u);
  std::ranges::sort(heights);
  for (std::size_t i = 1; i < heights.size(); ++i) EXPECT_GE(heights[i] - heights[i - 1], 11.9);
}

TEST_F(Tables, NeighborsOfRowsAndColumns) {
  train_people();
  const json rows = good({"similar", "t.kf", "p0", "--side", "row", "--metric", "dot", "--top", "3"})["items"];
  ASSERT_EQ(rows.size(), 3u);
  for (const json& row : rows) EXPECT_NE(row["id"], "p0");
  EXPECT_EQ(good({"similar", "t.kf", "height", "--side", "column"})["items"][0]["id"], "weight");
  EXPECT_EQ(run({"similar", "t.kf", "p99", "--side", "row"}).status, 1);
}

TEST_F(Tables, EmbeddingsAreExported) {
  train_people();
  good({"export", "t.kf", "--out", "v"});
  EXPECT_EQ(lines("v/row.csv").size(), 13u);
  EXPECT_TRUE(lines("v/feature.csv")[1].starts_with("height,"));
}

TEST_F(Tables, CellListWithValues) {
  std::ostringstream out;
  out << "doc,word,count\n";
  for (int i = 0; i < 30; ++i)
    for (int w = 0; w < 8; ++w)
      if ((i + w) % 3) out << "d" << i << ",w" << w << "," << 1 + (i * w) % 4 << "\n";
  write("c.csv", out.str());
  const json answer = good({"train", "table", "c.csv", "--model", "svd", "--rank", "3", "--columns",
                            "row=doc,column=word,value=count", "--out", "c.kf"});
  EXPECT_GT(answer["components"][0]["explained_variance_ratio"], 0.4);
  EXPECT_EQ(good({"info", "c.kf"})["columns"].size(), 8u);
  const json parts = good({"train", "table", "c.csv", "--model", "nmf", "--rank", "3", "--columns",
                           "row=doc,column=word,value=count", "--out", "n.kf"});
  EXPECT_LT(parts["metrics"]["residual_ratio"], 0.5);
  EXPECT_GT(parts["metrics"]["zero_loadings"], 0);
  EXPECT_TRUE(contains(run({"info", "n.kf"}).out, "of the loadings are zero"));
}

// A list of pairs, such as purchases: each pair is a cell of 1.
TEST_F(Tables, CellListWithoutValues) {
  std::ostringstream out;
  out << "who,what\n";
  for (int i = 0; i < 40; ++i)
    for (int w = i % 2; w < 12; w += 2)
      if ((i + w) % 5) out << "p" << i << ",w" << w << "\n";
  write("p.csv", out.str());
  good({"train", "table", "p.csv", "--model", "nmf", "--rank", "2", "--columns", "row=who,column=what", "--out",
        "p.kf"});
  const json near = good({"similar", "p.kf", "w2", "--side", "column", "--top", "5"});
  for (const json& found : near["items"]) EXPECT_EQ(std::stoi(found["id"].get<std::string>().substr(1)) % 2, 0);
}

// Wrong cells with weight zero count as missing.
TEST_F(Tables, CellWeights) {
  std::ostringstream table, gaps, weights;
  for (auto* out : {&table, &gaps, &weights}) *out << "a,b,c\n";
  for (int i = 0; i < 40; ++i) {
    const bool wrong = i % 5 == 0;
    table << i << "," << (wrong ? 1000 : 2 * i) << "," << 7 - i << "\n";
    gaps << i << "," << (wrong ? "" : std::to_string(2 * i)) << "," << 7 - i << "\n";
    weights << "1," << !wrong << ",1\n";
  }
  write("t.csv", table.str());
  write("g.csv", gaps.str());
  write("w.csv", weights.str());
  const json weighted = good({"train", "table", "t.csv", "--rank", "1", "--cell-weights", "w.csv", "--out", "t.kf"});
  const json gapped = good({"train", "table", "g.csv", "--rank", "1", "--out", "g.kf"});
  EXPECT_NEAR(weighted["curve"].back(), gapped["curve"].back(), 1e-6);
  write("w.csv", "a,b,c\n1,2,3\n");
  fails(1, {"train", "table", "t.csv", "--cell-weights", "w.csv", "--out", "t.kf"},
        "the weights are 1 x 3, the table is 40 x 3", "--cell-weights w.csv", "one weight per cell");
}

TEST_F(Tables, ErrorsSayWhatToDo) {
  write("t.csv", "a,b\n1,2\n3,-1\n2,2\n5,1\n");
  const auto train = [](Args more) {
    more.insert(more.begin(), {"train", "table", "t.csv", "--out", "t.kf"});
    return more;
  };
  fails(1, train({"--rank", "3"}), "the rank 3 is too large", "--rank 3", "at most 2");
  fails(1, train({"--model", "nmf"}), "negative cell", "row 2, column 'b'", "pca or glrm");
  fails(1, train({"--model", "logistic-pca"}), "column 'a' is not boolean", "logistic-pca", "glrm");
  fails(2, train({"--model", "mf"}), "model 'mf' cannot be used with the task table", "--model", "pca");
  fails(2, train({"--model", "glrm", "--loss", "poisson"}), "fits no column", "--loss poisson", "by kind");
  fails(2, train({"--solver", "sgd"}), "solver", "--solver", "randomized");
  fails(2, train({"--loss", "huber"}), "--loss only applies to the models glrm and nmf", "--loss huber",
        "a fixed loss");
  fails(2, train({"--model", "nmf", "--loss", "huber"}), "nmf does not support the loss 'huber'", "--loss huber",
        "kullback-leibler");
  fails(2, train({"--regularizer", "l1"}), "--regularizer does not apply to table", "--regularizer l1",
        "it belongs to");
  fails(2, {"train", "ratings", "t.csv", "--out", "m.kf", "--column-types", "a=skip"},
        "--column-types does not apply to ratings", "--column-types", "");
  write("n.csv", "a,b\n1,2\n3,\n2,2\n5,1\n");
  fails(1, {"train", "table", "n.csv", "--solver", "full", "--out", "t.kf"}, "no missing cells", "--solver full",
        "als");
}

TEST_F(Tables, VerbsRejectModelsOfOtherTasks) {
  train_people();
  EXPECT_TRUE(contains(run({"recommend", "t.kf", "--user", "p1"}).err, "it is a model of a table"));
  train_tiny();
  EXPECT_TRUE(contains(run({"impute", "m.kf", "t.csv", "--out", "x.csv"}).err, "this is a model of task ratings"));
  EXPECT_FALSE(there("x.csv"));
}

}  // namespace
}  // namespace kinfold::app
