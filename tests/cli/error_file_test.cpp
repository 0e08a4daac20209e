#include <map>

#include "cli/run.h"

namespace kinfold::app {
namespace {

class FileErrors : public RunTest {};

TEST_F(FileErrors, TruncatedAnywhere) {
  train_tiny();
  const std::string whole = text("m.kf");
  for (const std::size_t size :
       {std::size_t(0), std::size_t(5), std::size_t(8), std::size_t(900), whole.size() / 2, whole.size() - 1}) {
    write("t.kf", whole.substr(0, size));
    fails(1, {"info", "t.kf"}, "not a valid kinfold file", "t.kf", "truncated, damaged or of another kind");
  }
  write("t.kf", whole + "x");
  fails(1, {"info", "t.kf"}, "not a valid kinfold file", "t.kf", "damaged");
}

TEST_F(FileErrors, EveryFlippedByteIsDetected) {
  train_tiny();
  const std::string whole = text("m.kf");
  for (std::size_t at = 0; at < whole.size(); at += whole.size() / 40) {
    std::string flipped = whole;
    flipped[at] = char(flipped[at] ^ 4);
    write("f.kf", flipped);
    const RunResult answer = run({"info", "f.kf", "--json"});
    EXPECT_EQ(answer.status, 1) << "byte " << at;
    EXPECT_TRUE(contains(answer.parsed()["error"]["what"], "not a valid kinfold file")) << answer.out;
  }
}

TEST_F(FileErrors, OtherFilesAreNotModels) {
  write("r.csv", tiny());
  for (const char* verb : {"info", "evaluate", "recommend", "predict", "export", "similar"}) {
    const std::map<std::string, Args> rest = {
        {"info", {}},           {"evaluate", {"--test", "r.csv"}}, {"recommend", {"--user", "u1"}},
        {"predict", {"r.csv"}}, {"export", {"--out", "e"}},        {"similar", {"i1"}}};
    Args words = {verb, "r.csv"};
    words.insert(words.end(), rest.at(verb).begin(), rest.at(verb).end());
    fails(1, words, "not a valid kinfold file", "r.csv", "train again");
    words[1] = "no.kf";
    fails(1, words, "there is no such file", "no.kf", "");
    words[1] = ".";
    fails(1, words, "this is a folder", ".", "name a model file");
  }
}

TEST_F(FileErrors, CheckpointIsNotAModel) {
  train_tiny({"--checkpoint-dir", "c"});
  fails(1, {"info", "c/checkpoint.kinfold"}, "the file is a checkpoint", "c/checkpoint.kinfold", "");
}

TEST_F(FileErrors, UnwritableOutput) {
  write("tiny.csv", tiny());
  fails(1, {"train", "ratings", "tiny.csv", "--out", "no/m.kf"}, "cannot be written", "no/m.kf", "the folder exists");
  fails(1, {"train", "ratings", "tiny.csv", "--out", "."}, "this is a folder", ".", "name a file");
  fails(1, {"train", "ratings", "tiny.csv", "--out", "m.kf", "--checkpoint-dir", "tiny.csv/c"}, "cannot be made",
        "tiny.csv/c", "--checkpoint-dir");
  train_tiny();
  fails(1, {"predict", "m.kf", "tiny.csv", "--out", "no/p.csv"}, "cannot be written", "no/p.csv", "the folder exists");
  fails(1, {"predict", "m.kf", "tiny.csv", "--out", "no/p.parquet"}, "", "no/p.parquet", "the folder exists");
  fails(1, {"export", "m.kf", "--out", "tiny.csv"}, "cannot be created", "tiny.csv", "--out");
  fails(1, {"split", "tiny.csv", "--out", "tiny.csv/d"}, "cannot be created", "tiny.csv/d", "--out");
  fails(1, {"info", "m.kf", "--plot", "no/p.svg"}, "cannot be written", "no/p.svg", "the folder exists");
}

TEST_F(FileErrors, FullDiskKeepsTheOldFile) {
  train_tiny();
  const std::string before = text("m.kf");
  const auto names = files();
  const RunResult full = run({"train", "ratings", "tiny.csv", "--out", "m.kf", "--rank", "64", "--json"}, 2000);
  EXPECT_EQ(full.status, 1);
  const json error = full.parsed()["error"];
  EXPECT_TRUE(contains(error["what"], "writing failed")) << error;
  EXPECT_EQ(error["where"], "m.kf");
  EXPECT_TRUE(contains(error["advice"], "free some disk space")) << error;
  EXPECT_EQ(text("m.kf"), before);
  EXPECT_EQ(files(), names);
}

TEST_F(FileErrors, FullDiskWhileDuckDbWrites) {
  train_tiny();
  const auto names = files();
  for (const char* out : {"p.parquet", "p.tsv", "p.json", "p.csv"}) {
    const RunResult full = run({"predict", "m.kf", "tiny.csv", "--out", out}, 400);
    EXPECT_EQ(full.status, 1) << out << full.out;
    EXPECT_TRUE(contains(full.err, out)) << full.err;
    EXPECT_TRUE(contains(full.err, "free some")) << full.err;
    EXPECT_EQ(files(), names);
  }
}

TEST_F(FileErrors, FullStandardOutput) {
  train_tiny();
  const std::string line = std::string(getenv("KINFOLD")) + " predict m.kf tiny.csv > /dev/full";
  const RunResult full = finish(start({"-c", line}, 0, "/bin/sh"));
  EXPECT_EQ(full.status, 1);
  EXPECT_TRUE(contains(full.err, "the output cannot be written")) << full.err;
}

TEST_F(FileErrors, DivergingRunStopsWithAdvice) {
  write("tiny.csv", tiny());
  fails(1, {"train", "ratings", "tiny.csv", "--out", "m.kf", "--lr", "50"}, "diverged in epoch 1", "--lr 50",
        "try a lower learning rate, such as --lr 12.5");
}

// Embeddings with a tiny initial value need some epochs until the learning rate is too large for them.
TEST_F(FileErrors, DivergingRunKeepsTheLastGoodEpoch) {
  write("tiny.csv", tiny());
  const RunResult answer =
      run({"train", "ratings", "tiny.csv", "--out", "m.kf", "--lr", "2", "--lr-schedule", "constant", "--reg", "0",
           "--biases", "no", "--init-std", "1e-9", "--epochs", "1000", "--json"});
  EXPECT_EQ(answer.status, 1);
  const json error = answer.parsed()["error"];
  EXPECT_TRUE(contains(error["what"], "diverged in epoch")) << error;
  EXPECT_TRUE(contains(error["where"], "--lr 2")) << error;
  EXPECT_TRUE(contains(error["advice"], "the model after epoch")) << error;
  const json info = good({"info", "m.kf"});
  EXPECT_TRUE(contains(info["stop_reason"], "diverged in epoch")) << info;
  EXPECT_GE(info["epochs"], 1);
  EXPECT_EQ(info["epochs"], info["curve"].size());
}

}  // namespace
}  // namespace kinfold::app
