#include <signal.h>

#include <chrono>
#include <map>
#include <thread>

#include "cli/run.h"

namespace kinfold::app {
namespace {

class Tune : public RunTest {
 protected:
  Args tune(const Args& more = {}) const {
    Args words = {"tune", "ratings", "tiny.csv", "--validation", "random:0.2", "--epochs", "12", "--threads", "1"};
    words.insert(words.end(), more.begin(), more.end());
    return words;
  }
  std::size_t lines(const std::string& name) const { return std::size_t(std::ranges::count(text(name), '\n')); }
};

TEST_F(Tune, BestModelMatchesTheSavedConfig) {
  write("tiny.csv", tiny());
  const json answer =
      good(tune({"--range", "rank=2..8", "--range", "lr=0.01..0.3:log", "--range", "lr-schedule=linear,constant",
                 "--trials", "6", "--out", "best.kf", "--save-config", "best.toml", "--plot", "plot.svg"}));
  ASSERT_EQ(answer["trials"].size(), 6u);
  EXPECT_EQ(answer["best"], answer["trials"][0]);
  for (std::size_t i = 1; i < 6; ++i)
    EXPECT_LE(answer["trials"][i - 1]["validation"], answer["trials"][i]["validation"]);
  EXPECT_TRUE(contains(answer["protocol"], "training and validation rows only")) << answer["protocol"];
  EXPECT_EQ(answer["metric"], "rmse");
  const json trained = good({"train", "ratings", "tiny.csv", "--config", "best.toml", "--out", "again.kf"});
  EXPECT_EQ(trained["metrics"]["validation_rmse"], answer["best"]["validation"]);
  EXPECT_EQ(text("again.kf"), text("best.kf"));
  const std::string svg = text("plot.svg");
  for (const char* name : {">rank<", ">lr (log)<", ">lr-schedule<", ">linear<", "validation rmse"})
    EXPECT_TRUE(contains(svg, name)) << name;
}

TEST_F(Tune, BestModelHasItemNames) {
  write("tiny.csv", tiny());
  write("names.csv", "item,name\ni1,One\n");
  good(tune({"--range", "rank", "--trials", "1", "--item-names", "names.csv", "--out", "m.kf"}));
  const json items = good({"recommend", "m.kf", "--user", "u0", "--include-seen", "--top", "15"})["items"];
  EXPECT_TRUE(contains(items.dump(), "One")) << items;
}

TEST_F(Tune, HalvingTrainsTheBestLonger) {
  write("tiny.csv", tiny());
  const json answer = good(tune({"--range", "rank,lr", "--trials", "8", "--halving", "2"}));
  std::map<int, int> count;
  for (const json& trial : answer["trials"]) ++count[trial["epochs"]];
  EXPECT_EQ(count, (std::map<int, int>{{3, 8}, {6, 4}, {12, 2}}));
  EXPECT_EQ(answer["best"]["epochs"], 12);
  EXPECT_TRUE(contains(answer["protocol"], "8 of 3 epochs, then the best 4 of 6 epochs, then the best 2 of 12 epochs"));
}

TEST_F(Tune, SearchFileEqualsOptions) {
  write("tiny.csv", tiny());
  write("s.toml", "trials = 5\nhalving = 2\n[range]\nrank = [2, 4]\nbias_reg = true\nlr = \"0.01..0.1:log\"\n");
  const json by_file = good(tune({"--search", "s.toml"}));
  const json by_words = good(tune({"--range", "rank=2,4", "--range", "bias-reg", "--range", "lr=0.01..0.1:log",
                                   "--trials", "5", "--halving", "2"}));
  EXPECT_EQ(by_file["best"]["options"], by_words["best"]["options"]);
  EXPECT_EQ(by_file["trials"].size(), by_words["trials"].size());
  EXPECT_EQ(good(tune({"--search", "s.toml", "--trials", "3", "--halving", "1"}))["trials"].size(), 3u);
}

TEST_F(Tune, ResumesFromATruncatedTrialsFile) {
  write("tiny.csv", tiny());
  const Args words = tune({"--range", "rank,lr", "--trials", "8", "--halving", "2", "--trials-file", "t.jsonl"});
  const json whole = good(words);
  ASSERT_EQ(lines("t.jsonl"), 1u + 14);
  const std::string all = text("t.jsonl");
  std::size_t cut = 0;
  for (int line = 0; line < 6; ++line) cut = all.find('\n', cut) + 1;
  write("t.jsonl", all.substr(0, cut + 20));
  const json resumed = good(words);
  EXPECT_EQ(resumed["resumed"], 5);
  EXPECT_EQ(lines("t.jsonl"), 1u + 14);
  ASSERT_EQ(resumed["trials"].size(), whole["trials"].size());
  for (std::size_t i = 0; i < whole["trials"].size(); ++i)
    for (const char* key : {"trial", "epochs", "options", "validation", "best_epoch"})
      EXPECT_EQ(resumed["trials"][i][key], whole["trials"][i][key]) << i << key;
  EXPECT_EQ(good(words)["resumed"], 14);
}

TEST_F(Tune, RejectsTrialsOfAnotherSearch) {
  write("tiny.csv", tiny());
  const auto words = [&](const Args& more) {
    Args all = tune({"--trials-file", "t.jsonl"});
    all.insert(all.end(), more.begin(), more.end());
    return all;
  };
  good(words({"--range", "rank=2..4"}));
  fails(1, words({"--range", "rank=2..5"}), "range of rank (\"rank=2..4\", now \"rank=2..5\")", "t.jsonl",
        "another --trials-file");
  fails(1, words({"--range", "rank=2..4", "--seed", "2"}), "--seed (\"1\", now \"2\")", "t.jsonl", "");
  fails(1, words({"--range", "rank=2..4", "--reg", "0.1"}), "--reg", "t.jsonl", "");
  EXPECT_EQ(good(words({"--range", "rank=2..4", "--trials", "24"}))["resumed"], 20) << "more trials may follow";
  write("tiny.csv", tiny() + "u0,i0,1,1\n");
  fails(1, words({"--range", "rank=2..4"}), "data (", "t.jsonl", "");
  write("t.jsonl", "{\"rank\": 3}\n");
  fails(1, words({"--range", "rank=2..4"}), "not a trial", "t.jsonl, line 1", "");
}

TEST_F(Tune, SameSeedSameTrials) {
  write("tiny.csv", tiny());
  const auto settings = [&](const char* seed) {
    const json answer = good(tune({"--range", "rank,lr", "--trials", "4", "--seed", seed}));
    json found = json::array();
    for (const json& trial : answer["trials"]) found.push_back(trial["options"]);
    return found;
  };
  EXPECT_EQ(settings("3"), settings("3"));
  EXPECT_NE(settings("3"), settings("4"));
}

TEST_F(Tune, InvalidSearches) {
  write("tiny.csv", tiny());
  const Args start = {"tune", "ratings", "tiny.csv"};
  const auto with = [&](const Args& more) {
    Args words = start;
    words.insert(words.end(), more.begin(), more.end());
    return words;
  };
  fails(2, with({"--range", "rank"}), "needs validation data", "--validation", "--validation random:0.1");
  fails(2, tune(), "search space is empty", "--range", "rank,reg,lr");
  fails(2, tune({"--range", "rnak"}), "unknown option 'rnak'", "", "did you mean 'rank'");
  fails(2, tune({"--range", "rank=5..2"}), "lower end is above", "--range rank=5..2", "NAME=LOW..HIGH");
  fails(2, tune({"--range", "reg", "--solver", "gibbs"}), "--reg does not apply", "--reg 0.05", "--solver sgd or als");
  fails(2, tune({"--range", "epochs", "--halving", "2"}), "they cannot be searched", "--range epochs", "--halving 1");
  fails(2, tune({"--range", "rank", "--checkpoint-dir", "c"}), "trials, not checkpoints", "--checkpoint-dir",
        "--trials-file");
  fails(2, tune({"--search", "none.toml"}), "no such file", "none.toml", "TOML");
  fails(1, tune({"--range", "lr=100..1000", "--trials", "2"}), "every trial diverged", "tune",
        "smaller learning rates");
  write("s.toml", "runs = 3\n[range]\nrank = true\n");
  fails(2, tune({"--search", "s.toml"}), "unknown entry 'runs'", "s.toml", "trials, halving, range");
}

TEST_F(Tune, InterruptKeepsFinishedTrials) {
  write("tiny.csv", tiny());
  const Args words = {"tune",    "ratings",        "tiny.csv", "--validation", "random:0.2",    "--epochs", "400",
                      "--range", "lr=0.001..0.01", "--trials", "4000",         "--trials-file", "t.jsonl"};
  const pid_t child = start(words);
  for (int wait = 0; wait < 30000 && lines("t.jsonl") < 4; ++wait)
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  kill(child, SIGINT);
  const RunResult answer = finish(child);
  EXPECT_EQ(answer.status, 0) << answer.err;
  EXPECT_TRUE(contains(answer.err, "interrupted; the same command resumes the search")) << answer.err;
  EXPECT_LT(lines("t.jsonl"), 4001u);
}

}  // namespace
}  // namespace kinfold::app
