#include "cli/run.h"

namespace kinfold::app {
namespace {

class OptionErrors : public RunTest {
 protected:
  OptionErrors() { write("tiny.csv", tiny()); }
  static Args train(const Args& more) {
    Args words = {"train", "ratings", "tiny.csv", "--out", "m.kf"};
    words.insert(words.end(), more.begin(), more.end());
    return words;
  }
  void refuses(const Args& more, const std::string& what, const std::string& where, const std::string& advice) const {
    fails(2, train(more), what, where, advice);
  }
};

TEST_F(OptionErrors, NumbersOutOfRange) {
  refuses({"--rank", "0"}, "invalid value '0'", "--rank", "from 1 to 1024");
  refuses({"--rank", "2000"}, "invalid value '2000'", "--rank", "from 1 to 1024");
  refuses({"--rank", "x"}, "invalid value 'x'", "--rank", "a whole number");
  refuses({"--rank", "8.5"}, "invalid value '8.5'", "--rank", "a whole number");
  refuses({"--lr", "-1"}, "invalid value '-1'", "--lr", "above 0");
  refuses({"--lr=-1"}, "invalid value '-1'", "--lr", "above 0");
  refuses({"--lr", "0"}, "invalid value '0'", "--lr", "above 0");
  refuses({"--lr", "nan"}, "invalid value 'nan'", "--lr", "above 0");
  refuses({"--reg=-0.1"}, "invalid value '-0.1'", "--reg", "at least 0");
  refuses({"--epochs", "99999999999999"}, "invalid value", "--epochs", "a whole number");
  refuses({"--seed=-1"}, "invalid value '-1'", "--seed", "a whole number");
}

TEST_F(OptionErrors, UnknownNamesSuggestKnownOnes) {
  refuses({"--loss", "squard"}, "unknown loss 'squard'", "--loss", "did you mean 'squared'?");
  refuses({"--model", "nf"}, "unknown model 'nf'", "--model", "did you mean 'mf'?");
  refuses({"--optimizer", "rowwise-adagrid"}, "unknown optimizer 'rowwise-adagrid'", "--optimizer",
          "did you mean 'rowwise-adagrad'?");
  refuses({"--lr-schedule", "liner"}, "unknown lr-schedule 'liner'", "--lr-schedule", "did you mean 'linear'?");
  refuses({"--lr-schedule", "1.5"}, "unknown lr-schedule '1.5'", "--lr-schedule", "up to 1");
  refuses({"--regularizer", "l22"}, "unknown regularizer 'l22'", "--regularizer", "did you mean 'l2'?");
  refuses({"--on-bad-row", "ship"}, "unknown on-bad-row 'ship'", "--on-bad-row", "did you mean 'skip'?");
  refuses({"--on-duplicate", "first"}, "unknown on-duplicate", "--on-duplicate", "last, error, mean, sum");
  refuses({"--header", "maybe"}, "unknown header", "--header", "auto, yes, no");
  refuses({"--encoding", "utf8"}, "unknown encoding", "--encoding", "did you mean 'utf-8'?");
}

TEST_F(OptionErrors, SplitStrategies) {
  const auto split = [](const std::string& strategy) {
    return Args{"split", "tiny.csv", "--out", "parts", "--strategy", strategy};
  };
  fails(2, split("randon:0.1"), "unknown split 'randon'", "randon:0.1", "did you mean 'random'?");
  fails(2, split("random:1.5"), "invalid amount '1.5'", "random:1.5", "between 0 and 1");
  fails(2, split("random:x"), "invalid amount 'x'", "random:x", "between 0 and 1");
  fails(2, split("k-fold:1"), "number of folds '1'", "k-fold:1", "a whole number");
  refuses({"--validation", "random:2"}, "invalid amount '2'", "random:2", "between 0 and 1");
}

TEST_F(OptionErrors, SplitByTimeNeedsTimes) {
  write("timeless.csv", "user,item,rating\na,x,1\nb,y,2\n");
  fails(1, {"split", "timeless.csv", "--out", "parts", "--strategy", "temporal:0.1"}, "needs times", "",
        "--columns time=");
}

TEST_F(OptionErrors, OptionsThatNeedAnother) {
  refuses({"--resume"}, "--resume has no effect by itself", "--resume", "it needs --checkpoint-dir");
  refuses({"--patience", "3"}, "--patience has no effect by itself", "--patience", "it needs --validation");
}

TEST_F(OptionErrors, UnknownVerbFlagAndTask) {
  fails(2, {"trian"}, "no verb 'trian'", "command line", "did you mean 'train'?");
  fails(2, {}, "no verb is given", "command line", "train, tune, cross-validate, evaluate");
  refuses({"--epoch", "3"}, "no option --epoch", "command line", "did you mean --epochs? see kinfold help train");
  refuses({"--bogus"}, "no option --bogus", "command line", "see kinfold help train");
  fails(2, {"train", "ratngs", "tiny.csv", "--out", "m.kf"}, "unknown task 'ratngs'", "", "did you mean 'ratings'?");
  fails(2, {"help", "evalute"}, "no verb 'evalute'", "", "did you mean 'evaluate'?");
}

TEST_F(OptionErrors, MissingArguments) {
  fails(2, {"train", "ratings"}, "required", "command line", "see kinfold help train");
  fails(2, {"recommend", "m.kf"}, "--user is required", "command line", "see kinfold help recommend");
  EXPECT_EQ(run(train({"--lr"})).status, 2);
}

TEST_F(OptionErrors, Config) {
  fails(2, train({"--config", "no.toml"}), "there is no such file", "no.toml", "");
  write("key.toml", "rnk = 3\n");
  fails(2, train({"--config", "key.toml"}), "unknown option 'rnk'", "key.toml", "did you mean 'rank'?");
  write("type.toml", "rank = \"many\"\n");
  fails(2, train({"--config", "type.toml"}), "invalid value 'many' for --rank", "type.toml", "a whole number");
  write("list.toml", "rank = [1, 2]\n");
  fails(2, train({"--config", "list.toml"}), "'rank' must be a string, a number or a boolean", "list.toml", "");
  write("syntax.toml", "rank = 3\nlr = = 2\n");
  fails(2, train({"--config", "syntax.toml"}), "", "syntax.toml, line 2", "");
  fails(2, train({"--config", "."}), "", ".", "");
}

TEST_F(OptionErrors, ExportAndSimilarChoices) {
  train_tiny();
  fails(2, {"export", "m.kf", "--format", "cvs", "--out", "e"}, "unknown format 'cvs'", "--format",
        "did you mean 'csv'?");
  fails(2, {"similar", "m.kf", "i1", "--side", "itm"}, "unknown side 'itm'", "--side", "did you mean 'item'?");
  fails(2, {"split", "tiny.csv", "--out", "p", "--format", "cvs"}, "unknown format 'cvs'", "--format", "csv");
  fails(2, {"predict", "m.kf", "tiny.csv", "--out", "p.xls"}, "unknown file extension", "p.xls", "known: .csv");
}

TEST_F(OptionErrors, UnknownIdsSuggestSimilarOnes) {
  train_tiny();
  fails(1, {"recommend", "m.kf", "--user", "u21"}, "there is no user 'u21'", "--user", "similar ids: ");
  fails(1, {"similar", "m.kf", "i99"}, "there is no item 'i99'", "item", "similar ids: ");
  fails(1, {"similar", "m.kf", "i1", "--side", "user"}, "there is no user 'i1'", "user", "similar ids: u1");
}

}  // namespace
}  // namespace kinfold::app
