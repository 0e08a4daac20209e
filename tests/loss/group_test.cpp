// Losses of links and triples.
#include "loss/group.h"

#include "kg/one_vs_all_loss.h"
#include "oracle/instruction_sets.h"
#include "oracle/relational_scores.h"
#include "oracle/typed_tests.h"
#include "regularizer/power.h"

namespace kinfold {
namespace {

template <class L>
class GraphLossTest : public ::testing::Test {
 protected:
  const GroupLossOptions options{0.7f, 0.9f, 100};
  const std::vector<float> corrections{0.2f, -0.4f, 0.0f, 1.1f, -0.3f};

  float gradients(const std::vector<float>& scores, std::vector<float>& out) const {
    out.assign(scores.size(), 0);
    GroupScores group{scores[0], std::span(scores).subspan(1), corrections, 0, std::span(out).subspan(1)};
    const float loss = L{}.gradients(group, options);
    out[0] = group.positive_gradient;
    return loss;
  }
  // The formula in double precision. The weights of self-adversarial negatives are computed from `weight_scores`.
  double value(const std::vector<double>& s, const std::vector<float>& weight_scores) const {
    const double temperature = options.temperature;
    double sum = 0, log_total = 0;
    for (std::size_t j = 1; j < s.size(); ++j) log_total += std::exp(weight_scores[j] / temperature);
    const auto cost = [](double x) { return std::log(1 + std::exp(x)); };
    if (L::name == "softmax") sum = std::exp(s[0] / temperature);
    if (L::name == "logistic" || L::name == "self-adversarial") sum = cost(-s[0]);
    for (std::size_t j = 1; j < s.size(); ++j) {
      if (L::name == "softmax") sum += std::exp(s[j] / temperature + corrections[j - 1]);
      if (L::name == "logistic") sum += cost(s[j]);
      if (L::name == "self-adversarial") sum += std::exp(weight_scores[j] / temperature) / log_total * cost(s[j]);
      if (L::name == "margin-ranking") sum += std::max(0.0, options.margin - s[0] + s[j]) / double(s.size() - 1);
    }
    return L::name == "softmax" ? std::log(sum) - s[0] / temperature : sum;
  }
};
TYPED_TEST_SUITE(GraphLossTest, oracle::TypesOf<GraphLosses>::Types, oracle::ByName);

TYPED_TEST(GraphLossTest, LossAndGradientsFollowTheFormula) {
  static_assert(GroupLoss<TypeParam>);
  for (const float positive : {-2.0f, -0.3f, 0.4f, 1.35f, 2.6f}) {
    const std::vector<float> scores{positive, -0.47f, 0.71f, 1.6f, -2.2f, 0.13f};
    const std::vector<double> s(scores.begin(), scores.end());
    std::vector<float> gradients;
    EXPECT_NEAR(this->gradients(scores, gradients), this->value(s, scores), 1e-5);
    for (std::size_t j = 0; j < s.size(); ++j) {
      std::vector<double> up = s, down = s;
      up[j] += 1e-5, down[j] -= 1e-5;
      const double difference = (this->value(up, scores) - this->value(down, scores)) / 2e-5;
      EXPECT_NEAR(gradients[j], difference, 1e-5) << "score " << j << " at " << positive;
    }
  }
}

// Excluded negatives have the score -1e30, which gives neither loss nor gradient.
TYPED_TEST(GraphLossTest, ExcludedNegativesHaveNoGradient) {
  std::vector<float> gradients;
  EXPECT_TRUE(std::isfinite(this->gradients({0.3f, -1e30f, 0.5f, -1e30f, 0.2f, -1e30f}, gradients)));
  for (const std::size_t j : {1, 3, 5}) EXPECT_EQ(gradients[j], 0);
  for (const std::size_t j : {2, 4}) EXPECT_GT(gradients[j], 0);
  this->gradients({0.3f, -1e30f, -1e30f, -1e30f, -1e30f, -1e30f}, gradients);
  for (std::size_t j = 1; j < gradients.size(); ++j) EXPECT_EQ(gradients[j], 0);
  EXPECT_TRUE(std::isfinite(gradients[0]));
}

TYPED_TEST(GraphLossTest, ExtremeScoresStayFinite) {
  std::vector<float> gradients;
  for (const float score : {-300.0f, 300.0f}) {
    EXPECT_TRUE(std::isfinite(this->gradients({score, -score, 0, score, -score, 1}, gradients)));
    for (const float gradient : gradients) EXPECT_TRUE(std::isfinite(gradient));
  }
}

// Random scores, a row per candidate and a column per query, with padding columns that must not change.
struct ScoreFixture {
  std::size_t rows, queries, stride = queries + 3;
  std::vector<float> scores;
  std::vector<float> weight, smoothing;

  ScoreFixture(std::size_t candidates, std::size_t q) : rows(candidates), queries(q), scores(rows * stride, 7) {
    Random random(rows + 100 * q);
    for (std::size_t c = 0; c < rows; ++c)
      for (std::size_t n = 0; n < queries; ++n) scores[c * stride + n] = float(4 * random.normal());
    scores[0] = 90, scores[(rows - 1) * stride] = -90;
    for (std::size_t n = 0; n < queries; ++n) {
      weight.push_back(float(random.uniform()));
      smoothing.push_back(float(random.uniform() / 10));
    }
  }
  ScoreBlock block(std::size_t first, std::size_t count) { return {scores.data() + first * stride, count, stride}; }
  double log_total(std::size_t q) const {
    double top = -1e300, sum = 0;
    for (std::size_t c = 0; c < rows; ++c) top = std::max(top, double(scores[c * stride + q]));
    for (std::size_t c = 0; c < rows; ++c) sum += std::exp(scores[c * stride + q] - top);
    return top + std::log(sum);
  }
};

void on_every_size(const auto& body) {
  oracle::on_every_instruction_set([&] {
    for (const std::size_t rows : {1, 2, 31})
      for (const std::size_t queries : {1, 3, 16, 37}) body(ScoreFixture(rows, queries));
  });
}

TEST(OneVsAllLoss, LogSumExpCanBeComputedInParts) {
  on_every_size([](ScoreFixture s) {
    LogSumExp total(s.queries), first(s.queries), second(s.queries);
    total.add(s.block(0, s.rows));
    const std::size_t cut = s.rows / 3;
    if (cut > 0) first.add(s.block(0, cut));  // otherwise an empty part
    second.add(s.block(cut, 1));
    second.add(s.block(cut + 1, s.rows - cut - 1));
    first.add(second);
    for (std::size_t q = 0; q < s.queries; ++q) {
      EXPECT_NEAR(total.value(q), s.log_total(q), 2e-5);
      EXPECT_NEAR(first.value(q), s.log_total(q), 2e-5);
    }
  });
}

TEST(OneVsAllLoss, SoftmaxGradientsAreWeightedProbabilities) {
  on_every_size([](ScoreFixture s) {
    const ScoreFixture before = s;
    std::vector<float> log_total;
    for (std::size_t q = 0; q < s.queries; ++q) log_total.push_back(float(s.log_total(q)));
    double smoothed = 0;
    const double result = -one_vs_all_loss("softmax").gradients(s.block(0, s.rows), {log_total, s.weight, s.smoothing});
    for (std::size_t c = 0; c < s.rows; ++c)
      for (std::size_t q = 0; q < s.stride; ++q) {
        const double score = before.scores[c * s.stride + q], gradient = s.scores[c * s.stride + q];
        if (q >= s.queries) {
          ASSERT_EQ(gradient, 7);
          continue;
        }
        smoothed += s.smoothing[q] * score;
        ASSERT_NEAR(gradient, s.weight[q] * std::exp(score - log_total[q]) - s.smoothing[q], 1e-5);
      }
    EXPECT_NEAR(result, smoothed, 1e-5 * (10 + std::fabs(smoothed)));
  });
}

TEST(OneVsAllLoss, LogisticGradientsAreWeightedProbabilities) {
  on_every_size([](ScoreFixture s) {
    const ScoreFixture before = s;
    double loss = 0;
    const double result = one_vs_all_loss("logistic").gradients(s.block(0, s.rows), {{}, s.weight, s.smoothing});
    for (std::size_t c = 0; c < s.rows; ++c)
      for (std::size_t q = 0; q < s.stride; ++q) {
        const double score = before.scores[c * s.stride + q], gradient = s.scores[c * s.stride + q];
        if (q >= s.queries) {
          ASSERT_EQ(gradient, 7);
          continue;
        }
        loss += s.weight[q] * (std::max(score, 0.0) + std::log1p(std::exp(-std::fabs(score)))) - s.smoothing[q] * score;
        ASSERT_NEAR(gradient, s.weight[q] / (1 + std::exp(-score)) - s.smoothing[q], 1e-6);
      }
    EXPECT_NEAR(result, loss, 1e-5 * (10 + std::fabs(loss)));
  });
}

TEST(PowerSumRegularizer, GradientIsTheDerivativeOfValue) {
  for (const bool is_complex : {false, true})
    for (const int power : {2, 3}) {
      const PowerSumRegularizer regularizer{0.3f, power};
      const std::vector<float> row{0.5f, -1.2f, 0.0f, 2.0f, 0.7f, 0.0f};
      const std::vector<double> x(row.begin(), row.end());
      EXPECT_NEAR(regularizer.value(row, is_complex), oracle::power_sum(x, is_complex, 0.3, power), 1e-6);
      std::vector<float> gradient(row.size(), 1);
      regularizer.add_gradient(row, is_complex, 2, gradient.data());
      for (std::size_t k = 0; k < x.size(); ++k) {
        std::vector<double> up = x, down = x;
        up[k] += 1e-5, down[k] -= 1e-5;
        const double difference =
            (oracle::power_sum(up, is_complex, 0.3, power) - oracle::power_sum(down, is_complex, 0.3, power)) / 2e-5;
        EXPECT_NEAR(gradient[k], 1 + 2 * difference, 1e-5) << k << ", power " << power << ", complex " << is_complex;
      }
    }
}

}  // namespace
}  // namespace kinfold
