// Files of split, export and plots, and the warnings of the verbs.
#include <algorithm>

#include "cli/run.h"
#include "io/source.h"

namespace kinfold::app {
namespace {

class Files : public RunTest {
 protected:
  using Cells = std::vector<std::vector<std::string>>;
  // The rows of a source as sorted text.
  Cells sorted(const std::string& from) const {
    DuckDb db;
    Cells rows = db.rows("FROM " + from, from);
    std::ranges::sort(rows);
    return rows;
  }
  std::string file(const std::string& name) const { return sql_text(in(name).string()); }
  std::string csv(const std::string& name) const { return "read_csv(" + file(name) + ", all_varchar = true)"; }
  json python(const std::string& program, const Args& more) const {
    const std::string interpreter = source() + "/.deps/python/bin/python";
    Args words = {"-c", program};
    words.insert(words.end(), more.begin(), more.end());
    const RunResult answer = finish(start(words, 0, interpreter));
    EXPECT_EQ(answer.status, 0) << answer.err << "(tools/setup installs " << interpreter << ")";
    return answer.parsed();
  }
};

TEST_F(Files, PartsOfASplitAreTheSource) {
  write("tiny.csv", tiny());
  for (const char* strategy : {"random:0.2", "per-user:0.2", "leave-last-out:2", "temporal:0.1", "k-fold:3"}) {
    for (const std::string format : {"csv", "parquet"}) {
      SCOPED_TRACE(strategy + format);
      const json answer = good({"split", "tiny.csv", "--strategy", strategy, "--out", "p", "--format", format});
      std::size_t rows = 0;
      std::string all;
      for (const json& part : answer["parts"]) {
        rows += part["rows"].get<std::size_t>();
        const std::string name = part["file"];
        all += (all.empty() ? "(FROM " : " UNION ALL FROM ") + (format == "csv" ? csv(name) : file(name));
      }
      EXPECT_EQ(rows, 200u);
      EXPECT_EQ(sorted(all + ")"), sorted(csv("tiny.csv")));
      EXPECT_EQ(json::parse(text("p/split.json"))["strategy"], strategy);
      EXPECT_EQ(json::parse(text("p/split.json"))["parts"], answer["parts"]);
      std::filesystem::remove_all(in("p"));
    }
  }
}

TEST_F(Files, SplitByTimePutsTheLatestIntoTheTest) {
  const json answer = good({"split", demo("ratings.parquet"), "--out", "p"});
  EXPECT_EQ(answer["strategy"], "temporal:0.1") << "the default if the data have times";
  const auto edge = [&](const std::string& what, const std::string& part) {
    return std::stoll(DuckDb().rows("SELECT " + what + "(timestamp) FROM " + file("p/" + part + ".parquet"), "")[0][0]);
  };
  EXPECT_LE(edge("max", "train"), edge("min", "test"));
  EXPECT_EQ(answer["test"]["lookahead_rows"], 0);
  EXPECT_NEAR(answer["parts"][1]["rows"].get<double>(), 10000, 200);
  EXPECT_GT(answer["test"]["cold_rows"], 0);
  EXPECT_TRUE(contains(answer["warnings"].dump(), "unseen in training"));
}

TEST_F(Files, SplitKeepsEveryColumnAndItsSeed) {
  write("r.csv", "user,item,rating,note\na,x,1,\"n,1\"\nb,y,2,\nc,z,3,007\nd,x,4,\n");
  const json answer =
      good({"split", "r.csv", "--strategy", "random:0.25", "--seed", "5", "--out", "p", "--format", "csv"});
  EXPECT_EQ(answer["seed"], 5);
  EXPECT_EQ(answer["has_times"], false);
  EXPECT_EQ(answer["parts"][1]["rows"], 1);
  EXPECT_EQ(sorted("(FROM " + csv("p/train.csv") + " UNION ALL FROM " + csv("p/test.csv") + ")"), sorted(csv("r.csv")));
  const std::string first = text("p/train.csv");
  good({"split", "r.csv", "--strategy", "random:0.25", "--seed", "5", "--out", "q", "--format", "csv"});
  EXPECT_EQ(text("q/train.csv"), first);
}

TEST_F(Files, SplitSkipsBadRows) {
  write("r.csv", "user,item,rating\na,x,1\nb,y,?\nc,z\nd,z,3\ne,x,4\n");
  fails(1, {"split", "r.csv", "--out", "p"}, "the row has 2 columns, not 3", "r.csv, line 4", "--on-bad-row skip");
  const json answer =
      good({"split", "r.csv", "--strategy", "random:0.3", "--out", "p", "--format", "csv", "--on-bad-row", "skip"});
  EXPECT_TRUE(contains(answer["warnings"].dump(), "2 bad rows are in no part")) << answer["warnings"];
  EXPECT_EQ(sorted("(FROM " + csv("p/train.csv") + " UNION ALL FROM " + csv("p/test.csv") + ")"),
            (Cells{{"a", "x", "1"}, {"d", "z", "3"}, {"e", "x", "4"}}));
}

TEST_F(Files, RandomSplitWarnsAboutLookahead) {
  write("tiny.csv", tiny());
  const std::string future = good({"split", "tiny.csv", "--strategy", "random:0.1", "--out", "p"})["warnings"].dump();
  EXPECT_TRUE(contains(future, "lookahead: ")) << future;
  EXPECT_FALSE(contains(good({"split", "tiny.csv", "--out", "q"})["warnings"].dump(), "lookahead: "));
  const RunResult train = run({"train", "ratings", "tiny.csv", "--out", "m.kf", "--validation", "random:0.1"});
  EXPECT_TRUE(contains(train.err,
                       "warning: --validation random:0.1 trains on ratings that are later than the validation ratings"))
      << train.err;
  EXPECT_EQ(run({"train", "ratings", "tiny.csv", "--out", "m.kf", "--validation", "temporal:0.1"}).err, "");
}

TEST_F(Files, EvaluationCountsRowsSeenInTraining) {
  train_tiny();
  write("seen.csv", "user,item,rating,time\nu1,i1,3,1016\nu1,i2,3,99999\n");  // u1 has not rated i2
  const json answer = good({"evaluate", "m.kf", "--test", "seen.csv"});
  const std::string notes = answer["warnings"].dump();
  EXPECT_EQ(answer["counts"]["rows_seen_in_training"], 1) << answer;
  EXPECT_TRUE(contains(notes, "1 of 2 test rows have a (user, item) pair that is in the training data")) << notes;
  EXPECT_TRUE(contains(notes, "1 of 2 test rows are older than the newest training row")) << notes;
}

TEST_F(Files, PredictionWarnsAboutUnseenIds) {
  train_tiny();
  write("pairs.csv", "user,item\nu1,i1\nnew,i1\nu1,other\nnew,other\n");
  const json answer = good({"predict", "m.kf", "pairs.csv"});
  EXPECT_TRUE(contains(answer["warnings"].dump(), "3 of 4 pairs have a user or item that is unseen in training"));
  EXPECT_EQ(good({"predict", "m.kf", "pairs.csv", "--out", "p.csv"})["cold"], 3);
}

TEST_F(Files, ExportsHoldTheSameNumbers) {
  write("names.csv", "i0,\"Zero, the film\"\n");
  train_tiny({"--item-names", "names.csv"});
  for (const char* format : {"csv", "parquet", "npy", "word2vec"}) {
    const json answer = good({"export", "m.kf", "--format", format, "--out", "e"});
    ASSERT_EQ(answer["files"].size(), 2u);
    EXPECT_EQ(answer["files"][1]["rows"], 15);
    EXPECT_TRUE(there(answer["files"][1]["file"]));
  }
  const std::string as_float = "SELECT id, name, COLUMNS('bias|f.*')::FLOAT FROM ";
  EXPECT_EQ(sorted("(" + as_float + csv("e/item.csv") + ")"), sorted("(" + as_float + file("e/item.parquet") + ")"));
  EXPECT_EQ(sorted("(SELECT name FROM " + file("e/item.parquet") + " WHERE id = 'i0')"), (Cells{{"Zero, the film"}}));

  const json shapes = python(R"(
import csv, json, numpy
rows = list(csv.reader(open("e/item.csv")))[1:]
table = numpy.array([[float(x) for x in row[3:]] + [float(row[2])] for row in rows], "f4")
npy = numpy.load("e/item.npy")
words = [line.split(" ") for line in open("e/item.txt").read().splitlines()]
w2v = numpy.array([[float(x) for x in row[1:]] for row in words[1:]], "f4")
ids = open("e/item.ids.txt").read().splitlines()
print(json.dumps({"npy": (npy == table).all().item(), "word2vec": (w2v == table[:, :-1]).all().item(),
                  "head": words[0], "shape": npy.shape, "dtype": str(npy.dtype),
                  "ids": ids == [row[0] for row in rows] == [row[0] for row in words[1:]]})))",
                             {});
  EXPECT_EQ(shapes, json::parse(R"({"npy": true, "word2vec": true, "head": ["15", "8"], "shape": [15, 9],
                                    "dtype": "float32", "ids": true})"));
}

TEST_F(Files, Word2vecIdsHoldNoSpaces) {
  write("r.csv", "a b,x,1\nc,y z,2\nc,x,1\n");
  good({"train", "ratings", "r.csv", "--out", "m.kf", "--rank", "2"});
  good({"export", "m.kf", "--format", "word2vec", "--out", "e"});
  EXPECT_TRUE(text("e/user.txt").starts_with("2 2\na_b ")) << text("e/user.txt");
}

TEST_F(Files, PlotIsWellFormedXml) {
  train_tiny({"--validation", "random:0.2"});
  good({"info", "m.kf", "--plot", "p.svg"});
  const json root = python(R"(
import json, xml.etree.ElementTree as tree
root = tree.parse("p.svg").getroot()
print(json.dumps({"tag": root.tag, "text": " ".join(root.itertext())})))",
                           {});
  EXPECT_EQ(root["tag"], "{http://www.w3.org/2000/svg}svg");
  EXPECT_TRUE(contains(root["text"], "Learning curve")) << root;
  EXPECT_TRUE(contains(root["text"], "validation rmse")) << root;
  EXPECT_TRUE(contains(root["text"], "best: epoch")) << root;
}

}  // namespace
}  // namespace kinfold::app
