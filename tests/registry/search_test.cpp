#include "registry/search.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "core/error.h"
#include "registry/options.h"

namespace kinfold {
namespace {

double value_of(const TrialParams& params, const std::string& name) {
  return std::stod(std::ranges::find(params, name, &TrialParams::value_type::first)->second);
}

void expect_error(const std::string& range, const std::string& what) {
  try {
    make_search_space({range});
    ADD_FAILURE() << range << " is accepted";
  } catch (const UsageError& error) {
    EXPECT_NE(std::string(error.what()).find(what), std::string::npos) << range << ": " << error.what();
  }
}

TEST(SearchSpace, ReadsRangesAndWritesThemBack) {
  const SearchSpace space = make_search_space({"lr=0.005..0.2:log", "rank=8,16,32", "reg_exponent=0.5..1",
                                               "epochs=3..9", "biases", "lr-schedule=linear,exponential:0.9"});
  std::vector<std::string> texts;
  for (const SearchRange& range : space) texts.push_back(range.text());
  EXPECT_EQ(texts,
            (std::vector<std::string>{"biases=yes,no", "epochs=3..9", "lr=0.005..0.2:log",
                                      "lr-schedule=linear,exponential:0.9", "rank=8,16,32", "reg-exponent=0.5..1"}));
  for (std::size_t i = 0; i < space.size(); ++i) EXPECT_EQ(make_search_space({texts[i]})[0].text(), texts[i]);
}

TEST(SearchSpace, RejectsInvalidRanges) {
  expect_error("rank=0..8", "invalid value '0' for --rank");
  expect_error("rank=8..2000", "--rank");
  expect_error("lr=0..1:log", "must begin above 0");
  expect_error("lr=0.1..0.01", "is above the upper end");
  expect_error("lr=a..b", "'a' is not a number");
  expect_error("lr=", "no range after '='");
  expect_error("loss=squared,cubed", "unknown loss 'cubed'");
  expect_error("rnak", "did you mean 'rank'");
  expect_error("threads=1..2", "cannot be searched");
  expect_error("columns", "cannot be searched");
  EXPECT_THROW(make_search_space({"rank,lr", "rank=3..4"}), UsageError);
}

// Options with a default range or with choices can be given by name alone.
TEST(SearchSpace, DefaultRangesAreValid) {
  for (const char* name : {"rank", "reg", "bias-reg", "reg-exponent", "init-std", "lr", "epochs", "lr-schedule", "loss",
                           "optimizer", "model", "biases", "clip", "regularizer"})
    EXPECT_EQ(make_search_space({name}).size(), 1u) << name;
}

TEST(SearchSpace, SamplesStayInRangeAndReachBothEnds) {
  const SearchSpace space = make_search_space({"rank=4..7", "epochs=1..100:log", "lr=0.0123456..0.2:log",
                                               "reg=0.1..0.3", "lr-schedule=linear,cosine,constant"});
  std::map<std::string, std::size_t> ranks, schedules;
  for (std::size_t trial = 0; trial < 2000; ++trial) {
    const TrialParams params = sample_params(space, 7, trial);
    EXPECT_NO_THROW(apply_params(params, TrainOptions()));
    for (const SearchRange& range : space) {
      if (!range.choices.empty()) continue;
      EXPECT_GE(value_of(params, range.name), range.low);
      EXPECT_LE(value_of(params, range.name), range.high);
    }
    ++ranks[std::to_string(int(value_of(params, "rank")))];
    ++schedules[apply_params(params, TrainOptions()).lr_schedule];
  }
  EXPECT_EQ(ranks.size(), 4u);
  for (const auto& [rank, count] : ranks) EXPECT_NEAR(double(count), 500, 80) << rank;
  for (const auto& [schedule, count] : schedules) EXPECT_NEAR(double(count), 667, 90) << schedule;
}

// The fraction of samples below x is log(x / low) / log(high / low), within the Kolmogorov-Smirnov bound at level
// 0.001.
TEST(SearchSpace, LogRangesAreLogUniform) {
  constexpr std::size_t kSamples = 4000;
  const SearchSpace space = make_search_space({"lr=0.001..1:log"});
  std::vector<double> quantiles;
  for (std::size_t trial = 0; trial < kSamples; ++trial)
    quantiles.push_back(std::log(value_of(sample_params(space, 3, trial), "lr") / 0.001) / std::log(1000));
  std::ranges::sort(quantiles);
  double worst = 0;
  for (std::size_t i = 0; i < kSamples; ++i)
    worst = std::max(worst, std::fabs(quantiles[i] - double(i + 1) / kSamples));
  EXPECT_LT(worst, 1.95 / std::sqrt(kSamples));
}

TEST(SearchSpace, SameSeedSameSamples) {
  const std::vector<std::string> texts = {"rank,lr", "reg"};
  const SearchSpace space = make_search_space(texts), reordered = make_search_space({"reg", "lr", "rank"});
  for (std::size_t trial = 0; trial < 20; ++trial)
    EXPECT_EQ(sample_params(space, 5, trial), sample_params(reordered, 5, trial));
  EXPECT_NE(sample_params(space, 5, 1), sample_params(space, 6, 1));
  EXPECT_NE(sample_params(space, 5, 1), sample_params(space, 5, 2));
}

TEST(HalvingRungs, OfTwentySeven) {
  const std::vector<Rung> rungs = halving_rungs(27, 30, 3);
  ASSERT_EQ(rungs.size(), 3u);
  EXPECT_EQ(rungs[0].trials, 27u);
  EXPECT_EQ(rungs[0].epochs, 3u);
  EXPECT_EQ(rungs[1].trials, 9u);
  EXPECT_EQ(rungs[1].epochs, 10u);
  EXPECT_EQ(rungs[2].trials, 3u);
  EXPECT_EQ(rungs[2].epochs, 30u);
}

TEST(HalvingRungs, NeverGrow) {
  for (std::size_t trials = 1; trials < 70; ++trials)
    for (std::size_t epochs = 1; epochs < 100; ++epochs)
      for (std::size_t factor = 1; factor < 6; ++factor) {
        const std::vector<Rung> rungs = halving_rungs(trials, epochs, factor);
        ASSERT_EQ(rungs.front().trials, trials);
        ASSERT_EQ(rungs.back().epochs, epochs);
        ASSERT_GE(rungs.back().trials, 1u);
        for (std::size_t r = 1; r < rungs.size(); ++r) {
          ASSERT_LT(rungs[r].trials, rungs[r - 1].trials);
          ASSERT_GT(rungs[r].epochs, rungs[r - 1].epochs);
        }
        ASSERT_TRUE(factor > 1 || rungs.size() == 1);
      }
}

// A fake training run: better near learning rate 0.05 and with more epochs. Every seventh trial diverges.
bool fake_run(Trial& trial) {
  const double miss = std::log(value_of(trial.params, "lr") / 0.05);
  trial.score = trial.number % 7 == 6 ? NAN : 1 + miss * miss / double(trial.epochs);
  trial.best_epoch = trial.epochs;
  return true;
}

SearchPlan plan_of_27() { return {make_search_space({"lr=0.001..1:log"}), halving_rungs(27, 27, 3), 4, false}; }

bool same(const Trial& a, const Trial& b) {
  return a.number == b.number && a.epochs == b.epochs && a.params == b.params &&
         (a.score == b.score || (std::isnan(a.score) && std::isnan(b.score)));
}

TEST(Search, KeepsTheBestOfEachRung) {
  const SearchPlan plan = plan_of_27();
  std::vector<Trial> history;
  const std::vector<Trial> ranked = run_search(plan, history, fake_run);
  ASSERT_EQ(ranked.size(), 27u + 9 + 3);
  EXPECT_EQ(history.size(), ranked.size());
  EXPECT_EQ(ranked[0].epochs, 27u);
  for (const Trial& longer : ranked) {
    if (longer.epochs != 9) continue;
    for (const Trial& other : ranked) {
      const bool promoted =
          std::ranges::any_of(ranked, [&](const Trial& t) { return t.number == other.number && t.epochs == 9; });
      if (other.epochs == 3 && std::isfinite(other.score) && !promoted) {
        const auto first =
            std::ranges::find_if(ranked, [&](const Trial& t) { return t.number == longer.number && t.epochs == 3; });
        EXPECT_LE(first->score, other.score);
      }
    }
  }
  EXPECT_TRUE(std::isnan(ranked.back().score));
}

TEST(Search, ResumedSearchEqualsUninterruptedOne) {
  const SearchPlan plan = plan_of_27();
  std::vector<Trial> whole;
  const std::vector<Trial> expected = run_search(plan, whole, fake_run);
  for (std::size_t stop = 0; stop <= whole.size(); stop += 5) {
    std::vector<Trial> history;
    std::size_t runs = 0;
    run_search(plan, history, [&](Trial& trial) { return runs < stop && (++runs, fake_run(trial)); });
    ASSERT_EQ(history.size(), stop);
    const std::vector<Trial> ranked = run_search(plan, history, [&](Trial& trial) { return ++runs, fake_run(trial); });
    EXPECT_EQ(runs, whole.size()) << "no trial is run twice";
    ASSERT_EQ(ranked.size(), expected.size());
    for (std::size_t i = 0; i < ranked.size(); ++i) EXPECT_TRUE(same(ranked[i], expected[i])) << i;
  }
}

TEST(Search, HigherCanBeBetter) {
  SearchPlan plan = plan_of_27();
  plan.higher_is_better = true;
  std::vector<Trial> history;
  const std::vector<Trial> ranked = run_search(plan, history, [](Trial& trial) {
    fake_run(trial);
    trial.score = -trial.score;
    return true;
  });
  plan.higher_is_better = false;
  history.clear();
  const std::vector<Trial> lower = run_search(plan, history, fake_run);
  for (std::size_t i = 0; i < ranked.size(); ++i) EXPECT_EQ(ranked[i].number, lower[i].number);
}

TEST(Search, AllDiverged) {
  std::vector<Trial> history;
  const std::vector<Trial> ranked = run_search(plan_of_27(), history, [](Trial&) { return true; });
  EXPECT_EQ(ranked.size(), 27u);
  EXPECT_TRUE(std::isnan(ranked[0].score));
}

}  // namespace
}  // namespace kinfold
