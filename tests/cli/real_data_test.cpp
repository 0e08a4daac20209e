// Accuracy of the default options on data sets outside the repository. Skipped if the data are missing.
#include "cli/run.h"

namespace kinfold::app {
namespace {

class RealData : public RunTest {
 protected:
  // The path of a data set.
  static std::string data(const std::string& name) {
    const char* folder = getenv("KINFOLD_DATA");
    return (folder ? folder : source() + "/../shared/data") + "/" + name;
  }
  void evaluate(const std::string& train, const std::string& test, double rmse) {
    for (const std::string& file : {train, test})
      if (!std::filesystem::exists(data(file)))
        GTEST_SKIP() << "no " << data(file) << "; set KINFOLD_DATA to the folder of the data sets";
    EXPECT_GT(good({"train", "ratings", data(train), "--out", "m.kf"})["epochs"], 0);
    const json answer = good({"evaluate", "m.kf", "--test", data(test)});
    EXPECT_LE(answer["metrics"]["rmse"]["value"], rmse);
    EXPECT_LE(answer["metrics"]["rmse"]["low"], answer["metrics"]["rmse"]["value"]);
    RecordProperty("rmse", answer["metrics"]["rmse"]["value"].dump());
  }
};

TEST_F(RealData, MovieLens1M) { evaluate("movielens-1m/train.tsv", "movielens-1m/probe.tsv", 0.850); }

TEST_F(RealData, MovieLens100K) { evaluate("movielens-100k/u1.base", "movielens-100k/u1.test", 0.95); }

TEST_F(RealData, TitlesInLatin1WithTwoColons) {
  const std::string train = data("movielens-1m/probe.tsv"), titles = data("movielens-1m/movies.dat");
  for (const std::string& file : {train, titles})
    if (!std::filesystem::exists(file)) GTEST_SKIP() << "no " << file << "; set KINFOLD_DATA";
  good({"train", "ratings", train, "--out", "m.kf", "--epochs", "2", "--item-names", titles, "--encoding", "latin-1"});
  std::string names;
  const json items = good({"similar", "m.kf", "1", "--top", "4000"})["items"];
  for (const json& item : items) {
    EXPECT_NE(item["name"], "") << item["id"];
    names += item["name"].get<std::string>() + "\n";
  }
  EXPECT_TRUE(contains(names, "Misérables, Les (1995)\n"));
  EXPECT_TRUE(contains(names, "Jumanji (1995)\n"));
}

}  // namespace
}  // namespace kinfold::app
