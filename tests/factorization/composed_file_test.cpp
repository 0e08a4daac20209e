// Files of models with side features, time effects and posterior samples.
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <span>

#include "factorization/composed.h"
#include "factorization/model_file.h"
#include "factorization/planted.h"
#include "registry/options.h"

namespace kinfold {
namespace {

using oracle::file_bytes;
using oracle::SolverCase;

TensorReader reader(const std::string& text, bool checked = true) {
  const auto bytes = std::as_bytes(std::span(text));
  return {{bytes.begin(), bytes.end()}, "damaged", checked};
}

Model train_case(const SolverCase& solver_case) {
  TrainOptions options = solver_case.options();
  options.epochs = 4;
  options.threads = 2;
  return train(solver_case.data(), options);
}

// Equal, also where both are NaN.
void expect_same(float a, float b) { EXPECT_TRUE(a == b || (std::isnan(a) && std::isnan(b))) << a << " " << b; }

class Composed : public ::testing::TestWithParam<SolverCase> {};

TEST_P(Composed, WhatIsLoadedPredictsTheSame) {
  const Model model = train_case(GetParam());
  const std::string bytes = file_bytes(model);
  const Model back = load(reader(bytes));
  EXPECT_EQ(back.samples, model.samples);
  EXPECT_EQ(back.noise, model.noise);
  EXPECT_EQ(back.user_side_features.ids, model.user_side_features.ids);
  EXPECT_EQ(back.item_side_features.bags.weight, model.item_side_features.bags.weight);
  EXPECT_EQ(back.time.row, model.time.row);
  for (const std::string user : {"u0", "u17", "new0", "new2", "unseen"})
    for (const std::string item : {"i0", "i33", "new1", "unseen item"}) {
      const Id u = model.user_ids.find(user).value_or(kUnseen), i = model.item_ids.find(item).value_or(kUnseen);
      for (const double time : {-1e9, 0.0, 100 * kDay, 399 * kDay, 1e12, double(NAN)}) {
        ASSERT_TRUE(std::isfinite(predict(model, u, i, time)));
        expect_same(predict(back, u, i, time), predict(model, u, i, time));
        expect_same(predicted_stddev(back, u, i, time), predicted_stddev(model, u, i, time));
      }
    }
  EXPECT_EQ(file_bytes(back), bytes);
}

// Predictions for a user without ratings use the features.
TEST_P(Composed, FeaturesAloneChangeThePrediction) {
  if (!GetParam().uses_side_information()) GTEST_SKIP() << "does not support features";
  const Model model = train_case(GetParam());
  const Id item = *model.item_ids.find("i0");
  EXPECT_NE(predict(model, *model.user_ids.find("new0"), item), predict(model, kUnseen, item));
}

INSTANTIATE_TEST_SUITE_P(, Composed, ::testing::ValuesIn(oracle::solver_cases()),
                         [](const auto& test) { return test.param.name; });

// Two users and a third row for a time bin of the second user, two items, one feature on each side, two rank-1
// samples.
Model tiny_composed() {
  Model model;
  for (const char* id : {"ann", "bob"}) model.user_ids.add(id);
  for (const char* id : {"x", "y"}) model.item_ids.add(id);
  model.users = {Matrix(3, 2), std::vector<BiasAndReg>(3)};
  model.items = {Matrix(2, 2), std::vector<BiasAndReg>(2)};
  model.history = {{0, 1, 2}, {1, 0}, {1, 2}};
  model.item_counts = count_items(model.history, 2);
  model.low = 1, model.high = 2;
  model.samples = 2, model.noise = 0.5f;
  for (const auto& [side_features, rows] : {std::pair(&model.user_side_features, 3), {&model.item_side_features, 2}}) {
    side_features->ids.add("kind=1");
    for (int row = 0; row < rows; ++row) {
      if (row != 1) side_features->bags.add(0, 1);
      side_features->bags.close();
    }
    side_features->side = {Matrix(1, 2), std::vector<BiasAndReg>(1)};
  }
  model.time.bins.edges = {50, 100};
  model.time.item_bin.assign(6, 0.25f);
  model.time.drift = {1, 2};
  model.time.mean_time = {0, 5};
  model.time.day_key = {time_key(0, day_of(0)), time_key(1, day_of(0))};
  model.time.day = {1, 2};
  model.time.row_key = {time_key(1, 1)};
  model.time.row = {2};
  return model;
}

// The error of loading a model that was corrupted before it was saved; empty if there is none.
std::string refusal_of_composed_file(const std::function<void(Model&)>& corrupt) {
  Model model = tiny_composed();
  corrupt(model);
  try {
    load(reader(file_bytes(model)));
  } catch (const Error& error) {
    EXPECT_EQ(error.where(), "damaged");
    return error.what();
  }
  return "";
}

TEST(Damage, TheWholeComposedFileIsNotRefused) {
  EXPECT_EQ(refusal_of_composed_file([](Model&) {}), "");
}

TEST(Damage, SideFeaturesThatDoNotFitAreRefused) {
  const auto names = [](const std::string& part, const std::function<void(Model&)>& corrupt) {
    const std::string message = refusal_of_composed_file(corrupt);
    EXPECT_NE(message.find(part), std::string::npos) << part << ": " << message;
  };
  names("user.side_features.bags", [](Model& m) { m.user_side_features.bags.member[0] = 1; });
  names("user.side_features.bags", [](Model& m) { m.user_side_features.bags.begin = {0, 1, 2}; });
  names("user.side_features.bags", [](Model& m) { m.user_side_features.bags.begin = {0, 2, 1, 2}; });
  names("user.side_features.bags", [](Model& m) { m.user_side_features.bags.begin = {1, 1, 1, 2}; });
  names("user.side_features.bags", [](Model& m) { m.user_side_features.bags.weight.pop_back(); });
  names("user.side_features", [](Model& m) { m.user_side_features.ids.add("kind=2"); });
  names("user.side_features", [](Model& m) { m.user_side_features.side.bias_and_reg.resize(2); });
  names("user.side_features", [](Model& m) { m.user_side_features.side.factors = Matrix(1, 3); });
  names("item.side_features.bags", [](Model& m) { m.item_side_features.bags.member[0] = 7; });
  names("item.side_features.bags", [](Model& m) { m.item_side_features.bags.close(); });
  names("item.side_features", [](Model& m) { m.item_side_features.side.factors = Matrix(2, 2); });
}

TEST(Damage, TimeEffectsThatDoNotFitAreRefused) {
  const auto is_refused = [](const std::function<void(Model&)>& corrupt) {
    return refusal_of_composed_file(corrupt).find("time effects") != std::string::npos;
  };
  EXPECT_TRUE(is_refused([](Model& m) { m.time.bins.edges = {100, 50}; }));
  EXPECT_TRUE(is_refused([](Model& m) { m.time.bins.edges = {50}; }));
  EXPECT_TRUE(is_refused([](Model& m) { m.time.item_bin.pop_back(); }));
  EXPECT_TRUE(is_refused([](Model& m) { m.time.drift.push_back(1); }));
  EXPECT_TRUE(is_refused([](Model& m) { m.time.mean_time.clear(); }));
  EXPECT_TRUE(is_refused([](Model& m) { m.time.day.pop_back(); }));
  EXPECT_TRUE(is_refused([](Model& m) { std::swap(m.time.day_key[0], m.time.day_key[1]); }));
  EXPECT_TRUE(is_refused([](Model& m) { m.time.row[0] = 3; }));
  EXPECT_TRUE(is_refused([](Model& m) { m.time.row_key.clear(); }));
}

TEST(Damage, SamplesThatDoNotFitAreRefused) {
  EXPECT_NE(refusal_of_composed_file([](Model& m) { m.samples = 3; }).find("samples"), std::string::npos);
  EXPECT_NE(refusal_of_composed_file([](Model& m) { m.noise = NAN; }), "");
}

TEST(Damage, EveryFlippedBitAndEveryLengthOfAComposedFileCounts) {
  const std::string whole = file_bytes(tiny_composed());
  for (std::size_t at = 0; at < whole.size(); ++at) {
    std::string flipped = whole;
    flipped[at] = char(flipped[at] ^ (1 << (at % 8)));
    ASSERT_THROW(load(reader(flipped)), Error) << at;
    ASSERT_THROW(load(reader(whole.substr(0, at))), Error) << at;
  }
}

TEST(Damage, BehindTheChecksumOfAComposedFileIsNeverACrash) {
  const std::string whole = file_bytes(tiny_composed());
  Random random(7);
  for (int i = 0; i < 20'000; ++i) {
    std::string damaged = whole;
    for (int n = 0; n < 2; ++n) damaged[random.below(damaged.size())] = char(random());
    try {
      const Model model = load(reader(damaged, false));
      if (model.user_ids.size() < 2 || model.item_ids.size() == 0) continue;
      for (const double time : {0.0, 75.0, 1e300, double(NAN)}) {
        predict(model, 1, 0, time);
        predicted_stddev(model, 1, 0, time);
      }
    } catch (const Error&) {
    }
  }
}

}  // namespace
}  // namespace kinfold
