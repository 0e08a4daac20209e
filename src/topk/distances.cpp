#include "topk/distances.h"

#include <cmath>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "topk/distances.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace kinfold::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;
using D = hn::ScalableTag<float>;
using V = hn::Vec<D>;

// Calls body(k, load, store) for each vector of the first `count` entries. The last vector may be partial.
template <class Body>
HWY_INLINE void ForEachVector(std::size_t count, const Body& body) {
  const D d;
  const std::size_t lanes = hn::Lanes(d);
  std::size_t k = 0;
  for (; k + lanes <= count; k += lanes)
    body(
        k, [&](const float* from) HWY_ATTR { return hn::LoadU(d, from + k); },
        [&](V values, float* to) HWY_ATTR { hn::StoreU(values, d, to + k); });
  if (k == count) return;
  const auto part = hn::FirstN(d, count - k);
  body(
      k, [&](const float* from) HWY_ATTR { return hn::MaskedLoad(part, d, from + k); },
      [&](V values, float* to) HWY_ATTR { hn::BlendedStore(values, part, d, to + k); });
}

// Scores kMany queries against one candidate, so that the candidate is read only once.
template <Similarity kSimilarity, std::size_t kMany>
HWY_INLINE void Scores(const float* q, std::size_t stride_q, const float* c, std::size_t width, float* out,
                       std::size_t stride) {
  const D d;
  V sum[kMany];
  for (V& s : sum) s = hn::Zero(d);
  const std::size_t half = width / 2;
  ForEachVector(kSimilarity == Similarity::kComplexModulus ? half : width,
                [&](std::size_t, const auto& load, const auto&) HWY_ATTR {
                  const V x = load(c);
                  [[maybe_unused]] const V y = kSimilarity == Similarity::kComplexModulus ? load(c + half) : x;
                  for (std::size_t i = 0; i < kMany; ++i) {
                    const V u = hn::Sub(load(q + i * stride_q), x);
                    if constexpr (kSimilarity == Similarity::kManhattan) sum[i] = hn::Add(sum[i], hn::Abs(u));
                    if constexpr (kSimilarity == Similarity::kEuclidean || kSimilarity == Similarity::kSquaredEuclidean)
                      sum[i] = hn::MulAdd(u, u, sum[i]);
                    if constexpr (kSimilarity == Similarity::kComplexModulus) {
                      const V v = hn::Sub(load(q + i * stride_q + half), y);
                      sum[i] = hn::Add(sum[i], hn::Sqrt(hn::MulAdd(u, u, hn::Mul(v, v))));
                    }
                  }
                });
  for (std::size_t i = 0; i < kMany; ++i) {
    const float total = hn::GetLane(hn::SumOfLanes(d, sum[i]));
    out[i * stride] = -(kSimilarity == Similarity::kEuclidean ? std::sqrt(total) : total);
  }
}

// The gradient of -|q - c| is -u with respect to q and u with respect to c. For L1, u is the sign of q - c; for L2, its
// direction; for complex moduli, the direction of each complex number.
template <Similarity kSimilarity, std::size_t kMany>
HWY_INLINE void Gradients(const float* q, std::size_t stride_q, const float* c, std::size_t width, const float* scores,
                          const float* dscores, std::size_t stride, float* of_q, float* of_c) {
  const D d;
  V factor[kMany];
  for (std::size_t i = 0; i < kMany; ++i) {
    const float dscore = dscores[i * stride];
    [[maybe_unused]] const float score = scores[i * stride];
    if constexpr (kSimilarity == Similarity::kEuclidean)
      factor[i] = hn::Set(d, score < 0 ? -dscore / score : 0);
    else
      factor[i] = hn::Set(d, kSimilarity == Similarity::kSquaredEuclidean ? 2 * dscore : dscore);
  }
  const std::size_t half = width / 2;
  ForEachVector(kSimilarity == Similarity::kComplexModulus ? half : width, [&](std::size_t, const auto& load,
                                                                               const auto& store) HWY_ATTR {
    const V x = load(c);
    V of_x = load(of_c);
    [[maybe_unused]] V y = x, of_y = of_x;
    if constexpr (kSimilarity == Similarity::kComplexModulus) y = load(c + half), of_y = load(of_c + half);
    for (std::size_t i = 0; i < kMany; ++i) {
      const float* const row = q + i * stride_q;
      float* const to = of_q + i * stride_q;
      const V u = hn::Sub(load(row), x);
      V step = hn::Mul(factor[i], u);
      if constexpr (kSimilarity == Similarity::kManhattan)
        step = hn::IfThenElseZero(hn::Ne(u, hn::Zero(d)), hn::CopySign(factor[i], hn::Xor(u, factor[i])));
      if constexpr (kSimilarity == Similarity::kComplexModulus) {
        const V v = hn::Sub(load(row + half), y), square = hn::MulAdd(u, u, hn::Mul(v, v));
        const V scale = hn::IfThenElseZero(hn::Gt(square, hn::Zero(d)), hn::Div(factor[i], hn::Sqrt(square)));
        step = hn::Mul(scale, u);
        const V other = hn::Mul(scale, v);
        of_y = hn::Add(of_y, other);
        store(hn::Sub(load(to + half), other), to + half);
      }
      of_x = hn::Add(of_x, step);
      store(hn::Sub(load(to), step), to);
    }
    store(of_x, of_c);
    if constexpr (kSimilarity == Similarity::kComplexModulus) store(of_y, of_c + half);
  });
}

template <Similarity kSimilarity>
void ScoreAll(const MatrixView& q, const MatrixView& c, std::size_t width, float* out, std::size_t stride) {
  std::size_t i = 0;
  for (; i + 4 <= q.rows; i += 4)
    for (std::size_t j = 0; j < c.rows; ++j)
      Scores<kSimilarity, 4>(q.row + i * q.stride, q.stride, c.row + j * c.stride, width, out + i * stride + j, stride);
  for (; i < q.rows; ++i)
    for (std::size_t j = 0; j < c.rows; ++j)
      Scores<kSimilarity, 1>(q.row + i * q.stride, q.stride, c.row + j * c.stride, width, out + i * stride + j, stride);
}

template <Similarity kSimilarity>
void GradientsOfAll(const MatrixView& q, const MatrixView& c, std::size_t width, const float* scores,
                    const float* dscores, std::size_t stride, float* of_q, float* of_c) {
  std::size_t i = 0;
  const auto many = [&]<std::size_t kMany>() HWY_ATTR {
    for (std::size_t j = 0; j < c.rows; ++j)
      Gradients<kSimilarity, kMany>(q.row + i * q.stride, q.stride, c.row + j * c.stride, width,
                                    scores + i * stride + j, dscores + i * stride + j, stride, of_q + i * q.stride,
                                    of_c + j * c.stride);
  };
  for (; i + 4 <= q.rows; i += 4) many.template operator()<4>();
  for (; i < q.rows; ++i) many.template operator()<1>();
}

void Distances(Similarity similarity, const MatrixView& q, const MatrixView& c, std::size_t width, float* out,
               std::size_t stride) {
  if (similarity == Similarity::kManhattan) ScoreAll<Similarity::kManhattan>(q, c, width, out, stride);
  if (similarity == Similarity::kEuclidean) ScoreAll<Similarity::kEuclidean>(q, c, width, out, stride);
  if (similarity == Similarity::kSquaredEuclidean) ScoreAll<Similarity::kSquaredEuclidean>(q, c, width, out, stride);
  if (similarity == Similarity::kComplexModulus) ScoreAll<Similarity::kComplexModulus>(q, c, width, out, stride);
}

void AddDistanceGradients(Similarity similarity, const MatrixView& q, const MatrixView& c, std::size_t width,
                          const float* scores, const float* dscores, std::size_t stride, float* of_q, float* of_c) {
  const auto add = [&]<Similarity kSimilarity>()
                       HWY_ATTR { GradientsOfAll<kSimilarity>(q, c, width, scores, dscores, stride, of_q, of_c); };
  if (similarity == Similarity::kManhattan) add.template operator()<Similarity::kManhattan>();
  if (similarity == Similarity::kEuclidean) add.template operator()<Similarity::kEuclidean>();
  if (similarity == Similarity::kSquaredEuclidean) add.template operator()<Similarity::kSquaredEuclidean>();
  if (similarity == Similarity::kComplexModulus) add.template operator()<Similarity::kComplexModulus>();
}

}  // namespace kinfold::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace kinfold {

HWY_EXPORT(Distances);
HWY_EXPORT(AddDistanceGradients);

void distances(Similarity similarity, MatrixView queries, MatrixView candidates, std::size_t width, float* scores,
               std::size_t stride) {
  HWY_DYNAMIC_DISPATCH(Distances)(similarity, queries, candidates, width, scores, stride);
}

void add_distance_gradients(Similarity similarity, MatrixView queries, MatrixView candidates, std::size_t width,
                            const float* scores, const float* dscores, std::size_t stride, float* of_queries,
                            float* of_candidates) {
  HWY_DYNAMIC_DISPATCH(AddDistanceGradients)
  (similarity, queries, candidates, width, scores, dscores, stride, of_queries, of_candidates);
}

}  // namespace kinfold
#endif
