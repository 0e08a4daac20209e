#include "data/questions.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "core/random.h"

namespace kinfold {
namespace {

std::vector<Triple> some_facts() {
  Random random(3);
  std::vector<Triple> facts;
  for (int n = 0; n < 300; ++n) facts.push_back({Id(random.below(9)), Id(random.below(3)), Id(random.below(7))});
  return facts;
}

TEST(Questions, HoldEachAnswerOnceOfTheSummedWeight) {
  const std::vector<Triple> facts = some_facts();
  Random random(4);
  std::vector<float> weights;
  for (std::size_t n = 0; n < facts.size(); ++n) weights.push_back(float(1 + random.below(4)));
  for (const End end : {End::kTail, End::kHead})
    for (const bool weighed : {false, true}) {
      std::map<Question, std::map<Id, float>> expected;
      for (std::size_t n = 0; n < facts.size(); ++n) {
        const auto& [head, relation, tail] = facts[n];
        const Question question{end == End::kTail ? head : tail, relation, end};
        expected[question][end == End::kTail ? tail : head] += weighed ? weights[n] : 1;
      }
      const Questions questions(facts, weighed ? std::span<const float>(weights) : std::span<const float>(), end);
      ASSERT_EQ(questions.size(), expected.size());
      std::size_t number = 0;
      for (const auto& [question, answers] : expected) {  // both by rising question and answer
        EXPECT_EQ(questions[number], question);
        std::map<Id, float> found;
        for (std::size_t a = 0; a < questions.answers(number).size(); ++a)
          found[questions.answers(number)[a]] = questions.weights(number)[a];
        EXPECT_EQ(found, answers);
        EXPECT_TRUE(std::ranges::is_sorted(questions.answers(number)));
        EXPECT_EQ(questions.find(question).data(), questions.answers(number).data());
        ++number;
      }
    }
}

TEST(Questions, FindNothingWhereNothingIsKnown) {
  EXPECT_TRUE(Questions().find({0, 0, End::kTail}).empty());
  const KnownFacts known(std::vector<Triple>{{1, 0, 2}});
  EXPECT_TRUE(known.find({0, 0, End::kTail}).empty());
  EXPECT_TRUE(known.find({1, 1, End::kTail}).empty());
  EXPECT_TRUE(known.find({1, 0, End::kHead}).empty()) << "1 is no tail";
  EXPECT_EQ(known.find({2, 0, End::kHead})[0], 1u);
  EXPECT_TRUE(known.find({7, 7, End::kTail}).empty());
}

TEST(KnownFacts, ContainWhatTheyWereMadeOf) {
  const std::vector<Triple> facts = some_facts();
  const std::set<Triple> all(facts.begin(), facts.end());
  const KnownFacts known(facts);
  for (Id h = 0; h < 10; ++h)
    for (Id r = 0; r < 4; ++r)
      for (Id t = 0; t < 10; ++t) EXPECT_EQ(known.contains({h, r, t}), all.contains({h, r, t}));
}

}  // namespace
}  // namespace kinfold
