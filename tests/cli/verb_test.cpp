#include <map>
#include <set>

#include "cli/run.h"

namespace kinfold::app {
namespace {

class Verbs : public RunTest {};

std::vector<std::string> keys(const json& object) {
  std::vector<std::string> names;
  for (const auto& [key, value] : object.items()) names.push_back(key);
  return names;
}

TEST_F(Verbs, TrainPrintsJson) {
  write("tiny.csv", tiny());
  const json answer = good({"train", "ratings", "tiny.csv", "--out", "m.kf", "--epochs", "4"});
  EXPECT_EQ(answer["model"], "m.kf");
  EXPECT_EQ(answer["epochs"], 4);
  EXPECT_GE(answer["seconds"], 0);
  EXPECT_TRUE(answer["metrics"].is_object());
  ASSERT_EQ(answer["curve"].size(), 4u);
  EXPECT_EQ(answer["curve"][3]["epoch"], 4);
  EXPECT_LT(answer["curve"][3]["loss"], answer["curve"][0]["loss"]);
  EXPECT_TRUE(answer["curve"][3]["validation"].is_null());
  EXPECT_EQ(answer["warnings"], json::array());
}

TEST_F(Verbs, TrainPrintsASummary) {
  write("tiny.csv", tiny());
  const RunResult answer = run({"train", "ratings", "tiny.csv", "--out", "m.kf"});
  EXPECT_EQ(answer.status, 0);
  EXPECT_EQ(answer.err, "") << "no bar where there is no terminal";
  EXPECT_TRUE(contains(answer.out, "200 ratings by 20 users of 15 items")) << answer.out;
  EXPECT_TRUE(contains(answer.out, "wrote m.kf")) << answer.out;
  EXPECT_EQ(files(), (std::vector<std::string>{"m.kf", "tiny.csv"}));
}

TEST_F(Verbs, SameSeedSameBytesForAnyThreads) {
  const auto bytes = [&](const char* threads, const char* seed) {
    EXPECT_EQ(run({"train", "ratings", demo("ratings.parquet"), "--out", "d.kf", "--epochs", "2", "--rank", "8",
                   "--threads", threads, "--seed", seed})
                  .status,
              0);
    return text("d.kf");
  };
  const std::string one = bytes("1", "7");
  EXPECT_EQ(one, bytes("3", "7"));
  EXPECT_NE(one, bytes("1", "8"));
}

TEST_F(Verbs, EvaluatePrintsJson) {
  train_tiny();
  write("test.csv", "user,item,rating,time\nu1,i2,3,9999\nu2,i1,4,9999\nnew,i1,5,9999\nu3,other,1,9999\n");
  const json answer = good({"evaluate", "m.kf", "--test", "test.csv"});
  EXPECT_EQ(answer["task"], "ratings");
  EXPECT_TRUE(contains(answer["protocol"], "test.csv"));
  EXPECT_EQ(answer["counts"]["rows"], 4);
  EXPECT_EQ(answer["counts"]["users"], 4);
  EXPECT_EQ(answer["counts"]["items"], 3);
  EXPECT_EQ(answer["counts"]["cold_users"], 1);
  EXPECT_EQ(answer["counts"]["cold_items"], 1);
  EXPECT_EQ(answer["counts"]["warm_rows"], 2);
  for (const char* metric : {"rmse", "mae"}) {
    const json& m = answer["metrics"][metric];
    EXPECT_EQ(keys(m), (std::vector<std::string>{"high", "low", "value"}));
    EXPECT_LE(m["low"], m["value"]);
    EXPECT_LE(m["value"], m["high"]);
  }
  EXPECT_TRUE(answer["warnings"].is_array());
}

// RMSE computed from the output of kinfold predict.
TEST_F(Verbs, EvaluateAgreesWithPredict) {
  train_tiny();
  write("test.csv", "u1,i2,3\nu2,i1,4.5\nu5,i5,1\nnew,i1,5\n");
  const json predictions = good({"predict", "m.kf", "test.csv"})["predictions"];
  const std::vector<double> truth = {3, 4.5, 1, 5};
  double squares = 0, absolute = 0;
  ASSERT_EQ(predictions.size(), truth.size());
  for (std::size_t i = 0; i < truth.size(); ++i) {
    const double error = predictions[i]["prediction"].get<double>() - truth[i];
    squares += error * error, absolute += std::abs(error);
  }
  const json metrics = good({"evaluate", "m.kf", "--test", "test.csv"})["metrics"];
  EXPECT_NEAR(metrics["rmse"]["value"], std::sqrt(squares / 4), 1e-6);
  EXPECT_NEAR(metrics["mae"]["value"], absolute / 4, 1e-6);
}

TEST_F(Verbs, PredictWritesTheSameToEachOutput) {
  train_tiny();
  write("pairs.csv", "user,item\nu1,i1\nu2,\"i,2\"\n007,i3\n");
  const RunResult plain = run({"predict", "m.kf", "pairs.csv"});
  EXPECT_TRUE(plain.out.starts_with("user,item,prediction\nu1,i1,")) << plain.out;
  EXPECT_TRUE(contains(plain.out, "\nu2,\"i,2\",")) << plain.out;
  EXPECT_TRUE(contains(plain.out, "\n007,i3,")) << plain.out;
  for (const char* file : {"p.csv", "p.tsv", "p.parquet", "p.json"}) {
    EXPECT_EQ(good({"predict", "m.kf", "pairs.csv", "--out", file})["rows"], 3);
    const json again = good({"evaluate", "m.kf", "--test", file, "--columns", "value=prediction"});
    EXPECT_LT(again["metrics"]["rmse"]["value"], 1e-6) << file;
    EXPECT_EQ(again["counts"]["rows"], 3) << file;
  }
  EXPECT_EQ(text("p.csv"), plain.out);
}

TEST_F(Verbs, PredictReadsOnlyIds) {
  train_tiny();
  write("pairs.csv", "user,item,rating,time\nu1,i1,,\nu2,i2,unknown,never\n");
  EXPECT_EQ(good({"predict", "m.kf", "pairs.csv"})["predictions"].size(), 2u);
}

TEST_F(Verbs, RecommendExcludesSeenItems) {
  train_tiny();
  const json items = good({"recommend", "m.kf", "--user", "u4", "--top", "100"})["items"];
  ASSERT_EQ(items.size(), 5u);  // those with (4 + item) % 3 == 0
  for (std::size_t i = 0; i < items.size(); ++i) {
    const std::string id = items[i]["id"];
    EXPECT_EQ((4 + std::stoi(id.substr(1))) % 3, 0) << id;
    EXPECT_GE(items[i ? i - 1 : 0]["score"], items[i]["score"]);
  }
  EXPECT_EQ(good({"recommend", "m.kf", "--user", "u4", "--top", "100", "--include-seen"})["items"].size(), 15u);
  EXPECT_EQ(good({"recommend", "m.kf", "--user", "u4", "--top", "2"})["items"].size(), 2u);
}

TEST_F(Verbs, SimilarExcludesTheItem) {
  train_tiny();
  const json items = good({"similar", "m.kf", "i3", "--top", "100"})["items"];
  EXPECT_EQ(items.size(), 14u);
  for (const json& item : items) {
    EXPECT_NE(item["id"], "i3");
    EXPECT_LE(std::abs(item["score"].get<double>()), 1.0001);
  }
  EXPECT_EQ(good({"similar", "m.kf", "u3", "--side", "user", "--top", "100"})["items"].size(), 19u);
}

TEST_F(Verbs, ItemNamesAreShown) {
  write("names.csv", "item,title\ni0,\"Zero, the film\"\ni3,Drei\n");
  train_tiny({"--item-names", "names.csv"});
  const json items = good({"recommend", "m.kf", "--user", "u0", "--top", "15"})["items"];
  std::map<std::string, std::string> names;
  for (const json& item : items) names[item["id"]] = item["name"];
  EXPECT_EQ(names["i0"], "Zero, the film");
  EXPECT_EQ(names["i3"], "Drei");
  EXPECT_EQ(names["i6"], "");
  EXPECT_TRUE(contains(run({"recommend", "m.kf", "--user", "u0"}).out, "i3  Drei"));
}

TEST_F(Verbs, InfoShowsTheTraining) {
  train_tiny({"--epochs", "3", "--lr", "0.05"});
  const json info = good({"info", "m.kf"});
  EXPECT_EQ(info["task"], "ratings");
  EXPECT_EQ(info["model"], "mf");
  EXPECT_EQ(info["rank"], 8);
  EXPECT_EQ(info["users"], 20);
  EXPECT_EQ(info["items"], 15);
  EXPECT_EQ(info["options"]["lr"], 0.05);
  EXPECT_EQ(info["data"]["source"], "tiny.csv");
  EXPECT_EQ(info["curve"].size(), 3u);
  EXPECT_TRUE(contains(run({"info", "m.kf"}).out, "mf of ratings: 20 users and 15 items, rank 8"));
}

TEST_F(Verbs, HelpNamesEveryVerbAndOption) {
  const RunResult all = run({"help"});
  EXPECT_EQ(all.status, 0);
  for (const char* verb :
       {"train", "evaluate", "predict", "recommend", "similar", "split", "mix", "export", "info", "demo"}) {
    EXPECT_TRUE(contains(all.out, verb)) << verb;
    const RunResult one = run({"help", verb});
    EXPECT_EQ(one.status, 0);
    EXPECT_TRUE(contains(one.out, "--json")) << verb;
    EXPECT_EQ(run({verb, "--help"}).status, 0) << verb;
  }
  EXPECT_TRUE(contains(run({"help", "train", "ratings"}).out, "squared"));
  EXPECT_TRUE(contains(good({"help", "train", "ratings"})["help"], "--rank"));
  EXPECT_EQ(run({"--version"}).status, 0);
}

TEST_F(Verbs, HelpShowsTheDefaultsOfATaskAndSolver) {
  const auto line = [&](const Args& words, const std::string& option) {
    const std::string text = run(words).out;
    const std::size_t begin = text.find("  --" + option + " ");
    return text.substr(begin, text.find('\n', begin) - begin);
  };
  EXPECT_TRUE(line({"help", "train", "ratings"}, "epochs").ends_with("[30]"));
  EXPECT_TRUE(line({"help", "train", "likes"}, "epochs").ends_with("[16]"));
  EXPECT_TRUE(line({"help", "tune", "likes", "--solver", "sgd"}, "loss").ends_with("[logistic]"));
  EXPECT_TRUE(line({"help", "train", "--solver", "gibbs"}, "rank").ends_with("[32]"));
  EXPECT_TRUE(contains(run({"help", "train", "likes"}).out, "Usage: kinfold train likes SOURCE --out FILE"));
  EXPECT_FALSE(contains(run({"help", "split"}).out, "Defaults"));
  fails(2, {"help", "train", "like"}, "unknown task 'like'", "train", "did you mean 'likes'?");
  fails(2, {"help", "train", "ratings", "--solver", "ials"}, "cannot be used with the task ratings", "--solver",
        "known: sgd");
  fails(2, {"help", "recommend", "likes"}, "'recommend' has no task", "command line", "see kinfold help recommend");
}

TEST_F(Verbs, DemoTrainsEvaluatesAndRecommends) {
  const json answer = good({"demo"});
  EXPECT_EQ(answer["model"], "demo.kf");
  ASSERT_EQ(answer["models"].size(), 3u);
  EXPECT_LT(answer["models"][2]["rmse"], answer["models"][0]["rmse"]) << "mf beats the mean";
  EXPECT_EQ(answer["items"].size(), 10u);
  EXPECT_NE(answer["items"][0]["name"], "");
  EXPECT_EQ(good({"recommend", "demo.kf", "--user", answer["user"], "--min-count", "20"})["items"][0]["id"],
            answer["items"][0]["id"]);
  EXPECT_TRUE(contains(run({"demo"}).out, "kinfold recommends, among films"));
}

TEST_F(Verbs, MissingDemoDataAreAnError) {
  setenv("KINFOLD_DEMO", "no/such/folder", 1);
  const RunResult answer = run({"demo"});
  unsetenv("KINFOLD_DEMO");
  EXPECT_EQ(answer.status, 1);
  EXPECT_TRUE(contains(answer.err, "no/such/folder/ratings.parquet: there is no such file")) << answer.err;
}

TEST_F(Verbs, SplitNamesTheColumnsOfAFileWithoutAHeader) {
  std::string rows;
  for (int n = 0; n < 60; ++n)
    rows += "u" + std::to_string(n % 6) + "\ti" + std::to_string(n % 10) + "\t" + std::to_string(1 + n % 5) + "\t" +
            std::to_string(1000000 + 86400 * n) + "\n";
  write("plain.tsv", rows);
  EXPECT_EQ(good({"split", "plain.tsv", "--out", "parts", "--on-duplicate", "mean"})["has_times"], true);
  good({"train", "ratings", "parts/train.parquet", "--out", "m.kf", "--time-bins", "2", "--on-duplicate", "mean"});
}

TEST_F(Verbs, PredictPrintsPosteriorStd) {
  write("tiny.csv", tiny());
  good({"train", "ratings", "tiny.csv", "--out", "g.kf", "--solver", "gibbs", "--rank", "2", "--epochs", "30"});
  const json answer = good({"predict", "g.kf", "tiny.csv"});
  for (const json& p : answer["predictions"]) EXPECT_GT(p["std"].get<double>(), 0);
  EXPECT_TRUE(contains(run({"predict", "g.kf", "tiny.csv"}).out, "user,item,prediction,std"));
}

}  // namespace
}  // namespace kinfold::app
