#include "train/checkpoint.h"

#include <gtest/gtest.h>

#include "train/composed.h"
#include "train/planted.h"
#include "train/run.h"

namespace kinfold {
namespace {

using oracle::file_bytes;
using oracle::Folder;
using oracle::planted;

Options quick() {
  Options options = oracle::planted_options();
  options.rank = 5;
  options.epochs = 6;
  options.valid = "random:0.2";
  options.checkpoint_every = 0;
  return options;
}

Watch stop_after(std::size_t epochs) {
  return [epochs](const Progress& p) { return p.epoch < epochs; };
}

// What training says when it refuses to resume; empty when it does not.
std::string refusal(const Ratings& ratings, const Options& options, const std::optional<Ratings>& valid = {}) {
  try {
    train_ratings(ratings, valid, options);
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

TEST(Checkpoint, ManyInterruptionsChangeNothing) {
  const auto data = planted(60, 40);
  Options options = quick();
  options.update = "adam";
  options.rate = 0.01;
  const std::string whole = file_bytes(train_ratings(data.train, {}, options));
  const Folder folder;
  options.checkpoint = folder / "c";
  options.resume = true;
  for (std::size_t epoch = 1; epoch < 6; ++epoch) {
    options.threads = int(1 + epoch % 3);
    const Model part = train_ratings(data.train, {}, options, stop_after(epoch));
    EXPECT_EQ(part.curve.size(), epoch);
    EXPECT_EQ(part.stopped, "interrupted");
  }
  EXPECT_EQ(file_bytes(train_ratings(data.train, {}, options)), whole);
}

TEST(Checkpoint, WithoutValidationTheLastEpochIsKept) {
  const auto data = planted(60, 40);
  Options options = quick();
  options.valid = "";
  const std::string whole = file_bytes(train_ratings(data.train, {}, options));
  const Folder folder;
  options.checkpoint = folder / "c";
  EXPECT_EQ(train_ratings(data.train, {}, options, stop_after(2)).best_epoch, 2u);
  options.resume = true;
  EXPECT_EQ(file_bytes(train_ratings(data.train, {}, options)), whole);
}

// The patience that ended a run has run out after a resume, too.
TEST(Checkpoint, ARunThatPatienceEndedStaysEnded) {
  const auto data = planted();
  Options options = quick();
  options.rank = 64;
  options.strength = 0;
  options.decay = "none";
  options.epochs = 60;
  options.patience = 2;
  const Model ended = train_ratings(data.train, {}, options);
  ASSERT_FALSE(ended.stopped.empty());
  ASSERT_LT(ended.curve.size(), 60u);
  const Folder folder;
  options.checkpoint = folder / "c";
  train_ratings(data.train, {}, options);
  options.resume = true;
  EXPECT_EQ(file_bytes(train_ratings(data.train, {}, options)), file_bytes(ended));
}

TEST(Checkpoint, ResumingWithoutOneStartsAnew) {
  const auto data = planted(60, 40);
  Options options = quick();
  const std::string whole = file_bytes(train_ratings(data.train, {}, options));
  const Folder folder;
  options.checkpoint = folder / "deep/in/c";
  options.resume = true;
  EXPECT_EQ(file_bytes(train_ratings(data.train, {}, options)), whole);
}

TEST(Checkpoint, WithoutResumeItIsWrittenAnew) {
  const auto data = planted(60, 40);
  const Folder folder;
  Options options = quick();
  options.checkpoint = folder / "c";
  train_ratings(data.train, {}, options, stop_after(3));
  Options other = options;
  other.rank = 7;
  EXPECT_EQ(refusal(data.train, other), "");
  options.resume = true;
  EXPECT_NE(refusal(data.train, options).find("--rank (7, now 5)"), std::string::npos);
}

// Every option that changes the model is guarded by its name, also those that change which rows are trained on.
TEST(Checkpoint, AnyOtherOptionIsRefusedByName) {
  const auto data = planted(60, 40);
  const Folder folder;
  Options options = quick();
  options.checkpoint = folder / "c";
  train_ratings(data.train, {}, options, stop_after(2));
  options.resume = true;
  for (const auto& [name, text] : std::vector<std::pair<std::string, std::string>>{{"rank", "6"},
                                                                                   {"biases", "no"},
                                                                                   {"loss", "huber"},
                                                                                   {"strength", "0.5"},
                                                                                   {"bias-strength", "0.5"},
                                                                                   {"penalty-power", "0"},
                                                                                   {"init", "0.2"},
                                                                                   {"update", "adagrad"},
                                                                                   {"rate", "0.001"},
                                                                                   {"decay", "cosine"},
                                                                                   {"epochs", "7"},
                                                                                   {"seed", "2"},
                                                                                   {"valid", "random:0.3"},
                                                                                   {"patience", "3"}}) {
    Options other = options;
    Options::field(name).set(other, text);
    EXPECT_NE(refusal(data.train, other).find("another --" + name), std::string::npos) << name;
  }
}

TEST(Checkpoint, OtherValidationRowsAreRefused) {
  auto data = planted(60, 40);
  const Folder folder;
  Options options = quick();
  options.valid = "valid.csv";
  options.checkpoint = folder / "c";
  train_ratings(data.train, data.test, options, stop_after(2));
  options.resume = true;
  EXPECT_EQ(refusal(data.train, options, data.test), "");
  data.test.rows[0].value += 1;
  EXPECT_NE(refusal(data.train, options, data.test).find("other data"), std::string::npos);
}

// Features and histories are data as well.
TEST(Checkpoint, OtherFeaturesAreRefused) {
  const Folder folder;
  Options options = quick();
  options.checkpoint = folder / "c";
  Data data = oracle::composed_data();
  train(data, options, stop_after(2));
  options.resume = true;
  EXPECT_EQ(train(data, options, stop_after(3)).curve.size(), 3u);
  data.item_features->bags.weight[0] += 1;
  EXPECT_THROW(train(data, options), Error);
  data.item_features->bags.weight[0] -= 1;
  data.user_features.reset();
  EXPECT_THROW(train(data, options), Error);
}

TEST(Checkpoint, ADamagedOneIsRefused) {
  const auto data = planted(60, 40);
  const Folder folder;
  Options options = quick();
  options.checkpoint = folder / "c";
  train_ratings(data.train, {}, options, stop_after(2));
  options.resume = true;
  const std::string path = folder / "c/checkpoint.kinfold", whole = oracle::slurp(path);
  Random random(1);
  for (int i = 0; i < 40; ++i) {
    std::string damaged = whole;
    if (i % 2) {
      damaged.resize(random.below(whole.size()));
    } else {
      damaged[random.below(whole.size())] ^= char(1 << random.below(8));
    }
    std::ofstream(path, std::ios::binary) << damaged;
    EXPECT_NE(refusal(data.train, options), "") << i;
  }
  std::ofstream(path, std::ios::binary) << whole;
  EXPECT_EQ(refusal(data.train, options), "");
}

TEST(Checkpoint, AModelFileIsNotOne) {
  const auto data = planted(60, 40);
  const Folder folder;
  Options options = quick();
  save(train_ratings(data.train, {}, options), folder / "checkpoint.kinfold");
  options.checkpoint = folder / "";
  options.resume = true;
  EXPECT_NE(refusal(data.train, options).find("not a checkpoint"), std::string::npos);
  EXPECT_NE(refusal(data.train, options).find("checkpoint.kinfold"), std::string::npos);
}

}  // namespace
}  // namespace kinfold
