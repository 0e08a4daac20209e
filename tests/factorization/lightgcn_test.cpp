#include <gtest/gtest.h>

#include <algorithm>

#include "factorization/fold_in.h"
#include "factorization/worlds.h"
#include "registry/options.h"

namespace kinfold {
namespace {

constexpr Id kUsers = 60, kItems = 90, kBlocks = 3;

// Users like a fifth of the items of their block, and no other items.
FactorizationData blocks() {
  auto dataset = oracle::planted_ratings(kUsers, kItems, 0.2, 0, [](Id, Id, double) { return 0.0; });
  std::erase_if(dataset.train.rows, [](const Rating& r) { return r.left % kBlocks != r.right % kBlocks; });
  dataset.train.time.clear();
  for (Rating& r : dataset.train.rows) r.value = 1;
  return dataset.data();
}

TrainOptions block_options(const std::string& loss) {
  TrainOptions options = TrainOptions::defaults("likes", "lightgcn");
  options.loss = loss;
  options.rank = 8;
  options.negatives = loss == "bpr" ? 1 : 20;
  options.reg = 0.05;
  options.batch_size = 64;
  options.lr = 0.01;
  options.epochs = 40;
  options.threads = 2;
  return options;
}

// The fraction of pairs in the right order: an item of the user's block should score above one of another block.
double pairwise_accuracy(const Model& model, const auto& score) {
  double accuracy = 0, all = 0;
  for (Id u = 0; u < kUsers; ++u)
    for (Id i = 0; i < kItems; ++i)
      for (Id j = 0; j < kItems && i % kBlocks == u % kBlocks; ++j) {
        if (j % kBlocks == u % kBlocks || !model.item_is_warm(i) || !model.item_is_warm(j)) continue;
        accuracy += score(u, i) > score(u, j);
        ++all;
      }
  return accuracy / all;
}

TEST(LightGcn, FindsPlantedBlocks) {
  for (const char* loss : {"bpr", "softmax"})
    for (const char* optimizer : {"sgd", "adagrad", "adam"}) {
      SCOPED_TRACE(std::string(loss) + " " + optimizer);
      TrainOptions options = block_options(loss);
      options.optimizer = optimizer;
      if (options.optimizer != "adam") options.lr = options.optimizer == "sgd" ? 10 : 0.1;
      const Model model = train(blocks(), options);
      EXPECT_GT(pairwise_accuracy(model, [&](Id u, Id i) { return predict(model, u, i); }), 0.95);
      for (const BiasAndReg& entry : model.items.bias_and_reg) EXPECT_EQ(entry.bias, 0);
    }
}

TEST(LightGcn, LayersHelpWithFewLikes) {
  TrainOptions options = block_options("bpr");
  options.epochs = 4;
  std::vector<double> accuracy;
  for (const int layers : {0, 3}) {
    options.num_layers = layers;
    const Model model = train(blocks(), options);
    accuracy.push_back(pairwise_accuracy(model, [&](Id u, Id i) { return predict(model, u, i); }));
  }
  EXPECT_GT(accuracy[1], accuracy[0] + 0.05);
}

TEST(LightGcn, AUserIsFoldedInFromItsLikes) {
  const FactorizationData data = blocks();
  const Model model = train(data, block_options("softmax"));
  const FoldIn fold_in(model);
  std::vector<FoldedUser> users;
  for (Id u = 0; u < kUsers; ++u) {
    std::vector<UserRating> user_ratings;
    for (const Rating& r : data.ratings.rows)
      if (r.left == u) user_ratings.push_back({r.right, 1});
    users.push_back(fold_in(user_ratings));
  }
  const auto score = [&](Id u, Id i) {
    float sum = 0;
    for (std::size_t k = 0; k < model.rank(); ++k) sum += users[u].vector[0][k] * model.items.factors[i][k];
    return sum;
  };
  EXPECT_GT(pairwise_accuracy(model, score), 0.95);
}

TEST(LightGcn, CosineVectorsHaveLengthOne) {
  TrainOptions options = block_options("softmax");
  options.similarity = "cosine";
  options.temperature = 0.5;
  const Model model = train(blocks(), options);
  for (Id u = 0; u < kUsers; ++u) {
    double square = 0;
    for (const float x : model.users.factors.row(u)) square += double(x) * double(x);
    EXPECT_NEAR(square, model.user_is_warm(u) ? 1 : 0, 1e-5);
  }
  EXPECT_GT(pairwise_accuracy(model, [&](Id u, Id i) { return predict(model, u, i); }), 0.95);
}

// Values are weights of the loss, unless --confidence-weight is 0.
TEST(LightGcn, ValuesAreWeightsOfTheLoss) {
  FactorizationData weighted = blocks();
  for (Rating& r : weighted.ratings.rows) r.value = float(1 + r.left % 4);
  TrainOptions options = block_options("bpr");
  options.epochs = 2;
  const auto vectors = [&](const FactorizationData& data) {
    const Model model = train(data, options);
    const auto all = model.users.factors.padded();
    return std::vector<float>(all.begin(), all.end());
  };
  EXPECT_NE(vectors(weighted), vectors(blocks()));
  options.confidence_weight = 0;
  EXPECT_EQ(vectors(weighted), vectors(blocks()));
}

TEST(LightGcn, UnsupportedOptionsAreRefused) {
  const auto refusal = [](const oracle::Settings& settings) {
    TrainOptions options = block_options("bpr");
    for (const auto& [name, value] : settings) TrainOptions::field(name).set(options, value);
    try {
      train(blocks(), options);
    } catch (const UsageError& error) {
      return error.where() + ": " + error.advice();
    }
    return std::string();
  };
  EXPECT_EQ(refusal({{"num-layers", "0"}}), "");
  EXPECT_EQ(refusal({{"implicit-feedback", "rated"}}),
            "--solver lightgcn: leave them out, or use --solver ials or sgd");
  EXPECT_EQ(refusal({{"item-implicit-feedback", "yes"}}),
            "--solver lightgcn: leave them out, or use --solver ials or sgd");
  EXPECT_NE(refusal({{"loss", "warp"}}).find("bpr, softmax"), std::string::npos);
  EXPECT_NE(refusal({{"regularizer", "l1"}}).find("l2"), std::string::npos);
  EXPECT_NE(refusal({{"model", "biases"}}).find("mf"), std::string::npos);
  EXPECT_NE(refusal({{"negatives", "all"}}).find("--solver ials"), std::string::npos);
}

TEST(LightGcn, DivergenceNamesTheLearningRate) {
  TrainOptions options = block_options("softmax");
  options.optimizer = "sgd";
  options.lr = 1e6;
  try {
    train(blocks(), options);
    FAIL();
  } catch (const DivergenceError& diverged) {
    EXPECT_EQ(diverged.where(), "--lr 1000000");
  }
}

}  // namespace
}  // namespace kinfold
