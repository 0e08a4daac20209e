// Errors and warnings of each task and of combinations of options.
#include "cli/run.h"

namespace kinfold::app {
namespace {

class TaskErrors : public RunTest {
 protected:
  static Args train(const std::string& task, const Args& more = {}) {
    Args words = {"train", task, "r.csv", "--out", "m.kf", "--rank", "2", "--epochs", "2"};
    words.insert(words.end(), more.begin(), more.end());
    return words;
  }
  // Training on `csv` must fail with this error.
  void refuses(const std::string& task, const std::string& csv, const Args& more, const std::string& what,
               const std::string& where, const std::string& advice, int status = 1) const {
    write("r.csv", csv);
    fails(status, train(task, more), what, where, advice);
  }
  std::string notes(const std::string& task, const std::string& csv, const Args& more = {}) const {
    write("r.csv", csv);
    return good(train(task, more))["warnings"].dump();
  }
};

const std::string kLikes = "user,item\na,x\nb,y\na,y\nc,x\n";

TEST_F(TaskErrors, VotesHaveTwoValues) {
  refuses("votes", "user,item,vote\na,x,1\nb,y,0\nc,y,0.5\n", {},
          "votes must have two values, but these have a third one: 1, 0, 0.5", "(c, y)",
          "use the task ratings for numbers");
  refuses("votes", "user,item,vote\na,x,1\nb,y,1\n", {}, "all votes have the value 1", "", "use the task likes");
  refuses("votes", kLikes, {}, "no column for the value", "r.csv", "columns: user, item");
}

TEST_F(TaskErrors, LikesAreNotNegative) {
  refuses("likes", "user,item,weight\na,x,1\nb,y,-2\n", {}, "a like cannot have the value -2", "(b, y)",
          "remove rows that are not likes, or train votes");
  refuses("likes", "user,item,weight\na,x,0\nb,y,0\n", {}, "all likes have the value 0", "", "--confidence-weight 0");
  EXPECT_EQ(notes("likes", "user,item,weight\na,x,0\nb,y,0\n", {"--confidence-weight", "0"}), "[]");
}

TEST_F(TaskErrors, DifferentValuesOfLikesGiveAWarning) {
  const std::string stars = "user,item,rating\na,x,1\nb,y,5\na,y,4\n";
  const std::string note = notes("likes", stars);
  EXPECT_TRUE(contains(note, "every row counts as a like, and its value (from 1 to 5) is its confidence")) << note;
  EXPECT_TRUE(contains(note, "--confidence-weight 0")) << note;
  EXPECT_EQ(notes("likes", stars, {"--confidence-weight", "0"}), "[]");
  EXPECT_EQ(notes("likes", kLikes), "[]");
  EXPECT_EQ(notes("likes", "user,item,rating\na,x,3\nb,y,3\n"), "[]");
  EXPECT_EQ(notes("ratings", stars), "[]");
}

TEST_F(TaskErrors, TimeBinsNeedTimesThatDiffer) {
  refuses("ratings", "user,item,rating\na,x,1\nb,y,2\n", {"--time-bins", "4"}, "the ratings have no times",
          "--time-bins", "--columns time=NAME");
  for (const std::string by : {"quantile", "uniform"})
    refuses("ratings", "user,item,rating,time\na,x,1,7\nb,y,2,7\nc,y,3,7\n", {"--time-bins", "4", "--time-binning", by},
            "all ratings are in one time bin", "--time-bins 4", "leave --time-bins out");
  refuses("ratings", tiny(), {"--time-bins", "4", "--time-terms", "usr"}, "unknown time-dependent term 'usr'",
          "--time-terms", "did you mean 'user'?", 2);
  refuses("likes", kLikes, {"--time-bins", "4"}, "--time-bins does not apply to likes", "--time-bins", "ratings, votes",
          2);
}

TEST_F(TaskErrors, InvalidTimes) {
  refuses("ratings", "user,item,rating,when\na,x,1,soon\nb,y,2,later\n", {"--time-bins", "4"},
          "column 'when': 'soon' is not a number", "r.csv, line 2", "");
}

TEST_F(TaskErrors, ImplicitFeedbackNeedsTrainingUsers) {
  write("clicks.csv", kLikes);
  refuses("ratings", tiny(), {"--implicit-feedback", "click.csv"}, "there is no such file", "click.csv",
          "'clicks.csv'");
  refuses("ratings", tiny(), {"--implicit-feedback", "clicks.csv"},
          "no user of the training data has implicit feedback", "clicks.csv", "--columns");
  write("none.csv", "user,item\n");
  refuses("ratings", tiny(), {"--implicit-feedback", "none.csv"}, "it has no rows", "none.csv", "");
  write("empty.csv", "");
  refuses("ratings", tiny(), {"--implicit-feedback", "empty.csv"}, "the file is empty", "empty.csv", "");
}

// A source of pairs needs only the columns user and item.
TEST_F(TaskErrors, ImplicitFeedbackNeedsNoValues) {
  write("clicks.csv", "who,what\na,x\nb,y\n");
  const Args more = {"--implicit-feedback", "clicks.csv", "--columns", "user=who,item=what,value=stars"};
  EXPECT_EQ(notes("ratings", "who,what,stars\na,x,1\nb,y,2\nb,x,4\n", more), "[]");
}

// Validation votes use the two values of the training votes, even if only one occurs.
TEST_F(TaskErrors, ValidationVotesHaveTheTrainingValues) {
  const std::string csv = "user,item,vote\na,x,1\nb,y,2\nb,x,2\n";
  write("v.csv", "user,item,vote\na,y,2\n");
  EXPECT_EQ(notes("votes", csv, {"--validation", "v.csv"}), "[]");
  write("v.csv", "user,item,vote\na,y,0\n");
  refuses("votes", csv, {"--validation", "v.csv"}, "a validation vote has the value 0, but training has 1 and 2",
          "(a, y)", "the same values for likes and dislikes");
}

TEST_F(TaskErrors, FeaturesNeedTrainingIds) {
  write("f.csv", "id,kind\np1,1\np2,2\n");
  refuses("ratings", tiny(), {"--item-features", "f.csv"}, "none of its ids is among the item ids of the training data",
          "f.csv", "its first id is 'p1', that of the training data 'i");
  write("none.csv", "id,kind\n");
  refuses("ratings", tiny(), {"--user-features", "none.csv"}, "it has no rows", "none.csv", "");
  write("g.csv", "id,kind\nu1,1\nu2,2\n");
  refuses("ratings", tiny(), {"--user-features", "g.csv", "--feature-columns", "kin=number"},
          "no feature table has a column 'kin'", "--feature-columns", "did you mean 'kind'?", 2);
  refuses("ratings", tiny(), {"--user-features", "g.csv", "--feature-columns", "kind=numbr"}, "unknown type 'numbr'",
          "--feature-columns", "did you mean 'number'?", 2);
}

TEST_F(TaskErrors, FeaturesOfUnseenIdsGiveAWarning) {
  write("f.csv", "id,kind\nu1,1\nu2,2\nstranger,2\n");
  const std::string note = notes("ratings", tiny(), {"--user-features", "f.csv"});
  EXPECT_TRUE(contains(note, "1 of 3 users have no training examples")) << note;
}

TEST_F(TaskErrors, OptionsThatDoNotGoTogether) {
  const auto refuse = [&](const std::string& task, const Args& more, const std::string& what, const std::string& where,
                          const std::string& advice) { refuses(task, tiny(), more, what, where, advice, 2); };
  refuse("votes", {"--solver", "als"}, "solver 'als' cannot be used with the task votes", "--solver", "sgd");
  refuse("ratings", {"--solver", "ials"}, "solver 'ials' cannot be used with the task ratings", "--solver",
         "sgd, als, gibbs");
  refuse("likes", {"--solver", "gibbs"}, "solver 'gibbs' cannot be used with the task likes", "--solver", "ials, sgd");
  refuse("ratings", {"--solver", "sdg"}, "unknown solver 'sdg'", "--solver", "did you mean 'sgd'?");
  refuse("ratings", {"--solver", "als", "--loss", "huber"}, "loss 'huber' cannot be used with solver als for ratings",
         "--loss", "squared");
  refuse("ratings", {"--loss", "bpr"}, "loss 'bpr' cannot be used with solver sgd for ratings", "--loss",
         "squared, huber, absolute, logistic");
  refuse("likes", {"--solver", "sgd", "--loss", "huber"}, "loss 'huber' cannot be used with solver sgd for likes",
         "--loss", "softmax, bpr, logistic, warp");
  refuse("ratings", {"--solver", "gibbs", "--regularizer", "l1"}, "--regularizer does not apply", "--regularizer l1",
         "--solver sgd or als");
  refuse("likes", {"--solver", "sgd", "--regularizer", "l1"},
         "regularizer 'l1' cannot be used with solver sgd for likes", "--regularizer", "l2");
  refuse("likes", {"--solver", "lightgcn", "--loss", "warp"},
         "loss 'warp' cannot be used with solver lightgcn for likes", "--loss", "bpr, softmax");
  refuse("likes", {"--solver", "lightgcn", "--implicit-feedback", "rated"}, "--implicit-feedback does not apply",
         "--implicit-feedback rated", "--solver ials or sgd");
  refuse("ratings", {"--num-layers", "2"}, "--num-layers does not apply to ratings", "--num-layers 2",
         "it belongs to likes");
  refuse("likes", {"--solver", "sgd", "--optimizer", "adam"},
         "optimizer 'adam' cannot be used with solver sgd for likes", "--optimizer", "sgd, rowwise-adagrad");
  refuse("ratings", {"--user-embeddings", "no"}, "users without embeddings need implicit feedback or features",
         "--user-embeddings no", "--implicit-feedback rated");
  refuse("ratings", {"--solver", "gibbs", "--user-embeddings", "no"}, "--user-embeddings does not apply",
         "--user-embeddings no", "--solver sgd or als");
}

// A user who has seen all items gets an empty list and a warning, also for likes.
TEST_F(TaskErrors, UserWhoHasSeenEverything) {
  write("r.csv", kLikes);
  ASSERT_EQ(run(train("likes")).status, 0);
  const json answer = good({"recommend", "m.kf", "--user", "a"});
  EXPECT_EQ(answer["items"], json::array());
  EXPECT_TRUE(contains(answer["warnings"].dump(), "the list of user a is empty")) << answer;
}

}  // namespace
}  // namespace kinfold::app
