#include "kg/one_vs_all_loss.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/error.h"
#include "loss/group.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kg/one_vs_all_loss.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
// after highway.h
#include <hwy/contrib/math/math-inl.h>

HWY_BEFORE_NAMESPACE();
namespace kinfold::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// Calls body(d, q) for each SIMD vector of queries, and with a tag of one lane for each remaining query.
template <class Body>
HWY_INLINE void ForEachQuery(std::size_t queries, const Body& body) {
  const hn::ScalableTag<float> d;
  const std::size_t lanes = hn::Lanes(d);
  std::size_t q = 0;
  for (; q + lanes <= queries; q += lanes) body(d, q);
  for (; q < queries; ++q) body(hn::CappedTag<float, 1>(), q);
}

void AddLogSumExp(const float* HWY_RESTRICT scores, std::size_t rows, std::size_t stride, std::size_t queries,
                  float* HWY_RESTRICT max_score, float* HWY_RESTRICT sum, float* HWY_RESTRICT before) {
  for (std::size_t q = 0; q < queries; ++q) before[q] = max_score[q];
  for (std::size_t c = 0; c < rows; ++c)
    ForEachQuery(queries, [&](auto d, std::size_t q) HWY_ATTR {
      hn::StoreU(hn::Max(hn::LoadU(d, max_score + q), hn::LoadU(d, scores + c * stride + q)), d, max_score + q);
    });
  ForEachQuery(queries, [&](auto d, std::size_t q) HWY_ATTR {
    const auto shrink = hn::Exp(d, hn::Sub(hn::LoadU(d, before + q), hn::LoadU(d, max_score + q)));
    hn::StoreU(hn::Mul(hn::LoadU(d, sum + q), shrink), d, sum + q);
  });
  for (std::size_t c = 0; c < rows; ++c)
    ForEachQuery(queries, [&](auto d, std::size_t q) HWY_ATTR {
      const auto term = hn::Exp(d, hn::Sub(hn::LoadU(d, scores + c * stride + q), hn::LoadU(d, max_score + q)));
      hn::StoreU(hn::Add(hn::LoadU(d, sum + q), term), d, sum + q);
    });
}

// Gradients w e^(s - log_total) - smoothing. Returns the sum of smoothing * s.
double SoftmaxGradients(float* HWY_RESTRICT scores, std::size_t rows, std::size_t stride, std::size_t queries,
                        const float* log_total, const float* weight, const float* smoothing) {
  double sum = 0;
  for (std::size_t c = 0; c < rows; ++c) {
    float smoothed = 0;
    ForEachQuery(queries, [&](auto d, std::size_t q) HWY_ATTR {
      float* const at = scores + c * stride + q;
      const auto s = hn::LoadU(d, at), smooth = hn::LoadU(d, smoothing + q);
      smoothed += hn::GetLane(hn::SumOfLanes(d, hn::Mul(smooth, s)));
      const auto probability = hn::Exp(d, hn::Sub(s, hn::LoadU(d, log_total + q)));
      hn::StoreU(hn::Sub(hn::Mul(hn::LoadU(d, weight + q), probability), smooth), d, at);
    });
    sum += double(smoothed);
  }
  return sum;
}

// Gradients w / (1 + e^-s) - smoothing. Returns the sum of w log(1 + e^s) - smoothing * s.
double LogisticGradients(float* HWY_RESTRICT scores, std::size_t rows, std::size_t stride, std::size_t queries,
                         const float* weight, const float* smoothing) {
  double sum = 0;
  for (std::size_t c = 0; c < rows; ++c) {
    float loss = 0;
    ForEachQuery(queries, [&](auto d, std::size_t q) HWY_ATTR {
      float* const at = scores + c * stride + q;
      const auto factor = hn::LoadU(d, weight + q), smooth = hn::LoadU(d, smoothing + q), one = hn::Set(d, 1.0f);
      const auto s = hn::LoadU(d, at), exp_minus = hn::Exp(d, hn::Neg(hn::Abs(s)));  // e^-|s|
      const auto inverse = hn::Div(one, hn::Add(one, exp_minus));
      const auto probability = hn::IfThenElse(hn::Ge(s, hn::Zero(d)), inverse, hn::Mul(exp_minus, inverse));
      const auto cost = hn::Add(hn::Max(s, hn::Zero(d)), hn::Log1p(d, exp_minus));
      loss += hn::GetLane(hn::SumOfLanes(d, hn::Sub(hn::Mul(factor, cost), hn::Mul(smooth, s))));
      hn::StoreU(hn::Sub(hn::Mul(factor, probability), smooth), d, at);
    });
    sum += double(loss);
  }
  return sum;
}

}  // namespace kinfold::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace kinfold {

HWY_EXPORT(AddLogSumExp);
HWY_EXPORT(SoftmaxGradients);
HWY_EXPORT(LogisticGradients);

LogSumExp::LogSumExp(std::size_t queries) : max_(queries, std::numeric_limits<float>::lowest()), sum_(queries) {}

void LogSumExp::add(const ScoreBlock& block) {
  before_.resize(max_.size());
  HWY_DYNAMIC_DISPATCH(AddLogSumExp)
  (block.scores, block.rows, block.stride, max_.size(), max_.data(), sum_.data(), before_.data());
}

void LogSumExp::add(const LogSumExp& other) {
  for (std::size_t q = 0; q < max_.size(); ++q) {
    const float max_score = std::max(max_[q], other.max_[q]);
    sum_[q] = sum_[q] * std::exp(max_[q] - max_score) + other.sum_[q] * std::exp(other.max_[q] - max_score);
    max_[q] = max_score;
  }
}

float LogSumExp::value(std::size_t query) const { return max_[query] + std::log(sum_[query]); }

const std::vector<OneVsAllLoss>& one_vs_all_losses() {
  using Queries = OneVsAllLoss::Queries;
  static const std::vector<OneVsAllLoss> losses = {
      {.name = "softmax",
       .normalized = true,
       .gradients =
           [](const ScoreBlock& block, const Queries& q) {
             return -HWY_DYNAMIC_DISPATCH(SoftmaxGradients)(block.scores, block.rows, block.stride, q.weight.size(),
                                                            q.log_total.data(), q.weight.data(), q.smoothing.data());
           },
       .candidate = nullptr},
      {.name = "logistic",
       .normalized = false,
       .gradients =
           [](const ScoreBlock& block, const Queries& q) {
             return HWY_DYNAMIC_DISPATCH(LogisticGradients)(block.scores, block.rows, block.stride, q.weight.size(),
                                                            q.weight.data(), q.smoothing.data());
           },
       .candidate = [](float score) -> OneVsAllLoss::Candidate {
         return {log1p_exp(score), sigmoid(score)};
       }},
  };
  return losses;
}

const OneVsAllLoss& one_vs_all_loss(const std::string& name) {
  std::vector<std::string> names;
  for (const OneVsAllLoss& loss : one_vs_all_losses()) {
    if (loss.name == name) return loss;
    names.push_back(loss.name);
  }
  throw UsageError("unknown loss '" + name + "'", "--loss", known_choices(name, names));
}

}  // namespace kinfold
#endif
