#include "scorer/relational.h"

#include "oracle/registry_types.h"
#include "oracle/relations.h"
#include "scorer/distances.h"
#include "scorer/relations.h"

namespace kinfold {
namespace {

constexpr Id kHeadRow = 0, kTailRow = 1;

template <class S>
class RelationalTest : public ::testing::Test {
 protected:
  // A head, a relation and a tail; the relation as the scorer takes it.
  struct World {
    int norm;
    S scorer;
    Embeddings tables;

    explicit World(int p) : norm(p), scorer(RelationalSetting{5, p}) {
      const Widths widths = scorer.widths();
      tables.entity = oracle::normal_table(2, widths.entity, 1, Random(1));
      tables.relation = oracle::normal_table(1, widths.relation, 1, Random(2));
    }
    oracle::RelationalKind kind() const { return {std::string(S::name), norm}; }
    double expected() const {
      const oracle::Doubles rows(tables);
      return kind().score(rows.entity[kHeadRow], rows.relation[0], rows.entity[kTailRow]);
    }
    const float* asking(End end) const { return tables.entity[end == End::kTail ? kHeadRow : kTailRow]; }
    const float* candidate(End end) const {
      return tables.entity[end == End::kTail ? kTailRow : kHeadRow] + scorer.first(end);
    }
    // The score, and its gradient by all tables.
    float ask(End end, Embeddings& slopes) const {
      const std::size_t width = scorer.widths().query;
      Table query(1, width), of_query(1, width);
      slopes = {Table(2, tables.entity.rank()), Table(1, tables.relation.rank()), {}};
      const float offset = scorer.query(end, asking(end), tables.relation[0], query[0]);
      float* const of_asking = slopes.entity[end == End::kTail ? kHeadRow : kTailRow];
      float* const of_candidate = slopes.entity[end == End::kTail ? kTailRow : kHeadRow] + scorer.first(end);
      float met = 0;
      if (scorer.similarity() == Similarity::kDot) {
        for (std::size_t k = 0; k < width; ++k) {
          met += query[0][k] * candidate(end)[k];
          of_query[0][k] = candidate(end)[k];
          of_candidate[k] = query[0][k];
        }
      } else {
        const RowBlock queries{query[0], 1, width}, candidates{candidate(end), 1, width};
        const float one = 1;
        distances(scorer.similarity(), queries, candidates, width, &met, 1);
        add_distance_slopes(scorer.similarity(), queries, candidates, width, &met, &one, 1, of_query[0], of_candidate);
      }
      scorer.backward(end, asking(end), tables.relation[0], {of_query[0], 1}, of_asking, slopes.relation[0]);
      return offset + met;
    }
  };
};

template <class A, class B>
struct Both;
template <class... A, class... B>
struct Both<Choices<A...>, Choices<B...>> {
  using Types = ::testing::Types<A..., B...>;
};
using AllScorers = Both<TripleScorers, LinkScorers>::Types;
TYPED_TEST_SUITE(RelationalTest, AllScorers, oracle::ByName);

TYPED_TEST(RelationalTest, BothEndsScoreAsTheFormulaDoes) {
  static_assert(Relational<TypeParam>);
  for (const int norm : {1, 2}) {
    const typename TestFixture::World w(norm);
    Embeddings slopes;
    for (const End end : {End::kTail, End::kHead}) EXPECT_NEAR(w.ask(end, slopes), w.expected(), 1e-5) << norm;
  }
}

TYPED_TEST(RelationalTest, BackwardIsTheDerivativeOfScore) {
  for (const int norm : {1, 2}) {
    const typename TestFixture::World w(norm);
    const oracle::Numbers expected = oracle::derivatives(oracle::Doubles(w.tables), [&](const oracle::Doubles& at) {
      return w.kind().score(at.entity[kHeadRow], at.relation[0], at.entity[kTailRow]);
    });
    for (const End end : {End::kTail, End::kHead}) {
      Embeddings slopes;
      w.ask(end, slopes);
      const oracle::Numbers found = oracle::numbers_of(slopes);
      ASSERT_EQ(found.size(), expected.size());
      for (std::size_t n = 0; n < found.size(); ++n)
        EXPECT_NEAR(found[n], expected[n], 2e-5) << n << " of end " << int(end) << ", norm " << norm;
    }
  }
}

// backward() adds: what is there already stays.
TYPED_TEST(RelationalTest, BackwardAddsToWhatIsThere) {
  const typename TestFixture::World w(2);
  const Widths widths = w.scorer.widths();
  for (const End end : {End::kTail, End::kHead}) {
    const Table slope = oracle::normal_table(1, widths.query, 1, Random(3));
    std::vector<float> once(widths.entity), twice(widths.entity), once_r(widths.relation), twice_r(widths.relation);
    w.scorer.backward(end, w.asking(end), w.tables.relation[0], {slope[0], 1}, once.data(), once_r.data());
    for (int n = 0; n < 2; ++n)
      w.scorer.backward(end, w.asking(end), w.tables.relation[0], {slope[0], 1}, twice.data(), twice_r.data());
    for (std::size_t k = 0; k < once.size(); ++k) EXPECT_NEAR(twice[k], 2 * once[k], 1e-5);
    for (std::size_t k = 0; k < once_r.size(); ++k) EXPECT_NEAR(twice_r[k], 2 * once_r[k], 1e-5);
  }
}

// What linear scorers promise: score(h, x r + y r', t) = x score(h, r, t) + y score(h, r', t).
TYPED_TEST(RelationalTest, LinearScorersAreLinearInTheRelation) {
  typename TestFixture::World w(2);
  if (!TypeParam::linear) return;
  EXPECT_EQ(w.scorer.widths().query, w.scorer.widths().relation) << "asked for by products of one width";
  Embeddings slopes;
  const Table one = w.tables.relation, two = oracle::normal_table(1, one.rank(), 1, Random(4));
  const float first = w.ask(End::kTail, slopes);
  w.tables.relation = two;
  const float second = w.ask(End::kTail, slopes);
  for (std::size_t k = 0; k < one.rank(); ++k) w.tables.relation[0][k] = 2 * one[0][k] - 0.5f * two[0][k];
  EXPECT_NEAR(w.ask(End::kTail, slopes), 2 * first - 0.5f * second, 1e-4);
}

// Whether (h, r, t) and (t, r, h) score alike for all h, r, t.
TYPED_TEST(RelationalTest, OnlyDistMultAndDotAreSymmetric) {
  typename TestFixture::World w(2);
  Embeddings slopes;
  const float forth = w.ask(End::kTail, slopes);
  const Table entity = w.tables.entity;
  for (std::size_t k = 0; k < entity.rank(); ++k) {
    w.tables.entity[kHeadRow][k] = entity[kTailRow][k];
    w.tables.entity[kTailRow][k] = entity[kHeadRow][k];
  }
  const bool symmetric = TypeParam::name == "distmult" || TypeParam::name == "dot";
  EXPECT_EQ(std::fabs(forth - w.ask(End::kTail, slopes)) < 1e-5f, symmetric);
}

TEST(RelationalScorer, SaysWhatTheChosenOneSays) {
  const auto check = [](const auto& own, const RelationalScorer& s) {
    EXPECT_EQ(s.linear(), own.linear);
    EXPECT_EQ(s.paired(), own.paired);
    EXPECT_EQ(s.angles(), own.angles);
    EXPECT_EQ(s.similarity(), own.similarity());
    EXPECT_EQ(s.widths().entity, own.widths().entity);
    EXPECT_EQ(s.has_core(), own.name == "tucker");
    for (const End end : {End::kTail, End::kHead}) EXPECT_EQ(s.first(end), own.first(end));
  };
  const RelationalSetting setting{3, 1};
  const auto each = [&]<class S>() {
    SCOPED_TRACE(S::name);
    const RelationalScorer scorer(S::name, setting);
    EXPECT_EQ(scorer.name(), S::name);
    check(S(setting), scorer);
  };
  for_each_choice(TripleScorers(), each);
  for_each_choice(LinkScorers(), each);
  EXPECT_THROW(RelationalScorer("distmul", setting), UsageError);
}

}  // namespace
}  // namespace kinfold
