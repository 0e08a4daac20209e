#include "registry/options.h"

#include <gtest/gtest.h>

#include <set>

#include "core/error.h"

namespace kinfold {
namespace {

UsageError error_of(const std::string& name, const std::string& text) {
  TrainOptions options;
  try {
    TrainOptions::field(name).set(options, text);
  } catch (const UsageError& error) {
    return error;
  }
  ADD_FAILURE() << "--" << name << " accepts '" << text << "'";
  return UsageError("");
}

TEST(TrainOptions, NamesAreUniqueAndEveryDefaultIsAllowed) {
  std::set<std::string> names;
  for (const auto& field : TrainOptions::fields()) {
    EXPECT_TRUE(names.insert(field.name).second) << field.name;
    EXPECT_FALSE(field.help.empty());
    TrainOptions options;
    const std::string before = field.get(options);
    field.set(options, before);
    EXPECT_EQ(field.get(options), before) << field.name;
  }
}

TEST(TrainOptions, EveryFieldReachesItsOwnMember) {
  for (const auto& field : TrainOptions::fields()) {
    TrainOptions changed;
    const std::string text = !field.choices.empty() ? field.choices.back()
                             : field.is_flag()      ? (field.get(changed) == "yes" ? "no" : "yes")
                             : field.max < 1        ? "0.5"
                                                    : "1";
    field.set(changed, text);
    std::size_t differing = 0;
    for (const auto& other : TrainOptions::fields()) differing += other.get(changed) != other.get(TrainOptions());
    EXPECT_LE(differing, 1u) << field.name;
    EXPECT_EQ(field.get(changed), text) << field.name;
  }
}

TEST(TrainOptions, RankMayBeAuto) {
  TrainOptions options;
  const auto& rank = TrainOptions::field("rank");
  rank.set(options, "auto");
  EXPECT_EQ(options.rank, 0);
  EXPECT_EQ(rank.get(options), "auto");
  EXPECT_NE(error_of("rank", "0").advice().find("from 1 to 1024, or auto"), std::string::npos);
  EXPECT_EQ(TrainOptions::field("epochs").zero_word, "");
}

TEST(TrainOptions, InvalidValuesNameTheOptionAndTheAllowedValues) {
  for (const auto& [name, text] : std::vector<std::pair<std::string, std::string>>{{"rank", "0"},
                                                                                   {"rank", "1025"},
                                                                                   {"rank", "-3"},
                                                                                   {"rank", "1.5"},
                                                                                   {"rank", "x"},
                                                                                   {"rank", ""},
                                                                                   {"lr", "-1"},
                                                                                   {"lr", "0"},
                                                                                   {"lr", "nan"},
                                                                                   {"lr", "inf"},
                                                                                   {"reg", "-0.1"},
                                                                                   {"epochs", "0"},
                                                                                   {"seed", "-1"},
                                                                                   {"loss", "squred"},
                                                                                   {"biases", "perhaps"},
                                                                                   {"reg-exponent", "3"},
                                                                                   {"patience", "1e3"}}) {
    const UsageError error = error_of(name, text);
    EXPECT_EQ(error.where(), "--" + name) << text;
    EXPECT_FALSE(error.advice().empty()) << text;
  }
  EXPECT_NE(error_of("loss", "squred").advice().find("did you mean 'squared'"), std::string::npos);
}

TEST(TrainOptions, UnknownNamesProposeSimilarOnes) {
  EXPECT_EQ(TrainOptions::field("reg_exponent").name, "reg-exponent");
  try {
    TrainOptions::field("epoch");
    FAIL();
  } catch (const UsageError& error) {
    EXPECT_NE(error.advice().find("did you mean 'epochs'"), std::string::npos);
  }
}

TEST(TrainOptions, OptionValuesContainOnlyWhatAffectsTheModel) {
  TrainOptions options;
  const auto before = option_values(options);
  options.threads = 7;
  options.checkpoint_dir = "c";
  options.time_budget = 3;
  EXPECT_EQ(option_values(options), before);
  options.seed = 9;
  EXPECT_NE(option_values(options), before);
}

}  // namespace
}  // namespace kinfold
