#include "kg/relational.h"

#include "kg/relational_scorer.h"
#include "oracle/relational_scores.h"
#include "oracle/typed_tests.h"
#include "topk/distances.h"

namespace kinfold {
namespace {

constexpr Id kHeadRow = 0, kTailRow = 1;

template <class S>
class RelationalTest : public ::testing::Test {
 protected:
  // The rows of a head, a relation and a tail, in the form that the scorer uses.
  struct TripleFixture {
    int norm;
    S scorer;
    Embeddings tables;

    explicit TripleFixture(int p) : norm(p), scorer(RelationalOptions{5, p}) {
      const ScorerDims dims = scorer.dims();
      tables.entity = oracle::normal_matrix(2, dims.entity, 1, Random(1));
      tables.relation = oracle::normal_matrix(1, dims.relation, 1, Random(2));
    }
    oracle::RelationalFormula kind() const { return {std::string(S::name), norm}; }
    double expected() const {
      const oracle::DoubleEmbeddings rows(tables);
      return kind().score(rows.entity[kHeadRow], rows.relation[0], rows.entity[kTailRow]);
    }
    const float* query_entity(TripleEnd end) const {
      return tables.entity[end == TripleEnd::kTail ? kHeadRow : kTailRow];
    }
    const float* candidate(TripleEnd end) const {
      return tables.entity[end == TripleEnd::kTail ? kTailRow : kHeadRow] + scorer.candidate_begin(end);
    }
    // The score and its gradients.
    float score_and_gradients(TripleEnd end, Embeddings& gradients) const {
      const std::size_t width = scorer.dims().query;
      Matrix query(1, width), query_gradient(1, width);
      gradients = {Matrix(2, tables.entity.rank()), Matrix(1, tables.relation.rank()), {}};
      const float offset = scorer.query(end, query_entity(end), tables.relation[0], query[0]);
      float* const query_entity_gradient = gradients.entity[end == TripleEnd::kTail ? kHeadRow : kTailRow];
      float* const candidate_gradient =
          gradients.entity[end == TripleEnd::kTail ? kTailRow : kHeadRow] + scorer.candidate_begin(end);
      float similarity = 0;
      if (scorer.similarity() == Similarity::kDot) {
        for (std::size_t k = 0; k < width; ++k) {
          similarity += query[0][k] * candidate(end)[k];
          query_gradient[0][k] = candidate(end)[k];
          candidate_gradient[k] = query[0][k];
        }
      } else {
        const MatrixView queries{query[0], 1, width}, candidates{candidate(end), 1, width};
        const float one = 1;
        distances(scorer.similarity(), queries, candidates, width, &similarity, 1);
        add_distance_gradients(scorer.similarity(), queries, candidates, width, &similarity, &one, 1, query_gradient[0],
                               candidate_gradient);
      }
      scorer.backward(end, query_entity(end), tables.relation[0], {query_gradient[0], 1}, query_entity_gradient,
                      gradients.relation[0]);
      return offset + similarity;
    }
  };
};

template <class A, class B>
struct ConcatTypes;
template <class... A, class... B>
struct ConcatTypes<TypeList<A...>, TypeList<B...>> {
  using Types = ::testing::Types<A..., B...>;
};
using AllScorers = ConcatTypes<TripleScorers, LinkScorers>::Types;
TYPED_TEST_SUITE(RelationalTest, AllScorers, oracle::ByName);

TYPED_TEST(RelationalTest, ScoresOfBothEndsEqualTheFormula) {
  static_assert(Relational<TypeParam>);
  for (const int norm : {1, 2}) {
    const typename TestFixture::TripleFixture w(norm);
    Embeddings gradients;
    for (const TripleEnd end : {TripleEnd::kTail, TripleEnd::kHead})
      EXPECT_NEAR(w.score_and_gradients(end, gradients), w.expected(), 1e-5) << norm;
  }
}

TYPED_TEST(RelationalTest, BackwardIsTheDerivativeOfScore) {
  for (const int norm : {1, 2}) {
    const typename TestFixture::TripleFixture w(norm);
    const oracle::Numbers expected =
        oracle::derivatives(oracle::DoubleEmbeddings(w.tables), [&](const oracle::DoubleEmbeddings& at) {
          return w.kind().score(at.entity[kHeadRow], at.relation[0], at.entity[kTailRow]);
        });
    for (const TripleEnd end : {TripleEnd::kTail, TripleEnd::kHead}) {
      Embeddings gradients;
      w.score_and_gradients(end, gradients);
      const oracle::Numbers actual = oracle::numbers_of(gradients);
      ASSERT_EQ(actual.size(), expected.size());
      for (std::size_t n = 0; n < actual.size(); ++n)
        EXPECT_NEAR(actual[n], expected[n], 2e-5) << n << " of end " << int(end) << ", norm " << norm;
    }
  }
}

// backward() adds to the previous gradients.
TYPED_TEST(RelationalTest, BackwardAddsToTheGradients) {
  const typename TestFixture::TripleFixture w(2);
  const ScorerDims dims = w.scorer.dims();
  for (const TripleEnd end : {TripleEnd::kTail, TripleEnd::kHead}) {
    const Matrix gradient = oracle::normal_matrix(1, dims.query, 1, Random(3));
    std::vector<float> once(dims.entity), twice(dims.entity), once_r(dims.relation), twice_r(dims.relation);
    w.scorer.backward(end, w.query_entity(end), w.tables.relation[0], {gradient[0], 1}, once.data(), once_r.data());
    for (int n = 0; n < 2; ++n)
      w.scorer.backward(end, w.query_entity(end), w.tables.relation[0], {gradient[0], 1}, twice.data(), twice_r.data());
    for (std::size_t k = 0; k < once.size(); ++k) EXPECT_NEAR(twice[k], 2 * once[k], 1e-5);
    for (std::size_t k = 0; k < once_r.size(); ++k) EXPECT_NEAR(twice_r[k], 2 * once_r[k], 1e-5);
  }
}

// The meaning of `linear`: score(h, x r + y r', t) = x score(h, r, t) + y score(h, r', t).
TYPED_TEST(RelationalTest, LinearScorersAreLinearInTheRelation) {
  typename TestFixture::TripleFixture w(2);
  if (!TypeParam::linear) return;
  EXPECT_EQ(w.scorer.dims().query, w.scorer.dims().relation) << "relation prediction needs equal lengths";
  Embeddings gradients;
  const Matrix one = w.tables.relation, two = oracle::normal_matrix(1, one.rank(), 1, Random(4));
  const float first = w.score_and_gradients(TripleEnd::kTail, gradients);
  w.tables.relation = two;
  const float second = w.score_and_gradients(TripleEnd::kTail, gradients);
  for (std::size_t k = 0; k < one.rank(); ++k) w.tables.relation[0][k] = 2 * one[0][k] - 0.5f * two[0][k];
  EXPECT_NEAR(w.score_and_gradients(TripleEnd::kTail, gradients), 2 * first - 0.5f * second, 1e-4);
}

// Symmetric: (h, r, t) and (t, r, h) have the same score for all h, r, t.
TYPED_TEST(RelationalTest, OnlyDistMultAndDotAreSymmetric) {
  typename TestFixture::TripleFixture w(2);
  Embeddings gradients;
  const float forward = w.score_and_gradients(TripleEnd::kTail, gradients);
  const Matrix entity = w.tables.entity;
  for (std::size_t k = 0; k < entity.rank(); ++k) {
    w.tables.entity[kHeadRow][k] = entity[kTailRow][k];
    w.tables.entity[kTailRow][k] = entity[kHeadRow][k];
  }
  const bool symmetric = TypeParam::name == "distmult" || TypeParam::name == "dot";
  EXPECT_EQ(std::fabs(forward - w.score_and_gradients(TripleEnd::kTail, gradients)) < 1e-5f, symmetric);
}

TEST(RelationalScorer, EqualsTheSelectedScorer) {
  const auto check = [](const auto& selected, const RelationalScorer& s) {
    EXPECT_EQ(s.linear(), selected.linear);
    EXPECT_EQ(s.is_complex(), selected.is_complex);
    EXPECT_EQ(s.angles(), selected.angles);
    EXPECT_EQ(s.similarity(), selected.similarity());
    EXPECT_EQ(s.dims().entity, selected.dims().entity);
    EXPECT_EQ(s.has_core(), selected.name == "tucker");
    for (const TripleEnd end : {TripleEnd::kTail, TripleEnd::kHead})
      EXPECT_EQ(s.candidate_begin(end), selected.candidate_begin(end));
  };
  const RelationalOptions options{3, 1};
  const auto each = [&]<class S>() {
    SCOPED_TRACE(S::name);
    const RelationalScorer scorer(S::name, options);
    EXPECT_EQ(scorer.name(), S::name);
    check(S(options), scorer);
  };
  for_each_type(TripleScorers(), each);
  for_each_type(LinkScorers(), each);
  EXPECT_THROW(RelationalScorer("distmul", options), UsageError);
}

}  // namespace
}  // namespace kinfold
