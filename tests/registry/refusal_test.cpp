#include <gtest/gtest.h>

#include "core/error.h"
#include "core/random.h"
#include "registry/options.h"

namespace kinfold {
namespace {

std::string random_text(Random& random) {
  static const std::string letters = "0123456789.-+eExyesno \0inf";
  std::string text(random.below(6), ' ');
  for (char& c : text) c = letters[random.below(letters.size())];
  return text;
}

// An accepted text round-trips through get() and set(). A rejected text gives an error that names the option, and
// leaves the options unchanged.
TEST(TrainOptions, RandomTextsAreAcceptedOrRejected) {
  Random random(3);
  for (const auto& field : TrainOptions::fields()) {
    int accepted = 0, rejected = 0;
    for (int i = 0; i < 3000; ++i) {
      TrainOptions options, again;
      const std::string text = random_text(random);
      try {
        field.set(options, text);
        ++accepted;
        const std::string value = field.get(options);
        field.set(again, value);
        ASSERT_EQ(field.get(again), value) << field.name;
      } catch (const UsageError& error) {
        ++rejected;
        ASSERT_EQ(error.where(), "--" + field.name);
        ASSERT_EQ(field.get(options), field.get(TrainOptions())) << field.name << " '" << text << "'";
      }
    }
    EXPECT_TRUE(accepted > 0 || !field.choices.empty()) << field.name;
    EXPECT_TRUE(rejected > 0 || std::holds_alternative<std::string TrainOptions::*>(field.member)) << field.name;
  }
}

TEST(TrainOptions, NumbersKeepEveryDigit) {
  for (const char* text : {"0.1", "1e-300", "0.30000000000000004", "123456789.125"}) {
    TrainOptions options;
    TrainOptions::field("lr").set(options, text);
    EXPECT_EQ(options.lr, std::stod(text));
    TrainOptions again;
    TrainOptions::field("lr").set(again, TrainOptions::field("lr").get(options));
    EXPECT_EQ(again.lr, options.lr);
  }
  TrainOptions options;
  TrainOptions::field("seed").set(options, "18446744073709551615");
  EXPECT_EQ(options.seed, ~std::uint64_t{0});
  EXPECT_THROW(TrainOptions::field("seed").set(options, "18446744073709551616"), UsageError);
}

TEST(TrainOptions, AnUnknownChoiceListsTheKnownOnes) {
  for (const auto& field : TrainOptions::fields()) {
    if (field.choices.empty()) continue;
    TrainOptions options;
    try {
      field.set(options, field.choices.front() + "x");
      ADD_FAILURE() << field.name;
    } catch (const UsageError& error) {
      for (const std::string& choice : field.choices)
        EXPECT_NE(error.advice().find(choice), std::string::npos) << field.name;
      EXPECT_NE(error.advice().find("did you mean '" + field.choices.front() + "'"), std::string::npos) << field.name;
    }
  }
}

}  // namespace
}  // namespace kinfold
