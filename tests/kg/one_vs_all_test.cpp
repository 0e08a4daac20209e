#include "kg/one_vs_all.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "oracle/relational_scores.h"

namespace kinfold {
namespace {

using oracle::DoubleEmbeddings;

struct OneVsAllCase {
  std::size_t entities = 13;
  bool softmax = true;
  float smoothing = 0, relation_prediction_weight = 0;
  PowerSumRegularizer regularizer = {0.3f, 3};
  float margin = 0.8f;
};

// A batch of queries of one end, some with several answers, and the data that a step needs.
struct OneVsAllFixture {
  static constexpr std::size_t kRelations = 3;
  OneVsAllCase params;
  oracle::RelationalFormula kind;
  RelationalScorer scorer;
  Embeddings tables;
  QueryAnswers queries;
  std::vector<std::uint32_t> numbers;
  OneVsAllOptions options;
  OneVsAllBatch batch{queries, {}, 0.4f};

  OneVsAllFixture(const std::string& name, const OneVsAllCase& s, TripleEnd end)
      : params(s), kind{name, 2}, scorer(name, {3, 2}) {
    const ScorerDims dims = scorer.dims();
    tables.entity = oracle::normal_matrix(s.entities, dims.entity, 0.8, Random(1));
    const std::size_t width = scorer.has_core() ? 2 : dims.relation;
    tables.relation = oracle::normal_matrix(kRelations, width, 0.8, Random(2));
    if (scorer.has_core()) tables.core = oracle::normal_matrix(2, dims.relation, 0.8, Random(3));
    Random random(4);
    std::vector<Triple> facts;
    std::vector<float> weights;
    for (int n = 0; n < 24; ++n) {  // few query entities, so that queries have several answers; with self-loops
      facts.push_back({Id(random.below(3)), Id(random.below(2)), Id(random.below(s.entities))});
      if (end == TripleEnd::kHead) std::swap(facts.back().head, facts.back().tail);
      weights.push_back(float(0.5 + random.uniform()));
    }
    queries = QueryAnswers(facts, weights, end);
    for (std::uint32_t n = 1; n < queries.size(); ++n) numbers.push_back(n);
    batch.numbers = numbers;
    options.all = {s.softmax ? "softmax" : "logistic", s.smoothing};
    options.margin = s.margin;
    options.relation_prediction_weight = s.relation_prediction_weight;
    options.regularizer = s.regularizer;
    options.precision = Precision::kFloat32;
  }
  OneVsAllFixture(const OneVsAllFixture&) = delete;

  double score(const DoubleEmbeddings& at, const TripleQuery& q, Id relation, Id answer) const {
    const bool tail = q.end == TripleEnd::kTail;
    return at.score(kind, tail ? q.entity : answer, relation, tail ? answer : q.entity);
  }
  // The loss of the objective, computed entity by entity.
  double loss(const DoubleEmbeddings& at) const {
    double sum = 0;
    for (const std::uint32_t number : numbers) {
      const TripleQuery& q = queries[number];
      std::vector<double> scores;
      for (Id e = 0; e < params.entities; ++e) scores.push_back(score(at, q, q.relation, e) + params.margin);
      const double smoothing_share = params.smoothing / double(params.entities);
      double exp_sum = 0, score_sum = 0;
      for (const double s : scores) exp_sum += std::exp(s), score_sum += s;
      if (!params.softmax) sum += logistic(number, scores);
      for (std::size_t a = 0; a < queries.answers(number).size(); ++a) {
        const Id answer = queries.answers(number)[a];
        const double weight = queries.weights(number)[a];
        if (params.softmax)
          sum += weight * (std::log(exp_sum) - (1 - params.smoothing) * scores[answer] - smoothing_share * score_sum);
        if (params.relation_prediction_weight == 0) continue;
        double relation_exp_sum = 0;
        for (Id r = 0; r < kRelations; ++r) relation_exp_sum += std::exp(score(at, q, r, answer));
        sum += weight * params.relation_prediction_weight *
               (std::log(relation_exp_sum) - score(at, q, q.relation, answer));
      }
    }
    return sum * batch.scale;
  }
  // A binary target for each entity. The weight is that of a true answer, or the mean weight of the true answers.
  double logistic(std::uint32_t number, const std::vector<double>& scores) const {
    const std::span<const Id> answers = queries.answers(number);
    const std::span<const float> answer_weights = queries.weights(number);
    const double mean =
        std::accumulate(answer_weights.begin(), answer_weights.end(), 0.0) / double(answer_weights.size());
    const double smoothing_share = params.smoothing / double(params.entities) * mean;
    double sum = 0;
    for (Id e = 0; e < scores.size(); ++e) {
      const auto at = std::ranges::find(answers, e);
      const bool is_answer = at != answers.end();
      const double weight = is_answer ? answer_weights[std::size_t(at - answers.begin())] : mean;
      const double target = smoothing_share + (is_answer ? (1 - params.smoothing) * weight : 0);
      sum += weight * std::log(1 + std::exp(scores[e])) - target * scores[e];
    }
    return sum;
  }
  double regularizer(const DoubleEmbeddings& at) const {
    const auto of = [&](const oracle::Numbers& row) {
      return oracle::power_sum(row, kind.is_complex(), params.regularizer.reg, params.regularizer.power);
    };
    double sum = 0;
    for (const std::uint32_t number : numbers)
      for (std::size_t a = 0; a < queries.answers(number).size(); ++a) {
        const TripleQuery& q = queries[number];
        const double both = of(at.entity[q.entity]) + of(at.entity[queries.answers(number)[a]]);
        sum += queries.weights(number)[a] * (both + (kind.angles() ? 0 : of(at.relation[q.relation])));
      }
    return sum * batch.scale;
  }
  oracle::Value objective() const {
    return [this](const DoubleEmbeddings& at) { return loss(at) + regularizer(at); };
  }

  // The gradients and the loss of OneVsAllSolver.
  Embeddings compute_gradients(double& actual, std::size_t threads = 1) {
    Pool pool(threads);
    EmbeddingState state;
    OneVsAllSolver solver(scorer, tables, state, options, pool);
    actual = solver.compute_gradients(batch, Random(1));
    if (threads > 1) actual = solver.compute_gradients(batch, Random(1));  // again, with the buffers of the first call
    Embeddings gradients = solver.gradients();
    return gradients;
  }
};

void expect_gradients(const std::string& name, const OneVsAllCase& params) {
  for (const TripleEnd end : {TripleEnd::kTail, TripleEnd::kHead}) {
    SCOPED_TRACE(testing::Message() << name << " end " << int(end) << " softmax " << params.softmax);
    OneVsAllFixture w(name, params, end);
    double loss = 0;
    const oracle::Numbers actual = oracle::numbers_of(w.compute_gradients(loss, 2));
    const oracle::Numbers expected = oracle::derivatives(DoubleEmbeddings(w.tables), w.objective());
    EXPECT_NEAR(loss, w.loss(DoubleEmbeddings(w.tables)), 1e-4);
    ASSERT_EQ(actual.size(), expected.size());
    for (std::size_t n = 0; n < actual.size(); ++n) ASSERT_NEAR(actual[n], expected[n], 1e-4) << "number " << n;
  }
}

class OneVsAllTest : public ::testing::TestWithParam<std::string> {};
INSTANTIATE_TEST_SUITE_P(Models, OneVsAllTest,
                         ::testing::Values("distmult", "complex", "cp", "simple", "rescal", "tucker", "transe",
                                           "rotate"),
                         [](const auto& chosen) { return chosen.param; });

TEST_P(OneVsAllTest, GradientsFollowTheObjective) {
  for (const bool softmax : {true, false}) {
    expect_gradients(GetParam(), {.softmax = softmax});
    expect_gradients(GetParam(), {.softmax = softmax, .smoothing = 0.2f, .regularizer = {0.5f, 2}, .margin = 0});
  }
}

TEST_P(OneVsAllTest, RelationPredictionFollowsTheObjective) {
  if (!RelationalScorer(GetParam(), {3, 2}).linear()) return;
  for (const bool softmax : {true, false})
    expect_gradients(GetParam(), {.softmax = softmax, .relation_prediction_weight = 0.6f});
}

// Entities of several blocks and parts: directional derivatives of all parameters.
TEST_P(OneVsAllTest, GradientsOfManyEntitiesFollowTheObjective) {
  for (const bool softmax : {true, false}) {
    OneVsAllFixture w(GetParam(), {.entities = 2500, .softmax = softmax, .smoothing = 0.1f}, TripleEnd::kTail);
    double loss = 0;
    const oracle::Numbers actual = oracle::numbers_of(w.compute_gradients(loss));
    EXPECT_NEAR(loss, w.loss(DoubleEmbeddings(w.tables)), 1e-5 * loss);
    for (std::uint64_t seed = 0; seed < 3; ++seed) {
      Random random(seed);
      oracle::Numbers direction;
      double along = 0, length = 0;
      for (const double gradient : actual) {
        direction.push_back(random.normal());
        along += gradient * direction.back(), length += gradient * gradient;
      }
      EXPECT_NEAR(along, oracle::derivative(DoubleEmbeddings(w.tables), direction, w.objective()),
                  1e-4 * std::sqrt(length));
    }
  }
}

// The same entries are dropped before and after a small step, so the change of the loss follows the gradient.
TEST_P(OneVsAllTest, DropoutFollowsTheGradient) {
  OneVsAllFixture w(GetParam(), {.entities = 40, .regularizer = {}}, TripleEnd::kTail);
  w.options.dropout = 0.4f;
  double loss = 0, up = 0, down = 0;
  const Embeddings gradients = w.compute_gradients(loss);
  double length = 0;
  for (const double gradient : oracle::numbers_of(gradients)) length += gradient * gradient;
  const auto move = [&](float by) {
    for (const auto& [table, gradient] : {std::pair(&w.tables.entity, &gradients.entity),
                                          {&w.tables.relation, &gradients.relation},
                                          {&w.tables.core, &gradients.core}})
      for (Id row = 0; row < table->rows(); ++row)
        for (std::size_t k = 0; k < table->rank(); ++k) (*table)[row][k] += by * (*gradient)[row][k];
  };
  const float h = float(0.02 / std::sqrt(length));
  move(h);
  w.compute_gradients(up);
  move(-2 * h);
  w.compute_gradients(down);
  EXPECT_NEAR((up - down) / (2 * h) / length, 1, 2e-3);
}

TEST_P(OneVsAllTest, ThreadsDoNotChangeABit) {
  OneVsAllFixture w(GetParam(), {.entities = 700, .smoothing = 0.1f}, TripleEnd::kHead);
  for (const Precision precision : {Precision::kFloat32, Precision::kBFloat16}) {
    w.options.precision = precision;
    double loss = 0, other = 0;
    const oracle::Numbers one = oracle::numbers_of(w.compute_gradients(loss, 1));
    for (const std::size_t threads : {2, 3}) {
      EXPECT_EQ(oracle::numbers_of(w.compute_gradients(other, threads)), one) << threads << " threads";
      EXPECT_EQ(other, loss);
    }
  }
}

TEST_P(OneVsAllTest, StepsFollowTheGradients) {
  const float relation_prediction_weight = RelationalScorer(GetParam(), {3, 2}).linear() ? 0.5f : 0;
  for (const std::string optimizer : {"adagrad", "adam"}) {
    OneVsAllFixture w(GetParam(), {.entities = 700, .relation_prediction_weight = relation_prediction_weight},
                      TripleEnd::kHead);
    const OptimizerStep optimizer_step{optimizer, 0.1f, 1};
    double loss = 0;
    const Embeddings gradients = w.compute_gradients(loss);
    Embeddings moved = w.tables;
    EmbeddingState moved_state(optimizer, moved), state(optimizer, w.tables);
    for (const auto& [table, of, gradient] : {std::tuple(&moved.entity, &moved_state.entity, &gradients.entity),
                                              {&moved.relation, &moved_state.relation, &gradients.relation},
                                              {&moved.core, &moved_state.core, &gradients.core}})
      for (Id row = 0; row < table->rows(); ++row)
        step_row(optimizer_step, table->row(row), of->of(row), (*gradient)[row]);
    Pool pool(2);
    EXPECT_EQ(OneVsAllSolver(w.scorer, w.tables, state, w.options, pool).step(w.batch, optimizer_step, Random(1)),
              loss);
    EXPECT_EQ(oracle::numbers_of(w.tables), oracle::numbers_of(moved)) << optimizer;
  }
}

// Products in bfloat16 have about three digits.
TEST_P(OneVsAllTest, BFloat16IsNearFloat32) {
  for (const float relation_prediction_weight : {0.0f, 0.5f}) {
    if (relation_prediction_weight > 0 && !RelationalScorer(GetParam(), {3, 2}).linear()) continue;
    OneVsAllFixture w(GetParam(),
                      {.entities = 300, .relation_prediction_weight = relation_prediction_weight, .regularizer = {}},
                      TripleEnd::kTail);
    double loss = 0;
    const oracle::Numbers exact = oracle::numbers_of(w.compute_gradients(loss));
    w.options.precision = Precision::kBFloat16;
    const oracle::Numbers near = oracle::numbers_of(w.compute_gradients(loss));
    double off = 0, length = 0;
    for (std::size_t n = 0; n < exact.size(); ++n) {
      off += (near[n] - exact[n]) * (near[n] - exact[n]);
      length += exact[n] * exact[n];
    }
    EXPECT_LE(std::sqrt(off / length), 0.02);
  }
}

}  // namespace
}  // namespace kinfold
