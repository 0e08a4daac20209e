#include "loss/against_all.h"

#include <cmath>
#include <limits>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "loss/against_all.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
// after highway.h
#include <hwy/contrib/math/math-inl.h>

HWY_BEFORE_NAMESPACE();
namespace kinfold::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// Calls body(d, q) for each vector of queries, with tags of one lane for those that are left over.
template <class Body>
HWY_INLINE void EachQuery(std::size_t queries, const Body& body) {
  const hn::ScalableTag<float> d;
  const std::size_t lanes = hn::Lanes(d);
  std::size_t q = 0;
  for (; q + lanes <= queries; q += lanes) body(d, q);
  for (; q < queries; ++q) body(hn::CappedTag<float, 1>(), q);
}

void AddEvidence(const float* HWY_RESTRICT scores, std::size_t rows, std::size_t stride, std::size_t queries,
                 float* HWY_RESTRICT top, float* HWY_RESTRICT sum, float* HWY_RESTRICT before) {
  for (std::size_t q = 0; q < queries; ++q) before[q] = top[q];
  for (std::size_t c = 0; c < rows; ++c)
    EachQuery(queries, [&](auto d, std::size_t q) HWY_ATTR {
      hn::StoreU(hn::Max(hn::LoadU(d, top + q), hn::LoadU(d, scores + c * stride + q)), d, top + q);
    });
  EachQuery(queries, [&](auto d, std::size_t q) HWY_ATTR {
    const auto shrink = hn::Exp(d, hn::Sub(hn::LoadU(d, before + q), hn::LoadU(d, top + q)));
    hn::StoreU(hn::Mul(hn::LoadU(d, sum + q), shrink), d, sum + q);
  });
  for (std::size_t c = 0; c < rows; ++c)
    EachQuery(queries, [&](auto d, std::size_t q) HWY_ATTR {
      const auto share = hn::Exp(d, hn::Sub(hn::LoadU(d, scores + c * stride + q), hn::LoadU(d, top + q)));
      hn::StoreU(hn::Add(hn::LoadU(d, sum + q), share), d, sum + q);
    });
}

double SoftmaxSlopes(float* HWY_RESTRICT scores, std::size_t rows, std::size_t stride, std::size_t queries,
                     const float* total, const float* weight, const float* least) {
  double sum = 0;
  for (std::size_t c = 0; c < rows; ++c) {
    float smoothed = 0;
    EachQuery(queries, [&](auto d, std::size_t q) HWY_ATTR {
      float* const at = scores + c * stride + q;
      const auto s = hn::LoadU(d, at), floor = hn::LoadU(d, least + q);
      smoothed += hn::GetLane(hn::SumOfLanes(d, hn::Mul(floor, s)));
      const auto chance = hn::Exp(d, hn::Sub(s, hn::LoadU(d, total + q)));
      hn::StoreU(hn::Sub(hn::Mul(hn::LoadU(d, weight + q), chance), floor), d, at);
    });
    sum += double(smoothed);
  }
  return sum;
}

double LogisticSlopes(float* HWY_RESTRICT scores, std::size_t rows, std::size_t stride, std::size_t queries,
                      const float* weight, const float* least) {
  double sum = 0;
  for (std::size_t c = 0; c < rows; ++c) {
    float loss = 0;
    EachQuery(queries, [&](auto d, std::size_t q) HWY_ATTR {
      float* const at = scores + c * stride + q;
      const auto factor = hn::LoadU(d, weight + q), floor = hn::LoadU(d, least + q), one = hn::Set(d, 1.0f);
      const auto s = hn::LoadU(d, at), away = hn::Exp(d, hn::Neg(hn::Abs(s)));  // e^-|s|
      const auto inverse = hn::Div(one, hn::Add(one, away));
      const auto chance = hn::IfThenElse(hn::Ge(s, hn::Zero(d)), inverse, hn::Mul(away, inverse));
      const auto cost = hn::Add(hn::Max(s, hn::Zero(d)), hn::Log1p(d, away));
      loss += hn::GetLane(hn::SumOfLanes(d, hn::Sub(hn::Mul(factor, cost), hn::Mul(floor, s))));
      hn::StoreU(hn::Sub(hn::Mul(factor, chance), floor), d, at);
    });
    sum += double(loss);
  }
  return sum;
}

}  // namespace kinfold::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace kinfold {

HWY_EXPORT(AddEvidence);
HWY_EXPORT(SoftmaxSlopes);
HWY_EXPORT(LogisticSlopes);

LogSum::LogSum(std::size_t queries) : top_(queries, std::numeric_limits<float>::lowest()), sum_(queries) {}

void LogSum::add(const ScoreBlock& block) {
  before_.resize(top_.size());
  HWY_DYNAMIC_DISPATCH(AddEvidence)
  (block.scores, block.rows, block.stride, top_.size(), top_.data(), sum_.data(), before_.data());
}

void LogSum::add(const LogSum& other) {
  for (std::size_t q = 0; q < top_.size(); ++q) {
    const float top = std::max(top_[q], other.top_[q]);
    sum_[q] = sum_[q] * std::exp(top_[q] - top) + other.sum_[q] * std::exp(other.top_[q] - top);
    top_[q] = top;
  }
}

float LogSum::value(std::size_t query) const { return top_[query] + std::log(sum_[query]); }

double softmax_slopes(const ScoreBlock& block, std::span<const float> total, std::span<const float> weight,
                      std::span<const float> least) {
  return HWY_DYNAMIC_DISPATCH(SoftmaxSlopes)(block.scores, block.rows, block.stride, total.size(), total.data(),
                                             weight.data(), least.data());
}

double logistic_slopes(const ScoreBlock& block, std::span<const float> weight, std::span<const float> least) {
  return HWY_DYNAMIC_DISPATCH(LogisticSlopes)(block.scores, block.rows, block.stride, weight.size(), weight.data(),
                                              least.data());
}

}  // namespace kinfold
#endif
