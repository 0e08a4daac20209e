#include "factorization/checkpoint.h"

#include <gtest/gtest.h>

#include "factorization/composed.h"
#include "factorization/planted.h"
#include "factorization/train_model.h"
#include "registry/options.h"

namespace kinfold {
namespace {

using oracle::file_bytes;
using oracle::Folder;
using oracle::planted;

TrainOptions quick() {
  TrainOptions options = oracle::planted_options();
  options.rank = 5;
  options.epochs = 6;
  options.validation = "random:0.2";
  options.checkpoint_interval = 0;
  return options;
}

ProgressCallback stop_after(std::size_t epochs) {
  return [epochs](const Progress& p) { return p.epoch < epochs; };
}

// The error of a training that cannot resume; empty if there is none.
std::string refusal(const Ratings& ratings, const TrainOptions& options,
                    const std::optional<Ratings>& validation = {}) {
  try {
    train_ratings(ratings, validation, options);
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

TEST(Checkpoint, ManyInterruptionsChangeNothing) {
  const auto data = planted(60, 40);
  TrainOptions options = quick();
  options.optimizer = "rowwise-adam";
  options.lr = 0.01;
  const std::string whole = file_bytes(train_ratings(data.train, {}, options));
  const Folder folder;
  options.checkpoint_dir = folder / "c";
  options.resume = true;
  for (std::size_t epoch = 1; epoch < 6; ++epoch) {
    options.threads = int(1 + epoch % 3);
    const Model part = train_ratings(data.train, {}, options, stop_after(epoch));
    EXPECT_EQ(part.curve.size(), epoch);
    EXPECT_EQ(part.stop_reason, "interrupted");
  }
  EXPECT_EQ(file_bytes(train_ratings(data.train, {}, options)), whole);
}

TEST(Checkpoint, WithoutValidationTheLastEpochIsKept) {
  const auto data = planted(60, 40);
  TrainOptions options = quick();
  options.validation = "";
  const std::string whole = file_bytes(train_ratings(data.train, {}, options));
  const Folder folder;
  options.checkpoint_dir = folder / "c";
  EXPECT_EQ(train_ratings(data.train, {}, options, stop_after(2)).best_epoch, 2u);
  options.resume = true;
  EXPECT_EQ(file_bytes(train_ratings(data.train, {}, options)), whole);
}

// A run that ended by patience does not continue after a resume.
TEST(Checkpoint, ARunThatPatienceEndedStaysEnded) {
  const auto data = planted();
  TrainOptions options = quick();
  options.rank = 64;
  options.reg = 0;
  options.lr_schedule = "constant";
  options.epochs = 60;
  options.patience = 2;
  const Model ended = train_ratings(data.train, {}, options);
  ASSERT_FALSE(ended.stop_reason.empty());
  ASSERT_LT(ended.curve.size(), 60u);
  const Folder folder;
  options.checkpoint_dir = folder / "c";
  train_ratings(data.train, {}, options);
  options.resume = true;
  EXPECT_EQ(file_bytes(train_ratings(data.train, {}, options)), file_bytes(ended));
}

TEST(Checkpoint, ResumingWithoutOneStartsAnew) {
  const auto data = planted(60, 40);
  TrainOptions options = quick();
  const std::string whole = file_bytes(train_ratings(data.train, {}, options));
  const Folder folder;
  options.checkpoint_dir = folder / "deep/in/c";
  options.resume = true;
  EXPECT_EQ(file_bytes(train_ratings(data.train, {}, options)), whole);
}

TEST(Checkpoint, WithoutResumeItIsWrittenAnew) {
  const auto data = planted(60, 40);
  const Folder folder;
  TrainOptions options = quick();
  options.checkpoint_dir = folder / "c";
  train_ratings(data.train, {}, options, stop_after(3));
  TrainOptions other = options;
  other.rank = 7;
  EXPECT_EQ(refusal(data.train, other), "");
  options.resume = true;
  EXPECT_NE(refusal(data.train, options).find("--rank (7, now 5)"), std::string::npos);
}

// Resuming with another value of an option that changes the model is an error that names the option.
TEST(Checkpoint, AnyOtherOptionIsRefusedByName) {
  const auto data = planted(60, 40);
  const Folder folder;
  TrainOptions options = quick();
  options.checkpoint_dir = folder / "c";
  train_ratings(data.train, {}, options, stop_after(2));
  options.resume = true;
  for (const auto& [name, text] : std::vector<std::pair<std::string, std::string>>{{"rank", "6"},
                                                                                   {"biases", "no"},
                                                                                   {"loss", "huber"},
                                                                                   {"reg", "0.5"},
                                                                                   {"bias-reg", "0.5"},
                                                                                   {"reg-exponent", "0"},
                                                                                   {"init-std", "0.2"},
                                                                                   {"optimizer", "rowwise-adagrad"},
                                                                                   {"lr", "0.001"},
                                                                                   {"lr-schedule", "cosine"},
                                                                                   {"epochs", "7"},
                                                                                   {"seed", "2"},
                                                                                   {"validation", "random:0.3"},
                                                                                   {"patience", "3"}}) {
    TrainOptions other = options;
    TrainOptions::field(name).set(other, text);
    EXPECT_NE(refusal(data.train, other).find("another --" + name), std::string::npos) << name;
  }
}

TEST(Checkpoint, OtherValidationRowsAreRefused) {
  auto data = planted(60, 40);
  const Folder folder;
  TrainOptions options = quick();
  options.validation = "valid.csv";
  options.checkpoint_dir = folder / "c";
  train_ratings(data.train, data.test, options, stop_after(2));
  options.resume = true;
  EXPECT_EQ(refusal(data.train, options, data.test), "");
  data.test.rows[0].value += 1;
  EXPECT_NE(refusal(data.train, options, data.test).find("other data"), std::string::npos);
}

// Features and implicit feedback are part of the data.
TEST(Checkpoint, OtherFeaturesAreRefused) {
  const Folder folder;
  TrainOptions options = quick();
  options.checkpoint_dir = folder / "c";
  FactorizationData data = oracle::combined_data();
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
  TrainOptions options = quick();
  options.checkpoint_dir = folder / "c";
  train_ratings(data.train, {}, options, stop_after(2));
  options.resume = true;
  const std::string path = folder / "c/checkpoint.kinfold", whole = oracle::read_file(path);
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
  TrainOptions options = quick();
  save(train_ratings(data.train, {}, options), folder / "checkpoint.kinfold");
  options.checkpoint_dir = folder / "";
  options.resume = true;
  EXPECT_NE(refusal(data.train, options).find("not a checkpoint"), std::string::npos);
  EXPECT_NE(refusal(data.train, options).find("checkpoint.kinfold"), std::string::npos);
}

}  // namespace
}  // namespace kinfold
