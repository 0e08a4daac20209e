// Each leakage check gives a warning with numbers, and with --strict an error.
#include <algorithm>

#include "cli/run.h"

namespace kinfold::app {
namespace {

class LeakageChecks : public RunTest {
 protected:
  // evaluate and report must warn with the text `what`, and --strict must fail with it.
  void expect_warning(const std::string& model, const std::string& test, const std::string& what) const {
    SCOPED_TRACE(what);
    const json report = good({"evaluate", model, "--test", test});
    EXPECT_TRUE(contains(report["warnings"].dump(), what)) << report["warnings"];
    EXPECT_TRUE(contains(good({"report", model, "--test", test, "--out", "r.html"})["warnings"].dump(), what));
    const RunResult strict = run({"evaluate", model, "--test", test, "--strict", "--json"});
    EXPECT_EQ(strict.status, 1);
    EXPECT_TRUE(contains(strict.parsed()["error"]["what"].get<std::string>(), what)) << strict.out;
  }
  void expect_no_warning(const std::string& model, const std::string& test) const {
    const json report = good({"evaluate", model, "--test", test, "--strict"});
    EXPECT_TRUE(report["warnings"].empty()) << report["warnings"];
  }
  void ratings(const std::string& name, const std::string& rows) const {
    write(name, "user,item,rating,time\n" + rows);
  }
};

TEST_F(LeakageChecks, OfRatings) {
  ratings("train.csv", "a,x,1,10\na,y,2,11\nb,x,4,12\nb,z,5,13\nc,y,3,14\nc,z,1,15\n");
  ratings("fair.csv", "a,z,2,15\nb,y,4,16\nc,x,3,17\n");
  ratings("cold.csv", "a,z,2,15\nnew,y,4,16\nc,odd,3,17\n");
  ratings("again.csv", "a,z,2,15\nb,x,5,16\n");
  ratings("older.csv", "a,z,2,9\nb,y,4,16\n");
  ratings("tuned.csv", "a,z,2,20\nb,y,4,21\n");
  for (const std::string task : {"ratings", "likes"}) {
    SCOPED_TRACE(task);
    const Args more = task == "likes" ? Args{"--confidence-weight", "0"} : Args{};
    Args train = {"train", task, "train.csv", "--out", "m.kf", "--epochs", "2", "--validation", "tuned.csv"};
    train.insert(train.end(), more.begin(), more.end());
    good(train);
    expect_no_warning("m.kf", "fair.csv");
    expect_warning("m.kf", "cold.csv", "2 of 3 test rows have a user or item unseen in training (1 users, 1 items)");
    expect_warning("m.kf", "again.csv", "1 of 2 test rows have a (user, item) pair that is in the training data");
    expect_warning("m.kf", "older.csv", "1 of 2 test rows are older than the newest training row");
    expect_warning("m.kf", "tuned.csv", "is the same data that the model was validated on");
  }
}

// The validation data of a search are not a test set.
TEST_F(LeakageChecks, OfTuningOnTheTestData) {
  write("tiny.csv", tiny());
  good({"split", "tiny.csv", "--strategy", "temporal:0.2", "--out", "p", "--format", "csv"});
  good({"tune", "ratings", "p/train.csv", "--validation", "p/test.csv", "--range", "rank=2..4", "--trials", "2",
        "--out", "m.kf", "--epochs", "2"});
  expect_warning("m.kf", "p/test.csv", "is the same data that the model was tuned on");
}

TEST_F(LeakageChecks, OfTriples) {
  write("train.csv", "head,relation,tail\na,r,b\nb,r,c\nc,r,d\nb,s,a\nc,s,b\nd,s,c\na,t,d\nd,t,b\n");
  write("seen.csv", "head,relation,tail\na,t,d\n");
  good({"train", "triples", "train.csv", "--out", "m.kf", "--epochs", "2", "--rank", "4"});
  expect_warning("m.kf", "seen.csv", "1 of 1 facts are in the training data");
  write("unseen.csv", "head,relation,tail\na,r,c\nd,r,e\n");
  expect_warning("m.kf", "unseen.csv", "1 of 2 facts have an entity or relation unseen in training");
  write("more.csv", "head,relation,tail\na,r,b\nb,r,c\nc,r,d\nd,r,a\nb,s,a\nc,s,b\nd,s,c\na,t,c\n");
  write("inverse.csv", "head,relation,tail\na,s,d\n");
  good({"train", "triples", "more.csv", "--out", "n.kf", "--epochs", "2", "--rank", "4"});
  const json report = good({"evaluate", "n.kf", "--test", "inverse.csv"});
  EXPECT_TRUE(contains(report["warnings"].dump(),
                       "1 of 1 facts link two entities that a training fact links in the other direction"));
  EXPECT_TRUE(contains(report["warnings"].dump(),
                       "1 of 1 test facts of 's' are leaked by training: the relation is the inverse of 'r'"));
}

TEST_F(LeakageChecks, OfLabels) {
  std::string links = "source,target\n";
  for (int n = 0; n < 12; ++n) links += "n" + std::to_string(n) + ",n" + std::to_string((n + 1) % 12) + "\n";
  write("links.csv", links);
  write("train.csv", "node,label\nn0,red\nn1,red\nn6,blue\nn7,blue\n");
  good({"train", "nodes", "train.csv", "--graph", "links.csv", "--out", "m.kf", "--epochs", "2"});
  write("fair.csv", "node,label\nn3,red\nn8,blue\n");
  expect_no_warning("m.kf", "fair.csv");
  write("seen.csv", "node,label\nn0,red\nn8,blue\n");
  expect_warning("m.kf", "seen.csv", "1 of 2 nodes have a training or validation label");
  write("unseen.csv", "node,label\nx9,red\nn8,blue\n");
  expect_warning("m.kf", "unseen.csv", "1 of 2 nodes are not in the model's graph");
  write("green.csv", "node,label\nn3,green\nn8,blue\n");
  expect_warning("m.kf", "green.csv", "1 test classes have no training label");
}

}  // namespace
}  // namespace kinfold::app
