#include "factorization/sgd_pointwise.h"

#include <hwy/cache_control.h>

#include <algorithm>

#include "loss/point.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "factorization/sgd_pointwise.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "factorization/sgd_general-inl.h"

HWY_BEFORE_NAMESPACE();
namespace kinfold::HWY_NAMESPACE {

// Updates both rows from their old values:
//   p <- (1 - lr_p reg_p) p - lr_p gradient q,   q likewise
HWY_INLINE void UpdateRows(float* HWY_RESTRICT p, float* HWY_RESTRICT q, std::size_t stride, float gradient,
                           const RowStep& step_p, const RowStep& step_q) {
  const Lanes d;
  const Vector decay_p = hn::Set(d, 1 - step_p.lr * step_p.reg), lr_q = hn::Set(d, step_p.lr * gradient);
  const Vector decay_q = hn::Set(d, 1 - step_q.lr * step_q.reg), lr_p = hn::Set(d, step_q.lr * gradient);
  for (std::size_t k = 0; k < stride; k += hn::Lanes(d)) {
    const Vector a = hn::Load(d, p + k), b = hn::Load(d, q + k);
    hn::Store(hn::NegMulAdd(lr_q, b, hn::Mul(decay_p, a)), d, p + k);
    hn::Store(hn::NegMulAdd(lr_p, a, hn::Mul(decay_q, b)), d, q + k);
  }
}

// moment <- beta1 moment + (1 - beta1) (gradient other + reg row). Returns row - lr moment.
HWY_INLINE Vector UpdateByMoment(Vector row, Vector other, float gradient, const RowStep& row_step, float* moment) {
  const Lanes d;
  const Vector row_gradient = hn::MulAdd(hn::Set(d, gradient), other, hn::Mul(hn::Set(d, row_step.reg), row));
  const Vector m = hn::MulAdd(hn::Set(d, kBeta1), hn::Load(d, moment), hn::Mul(hn::Set(d, 1 - kBeta1), row_gradient));
  hn::Store(m, d, moment);
  return hn::NegMulAdd(hn::Set(d, row_step.lr), m, row);
}

HWY_INLINE void UpdateRowsByMoments(float* HWY_RESTRICT p, float* HWY_RESTRICT q, std::size_t stride, float gradient,
                                    const RowStep& step_p, const RowStep& step_q, float* moment_p, float* moment_q) {
  const Lanes d;
  for (std::size_t k = 0; k < stride; k += hn::Lanes(d)) {
    const Vector a = hn::Load(d, p + k), b = hn::Load(d, q + k);
    hn::Store(UpdateByMoment(a, b, gradient, step_p, moment_p + k), d, p + k);
    hn::Store(UpdateByMoment(b, a, gradient, step_q, moment_q + k), d, q + k);
  }
}

// Takes a step for one example and returns its loss. kStride is the padded rank if it is known at compile time, else 0.
template <std::size_t kStride, class Loss, class Optimizer>
HWY_INLINE float Step(const Loss& loss, const Optimizer& optimizer, const PointwiseSgd& sgd, const Rating& example) {
  const std::size_t stride = kStride ? kStride : sgd.stride;
  float* HWY_RESTRICT p = sgd.left.factors + example.left * stride;
  float* HWY_RESTRICT q = sgd.right.factors + example.right * stride;
  const BiasAndReg &left = sgd.left.bias_and_reg[example.left], &right = sgd.right.bias_and_reg[example.right];

  const InnerProducts inner = Multiply<Optimizer::has_state>(p, q, stride);
  const float score = sgd.offset + left.bias + right.bias + inner.pq;
  const float gradient = loss.gradient(score, example.value);
  if (sgd.biased) {
    StepBias(optimizer, sgd.left, example.left, gradient, sgd.bias_reg);
    StepBias(optimizer, sgd.right, example.right, gradient, sgd.bias_reg);
  }
  const float square_p = MeanSquare(gradient, left.reg, inner.pp, inner.pq, inner.qq, sgd.rank);
  const float square_q = MeanSquare(gradient, right.reg, inner.qq, inner.pq, inner.pp, sgd.rank);
  const RowStep step_p{RowLr(optimizer, sgd.left, example.left, square_p), left.reg};
  const RowStep step_q{RowLr(optimizer, sgd.right, example.right, square_q), right.reg};
  if constexpr (Optimizer::has_moment)
    UpdateRowsByMoments(p, q, stride, gradient, step_p, step_q, sgd.left.moments + example.left * stride,
                        sgd.right.moments + example.right * stride);
  else
    UpdateRows(p, q, stride, gradient, step_p, step_q);
  return loss.value(score, example.value);
}

template <std::size_t kStride>
HWY_INLINE void Prefetch(const PointwiseSgd& sgd, const Rating& example) {
  const std::size_t count = kStride ? kStride : std::min<std::size_t>(sgd.stride, 256);
  const std::size_t row_stride = kStride ? kStride : sgd.stride;
  const float *p = sgd.left.factors + example.left * row_stride, *q = sgd.right.factors + example.right * row_stride;
  for (std::size_t k = 0; k < count; k += Matrix::kLine) {
    hwy::Prefetch(p + k);
    hwy::Prefetch(q + k);
  }
  hwy::Prefetch(sgd.left.bias_and_reg + example.left);
  hwy::Prefetch(sgd.right.bias_and_reg + example.right);
}

template <std::size_t kStride, bool kGeneral, class Loss, class Optimizer>
double SweepBucket(const PointwiseSgd& sgd, std::span<const Rating> bucket) {
  constexpr std::size_t kPrefetchDistance = 6;  // in examples
  const Loss loss;
  const Optimizer optimizer{sgd.lr};
  double total = 0;
  for (std::size_t i = 0; i < bucket.size(); ++i) {
    if (i + kPrefetchDistance < bucket.size()) Prefetch<kStride>(sgd, bucket[i + kPrefetchDistance]);
    if constexpr (kGeneral)
      total += StepGeneral(loss, optimizer, sgd, bucket[i]);
    else
      total += Step<kStride>(loss, optimizer, sgd, bucket[i]);
  }
  return total;
}

template <class Loss, class Optimizer>
double SweepAnyRank(const PointwiseSgd& sgd, std::span<const Rating> bucket) {
  if (sgd.is_general()) return SweepBucket<0, true, Loss, Optimizer>(sgd, bucket);
  switch (sgd.stride) {
    case 16:
      return SweepBucket<16, false, Loss, Optimizer>(sgd, bucket);
    case 32:
      return SweepBucket<32, false, Loss, Optimizer>(sgd, bucket);
    case 64:
      return SweepBucket<64, false, Loss, Optimizer>(sgd, bucket);
    case 128:
      return SweepBucket<128, false, Loss, Optimizer>(sgd, bucket);
    default:
      return SweepBucket<0, false, Loss, Optimizer>(sgd, bucket);
  }
}

PointwiseSweep FindPointwiseSweep(std::string_view loss, std::string_view optimizer) {
  PointwiseSweep sweep = nullptr;
  dispatch(PointLosses{}, "loss", loss, [&]<class Loss>() {
    dispatch(RowwiseOptimizers{}, "optimizer", optimizer,
             [&]<class Optimizer>() { sweep = &SweepAnyRank<Loss, Optimizer>; });
  });
  return sweep;
}

}  // namespace kinfold::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace kinfold {

HWY_EXPORT(FindPointwiseSweep);

PointwiseSweep find_pointwise_sweep(std::string_view loss, std::string_view optimizer) {
  return HWY_DYNAMIC_DISPATCH(FindPointwiseSweep)(loss, optimizer);
}

PointwiseSgd::PointwiseSgd(FactorSide& left_side, SideState& left_state, FactorSide& right_side, SideState& right_state,
                           float global_offset)
    : rank(left_side.factors.rank()),
      stride(left_side.factors.stride()),
      offset(global_offset),
      lr(0),
      bias_reg(0),
      biased(true) {
  const auto rows = [](FactorSide& side, SideState& state) {
    return Rows{side.factors[0],
                side.bias_and_reg.data(),
                state.rows.data(),
                state.biases.data(),
                state.moments.padded().data(),
                state.bias_moments.data(),
                nullptr,
                nullptr};
  };
  left = rows(left_side, left_state);
  right = rows(right_side, right_state);
}

SideState make_side_state(std::string_view optimizer, const FactorSide& side) {
  SideState state;
  dispatch(RowwiseOptimizers{}, "optimizer", optimizer, [&]<class Optimizer>() {
    if constexpr (Optimizer::has_state) {
      state.rows.resize(side.size());
      state.biases.resize(side.size());
    }
    if constexpr (Optimizer::has_moment) {
      state.moments = Matrix(side.size(), side.factors.rank());
      state.bias_moments.resize(side.size());
    }
  });
  return state;
}

}  // namespace kinfold
#endif
