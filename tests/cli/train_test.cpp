#include <signal.h>
#include <sys/wait.h>

#include <chrono>
#include <thread>

#include "cli/run.h"

namespace kinfold::app {
namespace {

class TrainRuns : public RunTest {
 protected:
  bool wait_for(const std::string& name, pid_t child) const {
    while (!there(name)) {
      int status = 0;
      if (waitpid(child, &status, WNOHANG) != 0) return false;
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    return true;
  }
};

TEST_F(TrainRuns, CommandLineOverridesConfig) {
  write("tiny.csv", tiny());
  write("c.toml", "rank = 5\nlr = 0.02\nloss = \"huber\"\nbias_reg = 0.5\nclip = false\nepochs = 3\n");
  ASSERT_EQ(good({"train", "ratings", "tiny.csv", "--out", "m.kf", "--config", "c.toml", "--epochs", "2"})["epochs"],
            2);
  const json info = good({"info", "m.kf"});
  EXPECT_EQ(info["rank"], 5);
  EXPECT_EQ(info["options"]["lr"], 0.02);
  EXPECT_EQ(info["options"]["loss"], "huber");
  EXPECT_EQ(info["options"]["bias-reg"], 0.5);
  EXPECT_EQ(info["options"]["clip"], false);
  EXPECT_EQ(info["options"]["epochs"], 2);
}

TEST_F(TrainRuns, EveryChoiceOfHelpTrains) {
  write("r.csv", "a,x,0\na,y,1\nb,x,1\nb,z,0.5\nc,y,0\nc,z,1\n");
  const auto trains = [&](const char* option, const char* value) {
    EXPECT_EQ(good({"train", "ratings", "r.csv", "--out", "m.kf", "--epochs", "2", option, value})["epochs"], 2)
        << option << value;
    EXPECT_EQ(good({"predict", "m.kf", "r.csv"})["predictions"].size(), 6u);
  };
  for (const char* loss : {"squared", "huber", "absolute", "logistic"}) trains("--loss", loss);
  for (const char* optimizer : {"sgd", "rowwise-adagrad", "rowwise-adam"}) trains("--optimizer", optimizer);
  for (const char* schedule : {"linear", "cosine", "constant", "exponential:0.9"}) trains("--lr-schedule", schedule);
  for (const char* model : {"mf", "biases"}) trains("--model", model);
  EXPECT_EQ(good({"train", "ratings", "r.csv", "--out", "m.kf", "--model", "mean"})["epochs"], 0);
}

TEST_F(TrainRuns, OneUserOrOneItem) {
  write("u.csv", "a,x,1\na,y,2\na,z,5\n");
  write("i.csv", "a,x,1\nb,x,2\nc,x,5\n");
  write("one.csv", "a,x,4\n");
  for (const auto& [file, rows] : {std::pair("u.csv", 3u), {"i.csv", 3u}, {"one.csv", 1u}}) {
    EXPECT_EQ(good({"train", "ratings", file, "--out", "m.kf"})["epochs"], 30) << file;
    EXPECT_EQ(good({"predict", "m.kf", file})["predictions"].size(), rows);
    EXPECT_EQ(good({"recommend", "m.kf", "--user", "a", "--include-seen"})["items"].size(),
              rows == 3u && file[0] == 'u' ? 3u : 1u);
    EXPECT_EQ(good({"recommend", "m.kf", "--user", "a"})["items"].size(), 0u) << "all is seen";
    EXPECT_GE(good({"evaluate", "m.kf", "--test", file})["metrics"]["rmse"]["value"], 0);
  }
}

TEST_F(TrainRuns, ValidationBySourceSplitAndPatience) {
  write("tiny.csv", tiny());
  write("v.csv", "user,item,rating\nu1,i1,2\nnew,i2,3\n");
  const json by_source = good({"train", "ratings", "tiny.csv", "--out", "m.kf", "--validation", "v.csv"});
  EXPECT_TRUE(by_source["curve"][0]["validation"].is_number());
  EXPECT_TRUE(by_source["metrics"]["validation_rmse"].is_number());
  EXPECT_EQ(good({"info", "m.kf"})["data"]["validation_rows"], 2);
  good({"train", "ratings", "tiny.csv", "--out", "m.kf", "--validation", "temporal:0.2"});
  EXPECT_EQ(good({"info", "m.kf"})["data"]["rows"], 160);
  const json patient =
      good({"train", "ratings", "tiny.csv", "--out", "m.kf", "--validation", "random:0.3", "--patience", "2",
            "--epochs", "5000", "--lr", "0.1", "--lr-schedule", "constant", "--reg", "0"});
  EXPECT_EQ(patient["stop_reason"], "no better validation for 2 epochs");
  EXPECT_EQ(patient["curve"].size(), patient["epochs"].get<std::size_t>() + 2);
}

TEST_F(TrainRuns, Duplicates) {
  write("d.csv", "user,item,rating\na,x,1\na,x,3\nb,y,2\n");
  const Args start = {"train", "ratings", "d.csv", "--out", "m.kf"};
  fails(1, start, "1 rows repeat a (user, item) pair, such as (a, x)", "",
        "without a time column it is unknown which row is the last; choose with --on-duplicate last|mean|sum");
  Args refuse = start;
  refuse.insert(refuse.end(), {"--on-duplicate", "error"});
  fails(1, refuse, "1 rows repeat", "", "--on-duplicate");
  const auto mean_with = [&](const char* file, const char* policy) {
    const json answer = good({"train", "ratings", file, "--out", "m.kf", "--on-duplicate", policy});
    EXPECT_TRUE(contains(answer["warnings"].dump(), "1 rows repeated a (user, item) pair")) << answer["warnings"];
    const json data = good({"info", "m.kf"})["data"];
    EXPECT_EQ(data["rows"], 2);
    EXPECT_EQ(data["duplicates"], 1);
    return data["mean"].get<double>();
  };
  EXPECT_EQ(mean_with("d.csv", "mean"), 2);
  EXPECT_EQ(mean_with("d.csv", "sum"), 3);
  write("t.csv", "user,item,rating,time\na,x,1,50\na,x,3,40\nb,y,2,1\n");
  EXPECT_EQ(mean_with("t.csv", "last"), 1.5);
}

TEST_F(TrainRuns, ResumeGivesTheSameBytes) {
  write("tiny.csv", tiny());
  const auto train = [&](const char* out, const Args& more) {
    Args words = {"train", "ratings", "tiny.csv", "--out", out, "--rank", "8", "--epochs", "40"};
    words.insert(words.end(), more.begin(), more.end());
    return run(words).status;
  };
  ASSERT_EQ(train("whole.kf", {}), 0);
  // A time limit that the first epoch exceeds stops training there, with a checkpoint.
  ASSERT_EQ(train("part.kf", {"--checkpoint-dir", "c", "--time-budget", "1e-9"}), 0);
  EXPECT_EQ(good({"info", "part.kf"})["epochs"], 1);
  ASSERT_EQ(train("part.kf", {"--checkpoint-dir", "c", "--resume"}), 0);
  EXPECT_EQ(text("part.kf"), text("whole.kf"));
  fails(1,
        {"train", "ratings", "tiny.csv", "--out", "x.kf", "--rank", "8", "--epochs", "41", "--checkpoint-dir", "c",
         "--resume"},
        "made with another --epochs (40, now 41)", "c/checkpoint.kinfold", "without --resume");
  write("tiny.csv", tiny() + "u0,i0,1,1\n");
  fails(1,
        {"train", "ratings", "tiny.csv", "--out", "x.kf", "--rank", "8", "--epochs", "40", "--checkpoint-dir", "c",
         "--resume"},
        "of other data", "c/checkpoint.kinfold", "");
}

// Kills the run after its first checkpoint. If the run ends before that on a slow machine, repeats with a longer one.
TEST_F(TrainRuns, KilledAndResumedGivesTheSameBytes) {
  const auto words = [&](const std::string& out, int epochs, const Args& more) {
    Args all = {"train",        "ratings",  demo("ratings.parquet"), "--out", out, "--rank", "8", "--validation",
                "temporal:0.1", "--epochs", std::to_string(epochs)};
    all.insert(all.end(), more.begin(), more.end());
    return all;
  };
  for (int epochs = 40; epochs <= 5000; epochs *= 5) {
    std::filesystem::remove_all(in("c"));
    const pid_t child = start(words("killed.kf", epochs, {"--checkpoint-dir", "c", "--checkpoint-interval", "0"}));
    if (!wait_for("c/checkpoint.kinfold", child)) continue;
    kill(child, SIGKILL);
    if (finish(child).status != 128 + SIGKILL) continue;
    EXPECT_FALSE(there("killed.kf"));
    ASSERT_EQ(run(words("killed.kf", epochs, {"--checkpoint-dir", "c", "--resume"})).status, 0);
    ASSERT_EQ(run(words("whole.kf", epochs, {})).status, 0);
    EXPECT_EQ(text("killed.kf"), text("whole.kf"));
    return;
  }
  FAIL() << "no run lasted long enough to be killed";
}

TEST_F(TrainRuns, InterruptSavesTheModel) {
  write("tiny.csv", tiny());
  const pid_t child = start({"train", "ratings", "tiny.csv", "--out", "m.kf", "--rank", "8", "--epochs", "1000000",
                             "--checkpoint-dir", "c", "--checkpoint-interval", "0"});
  ASSERT_TRUE(wait_for("c/checkpoint.kinfold", child));
  kill(child, SIGINT);
  const RunResult answer = finish(child);
  EXPECT_EQ(answer.status, 0) << answer.err;
  EXPECT_TRUE(contains(answer.out, "stopped: interrupted")) << answer.out;
  const json info = good({"info", "m.kf"});
  EXPECT_EQ(info["stop_reason"], "interrupted");
  EXPECT_GE(info["epochs"], 1);
}

}  // namespace
}  // namespace kinfold::app
