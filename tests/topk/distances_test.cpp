#include "topk/distances.h"

#include <gtest/gtest.h>

#include <cmath>
#include <complex>

#include "core/random.h"
#include "oracle/instruction_sets.h"

namespace kinfold {
namespace {

using Similarities = ::testing::TestWithParam<Similarity>;

// Rows with gaps, which must neither be read nor written; some rows and entries are equal.
struct DistanceFixture {
  static constexpr std::size_t kGap = 3;
  std::size_t rows_q, rows_c, width, stride = width + kGap;
  std::vector<float> q, c;

  DistanceFixture(std::size_t queries, std::size_t candidates, std::size_t w)
      : rows_q(queries), rows_c(candidates), width(w) {
    Random random(queries + 7 * candidates + 100 * w);
    q.assign(rows_q * stride, NAN);
    c.assign(rows_c * stride, NAN);
    for (std::size_t i = 0; i < rows_q; ++i)
      for (std::size_t k = 0; k < width; ++k) q[i * stride + k] = float(random.normal());
    for (std::size_t j = 0; j < rows_c; ++j)
      for (std::size_t k = 0; k < width; ++k) c[j * stride + k] = float(random.normal());
    c[0] = q[0];                                                                // one equal entry
    if (rows_q > 1) std::copy_n(&q[stride], width, &c[(rows_c - 1) * stride]);  // an equal row
  }
  MatrixView queries() const { return {q.data(), rows_q, stride}; }
  MatrixView candidates() const { return {c.data(), rows_c, stride}; }

  // The negative distance of two rows, and its derivative with respect to entry k of the query.
  double score(Similarity s, std::size_t i, std::size_t j) const {
    double sum = 0;
    for (std::size_t k = 0; k < numbers(s); ++k) sum += std::pow(size(s, i, j, k), s == Similarity::kEuclidean ? 2 : 1);
    return -(s == Similarity::kEuclidean ? std::sqrt(sum) : sum);
  }
  double gradient(Similarity s, std::size_t i, std::size_t j, std::size_t k) const {
    const double length = s == Similarity::kEuclidean
                              ? -score(s, i, j)
                              : size(s, i, j, s == Similarity::kComplexModulus ? k % (width / 2) : k);
    return length == 0 ? 0 : -difference(i, j, k) / length;
  }

 private:
  std::size_t numbers(Similarity s) const { return s == Similarity::kComplexModulus ? width / 2 : width; }
  double difference(std::size_t i, std::size_t j, std::size_t k) const {
    return double(q[i * stride + k]) - c[j * stride + k];
  }
  double size(Similarity s, std::size_t i, std::size_t j, std::size_t k) const {
    if (s != Similarity::kComplexModulus) return std::fabs(difference(i, j, k));
    return std::hypot(difference(i, j, k), difference(i, j, k + width / 2));
  }
};

void on_every_shape(const auto& body) {
  oracle::on_every_instruction_set([&] {
    for (const std::size_t rows_q : {1, 2, 4, 7})
      for (const std::size_t rows_c : {1, 3, 9})
        for (const std::size_t width : {2, 6, 14, 16, 34, 66}) {
          SCOPED_TRACE(testing::Message() << rows_q << " x " << rows_c << " x " << width);
          body(DistanceFixture(rows_q, rows_c, width));
        }
  });
}

TEST_P(Similarities, EqualThePlainSums) {
  on_every_shape([](const DistanceFixture& w) {
    const std::size_t stride = w.rows_c + 2;
    std::vector<float> scores(w.rows_q * stride, 7);
    distances(GetParam(), w.queries(), w.candidates(), w.width, scores.data(), stride);
    for (std::size_t i = 0; i < w.rows_q; ++i)
      for (std::size_t j = 0; j < stride; ++j)
        if (j < w.rows_c)
          ASSERT_NEAR(scores[i * stride + j], w.score(GetParam(), i, j), 1e-6 * double(w.width + 4)) << i << ", " << j;
        else
          ASSERT_EQ(scores[i * stride + j], 7) << "written beyond the row";
  });
}

TEST_P(Similarities, GradientsAreAddedWithoutNaNForEqualRows) {
  on_every_shape([](const DistanceFixture& w) {
    Random random(5);
    const std::size_t stride = w.rows_c + 2;
    std::vector<float> scores(w.rows_q * stride), gradients(scores.size());
    for (float& s : gradients) s = float(random.normal());
    distances(GetParam(), w.queries(), w.candidates(), w.width, scores.data(), stride);
    std::vector<float> of_q(w.q.size(), 0.5f), of_c(w.c.size(), 0.25f);
    add_distance_gradients(GetParam(), w.queries(), w.candidates(), w.width, scores.data(), gradients.data(), stride,
                           of_q.data(), of_c.data());
    std::vector<double> right_q(of_q.size(), 0.5), right_c(of_c.size(), 0.25);
    for (std::size_t i = 0; i < w.rows_q; ++i)
      for (std::size_t j = 0; j < w.rows_c; ++j)
        for (std::size_t k = 0; k < w.width; ++k) {
          const double step = double(gradients[i * stride + j]) * w.gradient(GetParam(), i, j, k);
          right_q[i * w.stride + k] += step;
          right_c[j * w.stride + k] -= step;
        }
    for (std::size_t n = 0; n < of_q.size(); ++n) ASSERT_NEAR(of_q[n], right_q[n], 1e-4) << "query " << n;
    for (std::size_t n = 0; n < of_c.size(); ++n) ASSERT_NEAR(of_c[n], right_c[n], 1e-4) << "candidate " << n;
  });
}

// The bits of a distance do not depend on the other queries.
TEST_P(Similarities, BitsDoNotDependOnOtherQueries) {
  on_every_shape([](const DistanceFixture& w) {
    std::vector<float> together(w.rows_q * w.rows_c);
    distances(GetParam(), w.queries(), w.candidates(), w.width, together.data(), w.rows_c);
    for (std::size_t i = 0; i < w.rows_q; ++i) {
      std::vector<float> alone(w.rows_c);
      distances(GetParam(), {&w.q[i * w.stride], 1, w.stride}, w.candidates(), w.width, alone.data(), w.rows_c);
      for (std::size_t j = 0; j < w.rows_c; ++j) ASSERT_EQ(alone[j], together[i * w.rows_c + j]);
    }
  });
}

INSTANTIATE_TEST_SUITE_P(All, Similarities,
                         ::testing::Values(Similarity::kEuclidean, Similarity::kManhattan, Similarity::kComplexModulus),
                         [](const auto& chosen) {
                           return std::string(chosen.param == Similarity::kEuclidean   ? "euclid"
                                              : chosen.param == Similarity::kManhattan ? "city"
                                                                                       : "modulus");
                         });

// Odd widths, for distances that do not need pairs of entries.
TEST(Distances, AcceptOddWidths) {
  oracle::on_every_instruction_set([] {
    for (const Similarity s : {Similarity::kEuclidean, Similarity::kManhattan})
      for (const std::size_t width : {1, 7, 17, 35}) {
        const DistanceFixture w(5, 3, width);
        std::vector<float> scores(15);
        distances(s, w.queries(), w.candidates(), width, scores.data(), 3);
        for (std::size_t n = 0; n < 15; ++n) EXPECT_NEAR(scores[n], w.score(s, n / 3, n % 3), 5e-5);
      }
  });
}

}  // namespace
}  // namespace kinfold
