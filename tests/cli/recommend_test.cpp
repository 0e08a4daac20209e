#include <set>

#include "cli/run.h"

namespace kinfold::app {
namespace {

class Recommend : public RunTest {
 protected:
  void SetUp() override { train_tiny(); }
  static std::set<std::string> ids(const json& items) {
    std::set<std::string> result;
    for (const json& item : items) result.insert(item["id"]);
    return result;
  }
};

TEST_F(Recommend, ManyUsersGetTheListsOfSingleUsers) {
  write("who.csv", "user\nu4\nu7\nu4\n");
  for (const Args& ways : {Args{"--users", "who.csv"}, {"--user", "u4", "--user", "u7"}}) {
    Args words = {"recommend", "m.kf", "--top", "3"};
    words.insert(words.end(), ways.begin(), ways.end());
    const json users = good(words)["users"];
    ASSERT_EQ(users.size(), 2u);
    for (const json& user : users)
      EXPECT_EQ(user["items"], good({"recommend", "m.kf", "--user", user["user"], "--top", "3"})["items"]);
    EXPECT_EQ(users[1]["user"], "u7");
  }
  const json all = good({"recommend", "m.kf", "--all", "--top", "3"})["users"];
  EXPECT_EQ(all.size(), 20u);
  EXPECT_EQ(all[4]["items"], good({"recommend", "m.kf", "--user", all[4]["user"], "--top", "3"})["items"]);
}

TEST_F(Recommend, SameListsForAnyNumberOfThreads) {
  EXPECT_EQ(good({"recommend", "m.kf", "--all", "--threads", "1"}),
            good({"recommend", "m.kf", "--all", "--threads", "3"}));
}

TEST_F(Recommend, FilesHaveTheSameRows) {
  const auto rows = [&](const std::string& file) {
    return good({"predict", "m.kf", "SELECT \"user\", item, rank AS time, score FROM '" + file + "'"})["predictions"];
  };
  EXPECT_EQ(good({"recommend", "m.kf", "--all", "--out", "r.csv"})["rows"], 100);
  EXPECT_TRUE(text("r.csv").starts_with("user,rank,item,score\nu0,1,i")) << text("r.csv").substr(0, 80);
  for (const char* file : {"r.tsv", "r.parquet", "r.json"}) {
    const json answer = good({"recommend", "m.kf", "--all", "--out", file});
    EXPECT_EQ(answer["file"], file);
    EXPECT_EQ(answer["users"], 20);
    EXPECT_EQ(answer["rows"], 100);
    EXPECT_EQ(rows(file), rows("r.csv")) << file;
  }
  EXPECT_EQ(files(), (std::vector<std::string>{"m.kf", "r.csv", "r.json", "r.parquet", "r.tsv", "tiny.csv"}));
}

// Ids and names with special characters of each format, and items without a name.
TEST_F(Recommend, FilesKeepIdsUnchanged) {
  write("odd.csv", "user,item,rating\n\"a,b\",\"say \"\"x\"\"\",1\n\"a,b\",i2,2\n\"two\nlines\",i2,4\n007,i2,3\n");
  write("names.csv", "id,name\ni2,\"tab\there\"\n");
  ASSERT_EQ(run({"train", "ratings", "odd.csv", "--out", "odd.kf", "--rank", "2", "--item-names", "names.csv"}).status,
            0);
  for (const char* file : {"o.csv", "o.tsv", "o.parquet", "o.json"}) {
    EXPECT_EQ(good({"recommend", "odd.kf", "--all", "--include-seen", "--out", file})["rows"], 6) << file;
    const json predictions = good({"predict", "odd.kf", file})["predictions"];
    std::set<std::string> users, items;
    for (const json& p : predictions) users.insert(p["user"]), items.insert(p["item"]);
    EXPECT_EQ(users, (std::set<std::string>{"a,b", "two\nlines", "007"})) << file;
    EXPECT_EQ(items, (std::set<std::string>{"say \"x\"", "i2"})) << file;
  }
  EXPECT_TRUE(contains(text("o.json"), "\"name\":\"\"")) << text("o.json");
}

TEST_F(Recommend, CandidatesAndExclude) {
  write("some.csv", "item,title\ni0,x\ni3,y\ni99,z\n");
  write("one.csv", "i3\n");
  const json only = good({"recommend", "m.kf", "--user", "u0", "--candidates", "some.csv"});
  EXPECT_EQ(ids(only["items"]), (std::set<std::string>{"i0", "i3"}));
  EXPECT_TRUE(contains(only["warnings"][0], "1 of 3 ids of some.csv are not items of the model: i99")) << only;
  EXPECT_EQ(ids(good({"recommend", "m.kf", "--user", "u0", "--exclude", "some.csv"})["items"]),
            (std::set<std::string>{"i6", "i9", "i12"}));
  EXPECT_EQ(
      ids(good({"recommend", "m.kf", "--user", "u0", "--candidates", "some.csv", "--exclude", "one.csv"})["items"]),
      (std::set<std::string>{"i0"}));
}

TEST_F(Recommend, WarnsIfTheUserHasSeenAllItems) {
  write("tiny.csv", "user,item,rating\nu0,i0,1\nu0,i1,2\nu1,i0,3\n");
  ASSERT_EQ(run({"train", "ratings", "tiny.csv", "--out", "m.kf", "--rank", "2"}).status, 0);
  const json answer = good({"recommend", "m.kf", "--user", "u0"});
  EXPECT_EQ(answer["items"], json::array());
  EXPECT_TRUE(contains(answer["warnings"][0], "the list of user u0 is empty")) << answer;
  const RunResult plain = run({"recommend", "m.kf", "--all"});
  EXPECT_EQ(plain.status, 0);
  EXPECT_TRUE(contains(plain.out, "u0\nno results\n\nu1\n")) << plain.out;
  EXPECT_TRUE(contains(plain.err, "the list of user u0 is empty")) << plain.err;
}

TEST_F(Recommend, UnknownUsersAreCounted) {
  write("who.csv", "user\nu4\nnobody\nu7\nsomebody\n");
  const json answer = good({"recommend", "m.kf", "--users", "who.csv"});
  EXPECT_EQ(answer["users"].size(), 2u);
  EXPECT_TRUE(
      contains(answer["warnings"][0], "2 of 4 users are skipped because they are not in the model: nobody, somebody"));
  write("none.csv", "user\nnobody\n");
  fails(1, {"recommend", "m.kf", "--users", "none.csv"}, "none of the users", "none.csv", "the model has 20 users");
}

TEST_F(Recommend, ExplainShowsItems) {
  write("names.csv", "item,title\ni1,Eins\n");
  const json items = good({"recommend", "m.kf", "--user", "u4", "--explain"})["items"];
  std::size_t reasons = 0;
  for (const json& item : items) {
    EXPECT_LE(item["explanations"].size(), 3u);
    reasons += item["explanations"].size();
    double before = 1.0001;
    for (const json& reason : item["explanations"]) {
      EXPECT_NE((4 + std::stoi(reason["id"].get<std::string>().substr(1))) % 3, 0) << "not in the history";
      EXPECT_LE(reason["score"], before);
      EXPECT_GT(reason["score"], 0);
      before = reason["score"];
    }
  }
  EXPECT_GT(reasons, 0u);
  EXPECT_TRUE(contains(run({"recommend", "m.kf", "--user", "u4", "--explain"}).out, "because of  i"));
  fails(2, {"recommend", "m.kf", "--all", "--explain", "--out", "r.csv"}, "does not write to a file", "--explain",
        "--json");
}

TEST_F(Recommend, ExplainShowsFeatures) {
  std::string table = "item,kind\n";
  for (int i = 0; i < 40; ++i) table += "i" + std::to_string(i) + ",k" + std::to_string(i % 2) + "\n";
  write("kinds.csv", table);
  good({"train", "ratings", "tiny.csv", "--out", "f.kf", "--rank", "3", "--item-features", "kinds.csv"});
  std::size_t found = 0;
  const json users = good({"recommend", "f.kf", "--all", "--explain"})["users"];
  for (const json& user : users)
    for (const json& item : user["items"])
      for (const json& feature : item["feature_contributions"]) {
        ++found;
        EXPECT_TRUE(contains(feature["feature"], "kind=k"));
        EXPECT_GT(feature["contribution"], 0);
      }
  EXPECT_GT(found, 0u);
  EXPECT_TRUE(contains(run({"recommend", "f.kf", "--all", "--explain"}).out, "  kind=k"));
  EXPECT_EQ(good({"recommend", "m.kf", "--user", "u4", "--explain"})["items"][0]["feature_contributions"],
            json::array());
}

TEST_F(Recommend, UserOptionsAreExclusive) {
  fails(2, {"recommend", "m.kf", "--all", "--user", "u1"}, "name users in two ways", "command line",
        "--user, --users and --all");
  fails(2, {"recommend", "m.kf", "--all", "--out", "r.xls"}, "unknown file extension", "r.xls", "known: .csv");
  fails(1, {"recommend", "m.kf", "--users", "no.csv"}, "no such file", "no.csv", "");
  fails(1, {"recommend", "m.kf", "--all", "--out", "no/r.csv"}, "", "no/r.csv", "");
}

TEST_F(Recommend, SimilarByDotProduct) {
  const auto score = [&](const char* metric) {
    return good({"similar", "m.kf", "i3", "--metric", metric, "--top", "1"})["items"][0]["score"].get<double>();
  };
  EXPECT_NE(score("dot"), score("cosine"));
  fails(2, {"similar", "m.kf", "i1", "--metric", "cosin"}, "unknown metric 'cosin'", "--metric",
        "did you mean 'cosine'?");
}

}  // namespace
}  // namespace kinfold::app
