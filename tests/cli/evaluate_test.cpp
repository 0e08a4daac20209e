#include "cli/run.h"
#include "factorization/model_file.h"

namespace kinfold::app {
namespace {

class Evaluate : public RunTest {
 protected:
  // Rewrites m.kf as a model of another task.
  void pretend(const std::string& task) const {
    Model model = load(in("m.kf"));
    model.task = task;
    save(model, in("m.kf"));
  }
  json metrics(const std::string& list, const Args& more = {}) const {
    Args words = {"evaluate", "m.kf", "--test", "test.csv", "--metrics", list};
    words.insert(words.end(), more.begin(), more.end());
    return good(words)["metrics"];
  }
};

const char* const kTest = "user,item,rating\nu1,i2,5\nu1,i5,4\nu2,i1,5\nu3,i0,1\nu3,i3,5\nnew,i1,5\nu3,other,5\n";

TEST_F(Evaluate, RatingsModelRanksOnRequest) {
  train_tiny();
  write("test.csv", kTest);
  const json answer =
      good({"evaluate", "m.kf", "--test", "test.csv", "--metrics", "rmse,ndcg@3,mrr", "--relevant", "4"});
  EXPECT_EQ(answer["metrics"].size(), 3u);
  EXPECT_TRUE(contains(answer["protocol"], "test rows with a value of at least 4")) << answer;
  EXPECT_EQ(answer["counts"]["rows"], 7);
  EXPECT_EQ(answer["counts"]["relevant_rows"], 6);
  EXPECT_EQ(answer["counts"]["evaluated_users"], 3);
  EXPECT_EQ(answer["counts"]["catalogue"], 15);
  EXPECT_EQ(answer["ranking_cold_user"]["evaluated_users"], 1) << answer;
  EXPECT_TRUE(answer["ranking_cold_user"]["metrics"]["ndcg@3"]["value"].is_number()) << answer;
  for (const char* key : {"value", "low", "high"}) EXPECT_TRUE(answer["metrics"]["ndcg@3"][key].is_number());
  const json by_default = good({"evaluate", "m.kf", "--test", "test.csv", "--metrics", "ndcg@3"});
  EXPECT_TRUE(contains(by_default["protocol"], "the mean of the training values")) << by_default;
  EXPECT_EQ(good({"evaluate", "m.kf", "--test", "test.csv"})["metrics"].size(), 2u);
}

// recall@k computed from the lists of kinfold recommend.
TEST_F(Evaluate, AgreesWithRecommend) {
  train_tiny();
  write("test.csv", kTest);
  const std::map<std::string, std::vector<std::string>> relevant = {
      {"u1", {"i2", "i5"}}, {"u2", {"i1"}}, {"u3", {"i0", "i3"}}};
  double recall = 0;
  for (const auto& [user, items] : relevant) {
    const json answer = good({"recommend", "m.kf", "--user", user, "--top", "2"});
    for (const json& item : answer["items"])
      for (const std::string& id : items) recall += double(item["id"] == id) / double(items.size()) / 3;
  }
  EXPECT_GT(recall, 0);
  EXPECT_NEAR(metrics("recall@2", {"--relevant", "0"})["recall@2"]["value"], recall, 1e-9);
}

TEST_F(Evaluate, LikesAreRanked) {
  train_tiny();
  pretend("likes");
  write("test.csv", "user,item\nu1,i2\nu2,i1\nu3,i3\n");
  const json answer = good({"evaluate", "m.kf", "--test", "test.csv", "--k", "3,7"});
  EXPECT_EQ(answer["task"], "likes");
  EXPECT_TRUE(contains(answer["protocol"], "ranks of all test rows among all 15 training items")) << answer;
  for (const char* name : {"precision@3", "recall@7", "recall_capped@3", "ndcg@7", "map@3", "mrr", "hit_rate@7",
                           "coverage@3", "novelty@7", "gini@3"})
    EXPECT_TRUE(answer["metrics"][name]["value"].is_number()) << name;
  EXPECT_TRUE(answer["metrics"]["coverage@3"]["low"].is_null());
  EXPECT_EQ(answer["metrics"].size(), 19u);
  EXPECT_TRUE(contains(run({"evaluate", "m.kf", "--test", "test.csv"}).out, "\nrecall@20            "));
}

TEST_F(Evaluate, VotesAreEvaluatedAsProbabilities) {
  std::string votes = "user,item,value\n";
  for (int user = 0; user < 20; ++user)
    for (int item = 0; item < 15; ++item)
      if ((user + item) % 3 != 0)
        votes += "u" + std::to_string(user) + ",i" + std::to_string(item) + "," + std::to_string(item < 8) + "\n";
  write("votes.csv", votes);
  ASSERT_EQ(run({"train", "ratings", "votes.csv", "--out", "m.kf", "--loss", "logistic", "--rank", "2"}).status, 0);
  pretend("votes");
  write("test.csv", "user,item,value\nu1,i2,1\nu1,i14,-1\nu2,i1,1\nu2,i10,-1\nu3,i3,1\nnew,i1,1\n");
  const json answer = good({"evaluate", "m.kf", "--test", "test.csv"});
  EXPECT_EQ(answer["counts"]["likes"], 4);
  EXPECT_EQ(answer["counts"]["warm_rows"], 5);
  EXPECT_EQ(answer["metrics"]["auc"]["value"], 1);
  EXPECT_EQ(answer["warm"]["accuracy"]["value"], 1);
  EXPECT_EQ(answer["metrics"].size(), 5u);
  EXPECT_EQ(answer["calibration"].size(), 10u);
  const RunResult plain = run({"evaluate", "m.kf", "--test", "test.csv"});
  EXPECT_TRUE(contains(plain.out, "log_loss                   auc ")) << plain.out;
  EXPECT_TRUE(contains(plain.out, "\npredicted                  rows   mean       liked\n")) << plain.out;
  EXPECT_EQ(metrics("auc,recall@3").size(), 2u);
}

TEST_F(Evaluate, UnknownMetricsSuggestKnownOnes) {
  train_tiny();
  write("test.csv", kTest);
  const auto evaluate = [](const char* list) {
    return Args{"evaluate", "m.kf", "--test", "test.csv", "--metrics", list};
  };
  fails(2, evaluate("rmsd"), "unknown metric 'rmsd' of ratings", "--metrics", "did you mean 'rmse'? known: rmse, mae");
  fails(2, evaluate("rmse,ndgc@10"), "unknown metric 'ndgc@10'", "--metrics", "did you mean 'ndcg'?");
  fails(2, evaluate("auc"), "unknown metric 'auc' of ratings", "--metrics", "known: rmse, mae, precision");
  fails(2, evaluate("ndcg@0"), "'ndcg@0' is not a metric", "--metrics", "for example, use ndcg@20");
  fails(2, evaluate("mrr@5"), "'mrr@5' is not a metric", "--metrics", "no @k");
  fails(2, {"evaluate", "m.kf", "--test", "test.csv", "--k", "0"}, "", "command line", "see kinfold help evaluate");
  fails(2, {"evaluate", "m.kf", "--test", "test.csv", "--metrics", "mrr", "--relevant", "x"}, "'x' is not a number",
        "--relevant", "give a number");
}

TEST_F(Evaluate, NoUserToEvaluateGivesAWarning) {
  train_tiny();
  write("test.csv", "user,item,rating\nnew,i1,5\n");
  const json answer = good({"evaluate", "m.kf", "--test", "test.csv", "--metrics", "recall@5"});
  EXPECT_EQ(answer["metrics"], json::object());
  EXPECT_TRUE(contains(answer["warnings"].dump(), "no user can be evaluated")) << answer;
}

}  // namespace
}  // namespace kinfold::app
