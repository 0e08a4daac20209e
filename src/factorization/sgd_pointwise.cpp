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

// Both rows at once, from their old values:
//   p <- (1 - rate_p reg_p) p - rate_p gradient q,   q likewise
HWY_INLINE void UpdateRows(float* HWY_RESTRICT p, float* HWY_RESTRICT q, std::size_t stride, float gradient,
                           const RowStep& of_p, const RowStep& of_q) {
  const Lanes d;
  const Vector keep_p = hn::Set(d, 1 - of_p.lr * of_p.reg), toward_q = hn::Set(d, of_p.lr * gradient);
  const Vector keep_q = hn::Set(d, 1 - of_q.lr * of_q.reg), toward_p = hn::Set(d, of_q.lr * gradient);
  for (std::size_t k = 0; k < stride; k += hn::Lanes(d)) {
    const Vector a = hn::Load(d, p + k), b = hn::Load(d, q + k);
    hn::Store(hn::NegMulAdd(toward_q, b, hn::Mul(keep_p, a)), d, p + k);
    hn::Store(hn::NegMulAdd(toward_p, a, hn::Mul(keep_q, b)), d, q + k);
  }
}

// m <- momentum m + (1 - momentum) (gradient other + regularization row);  row - rate m
HWY_INLINE Vector UpdateByMoment(Vector row, Vector other, float gradient, const RowStep& row_step, float* moment) {
  const Lanes d;
  const Vector row_gradient = hn::MulAdd(hn::Set(d, gradient), other, hn::Mul(hn::Set(d, row_step.reg), row));
  const Vector m = hn::MulAdd(hn::Set(d, kBeta1), hn::Load(d, moment), hn::Mul(hn::Set(d, 1 - kBeta1), row_gradient));
  hn::Store(m, d, moment);
  return hn::NegMulAdd(hn::Set(d, row_step.lr), m, row);
}

HWY_INLINE void UpdateRowsByMoments(float* HWY_RESTRICT p, float* HWY_RESTRICT q, std::size_t stride, float gradient,
                                    const RowStep& of_p, const RowStep& of_q, float* moment_p, float* moment_q) {
  const Lanes d;
  for (std::size_t k = 0; k < stride; k += hn::Lanes(d)) {
    const Vector a = hn::Load(d, p + k), b = hn::Load(d, q + k);
    hn::Store(UpdateByMoment(a, b, gradient, of_p, moment_p + k), d, p + k);
    hn::Store(UpdateByMoment(b, a, gradient, of_q, moment_q + k), d, q + k);
  }
}

// One example. kStride is the padded rank when it is known at compile time, 0 otherwise.
template <std::size_t kStride, class Loss, class Optimizer>
HWY_INLINE float Step(const Loss& loss, const Optimizer& optimizer, const PointwiseSgd& work, const Rating& example) {
  const std::size_t stride = kStride ? kStride : work.stride;
  float* HWY_RESTRICT p = work.left.factors + example.left * stride;
  float* HWY_RESTRICT q = work.right.factors + example.right * stride;
  const BiasAndReg &left = work.left.bias_and_reg[example.left], &right = work.right.bias_and_reg[example.right];

  const InnerProducts inner = Multiply<Optimizer::has_state>(p, q, stride);
  const float score = work.offset + left.bias + right.bias + inner.pq;
  const float gradient = loss.gradient(score, example.value);
  if (work.biased) {
    StepBias(optimizer, work.left, example.left, gradient, work.bias_reg);
    StepBias(optimizer, work.right, example.right, gradient, work.bias_reg);
  }
  const float square_p = MeanSquare(gradient, left.reg, inner.pp, inner.pq, inner.qq, work.rank);
  const float square_q = MeanSquare(gradient, right.reg, inner.qq, inner.pq, inner.pp, work.rank);
  const RowStep of_p{RowLr(optimizer, work.left, example.left, square_p), left.reg};
  const RowStep of_q{RowLr(optimizer, work.right, example.right, square_q), right.reg};
  if constexpr (Optimizer::has_moment)
    UpdateRowsByMoments(p, q, stride, gradient, of_p, of_q, work.left.moments + example.left * stride,
                        work.right.moments + example.right * stride);
  else
    UpdateRows(p, q, stride, gradient, of_p, of_q);
  return loss.value(score, example.value);
}

template <std::size_t kStride>
HWY_INLINE void Prefetch(const PointwiseSgd& work, const Rating& example) {
  const std::size_t stride = kStride ? kStride : std::min<std::size_t>(work.stride, 256);
  const std::size_t apart = kStride ? kStride : work.stride;
  const float *p = work.left.factors + example.left * apart, *q = work.right.factors + example.right * apart;
  for (std::size_t k = 0; k < stride; k += Matrix::kLine) {
    hwy::Prefetch(p + k);
    hwy::Prefetch(q + k);
  }
  hwy::Prefetch(work.left.bias_and_reg + example.left);
  hwy::Prefetch(work.right.bias_and_reg + example.right);
}

template <std::size_t kStride, bool kGeneral, class Loss, class Optimizer>
double SweepBucket(const PointwiseSgd& work, std::span<const Rating> bucket) {
  constexpr std::size_t kAhead = 6;  // examples
  const Loss loss;
  const Optimizer optimizer{work.lr};
  double total = 0;
  for (std::size_t i = 0; i < bucket.size(); ++i) {
    if (i + kAhead < bucket.size()) Prefetch<kStride>(work, bucket[i + kAhead]);
    if constexpr (kGeneral)
      total += StepGeneral(loss, optimizer, work, bucket[i]);
    else
      total += Step<kStride>(loss, optimizer, work, bucket[i]);
  }
  return total;
}

template <class Loss, class Optimizer>
double AnyRank(const PointwiseSgd& work, std::span<const Rating> bucket) {
  if (work.is_general()) return SweepBucket<0, true, Loss, Optimizer>(work, bucket);
  switch (work.stride) {
    case 16:
      return SweepBucket<16, false, Loss, Optimizer>(work, bucket);
    case 32:
      return SweepBucket<32, false, Loss, Optimizer>(work, bucket);
    case 64:
      return SweepBucket<64, false, Loss, Optimizer>(work, bucket);
    case 128:
      return SweepBucket<128, false, Loss, Optimizer>(work, bucket);
    default:
      return SweepBucket<0, false, Loss, Optimizer>(work, bucket);
  }
}

PointwiseSweep FindPointwiseSweep(std::string_view loss, std::string_view optimizer) {
  PointwiseSweep found = nullptr;
  dispatch(PointLosses{}, "loss", loss, [&]<class Loss>() {
    dispatch(RowwiseOptimizers{}, "optimizer", optimizer,
             [&]<class Optimizer>() { found = &AnyRank<Loss, Optimizer>; });
  });
  return found;
}

}  // namespace kinfold::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace kinfold {

HWY_EXPORT(FindPointwiseSweep);

PointwiseSweep find_pointwise_sweep(std::string_view loss, std::string_view optimizer) {
  return HWY_DYNAMIC_DISPATCH(FindPointwiseSweep)(loss, optimizer);
}

PointwiseSgd::PointwiseSgd(FactorSide& a, SideState& a_state, FactorSide& b, SideState& b_state, float constant)
    : rank(a.factors.rank()), stride(a.factors.stride()), offset(constant), lr(0), bias_reg(0), biased(true) {
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
  left = rows(a, a_state);
  right = rows(b, b_state);
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
