// The step of an example whose rows have means, whose score has a part that stands still, or whose regularizer is not
// L2.
#if defined(KINFOLD_SOLVER_COMPOSED_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef KINFOLD_SOLVER_COMPOSED_INL_H_
#undef KINFOLD_SOLVER_COMPOSED_INL_H_
#else
#define KINFOLD_SOLVER_COMPOSED_INL_H_
#endif

#include <hwy/highway.h>

#include <algorithm>

#include "factorization/sgd_step-inl.h"

HWY_BEFORE_NAMESPACE();
namespace kinfold::HWY_NAMESPACE {
// What the step of a composed row needs beside the fused one: its mean, and the regularizer's proximal step.
struct GeneralStep {
  const float* mean;  // null: zero
  RowStep row_step;
  float shrink, floor;  // entries shrink towards 0 by so much, and stay above

  Vector centered(Vector row, std::size_t k) const { return mean ? hn::Sub(row, hn::Load(Lanes(), mean + k)) : row; }
};

// sign(x) max(|x| - shrink, 0), and not below the floor
HWY_INLINE Vector Proximal(Vector x, const GeneralStep& step) {
  const Lanes d;
  const Vector size = hn::Max(hn::Sub(hn::Abs(x), hn::Set(d, step.shrink)), hn::Zero(d));
  return hn::Max(hn::CopySign(size, x), hn::Set(d, step.floor));
}

// Inner products of a row's distance from its mean: with the other row, and with itself.
struct CenteredProducts {
  float other, self, other_self;
};
HWY_INLINE CenteredProducts MultiplyCentered(const float* HWY_RESTRICT row, const float* HWY_RESTRICT other,
                                             std::size_t stride, const GeneralStep& step) {
  const Lanes d;
  Vector a = hn::Zero(d), b = a, c = a;
  for (std::size_t k = 0; k < stride; k += hn::Lanes(d)) {
    const Vector x = step.centered(hn::Load(d, row + k), k), y = hn::Load(d, other + k);
    a = hn::MulAdd(x, y, a);
    b = hn::MulAdd(x, x, b);
    c = hn::MulAdd(y, y, c);
  }
  return {hn::GetLane(hn::SumOfLanes(d, a)), hn::GetLane(hn::SumOfLanes(d, b)), hn::GetLane(hn::SumOfLanes(d, c))};
}

// row - rate * (gradient * other + regularization * (row - mean)), or by the gradient's running mean; then the proximal
// step.
template <class Optimizer>
HWY_INLINE Vector UpdateGeneral(Vector row, Vector other, float gradient, const GeneralStep& step, std::size_t k,
                                float* moment) {
  const Lanes d;
  Vector row_gradient =
      hn::MulAdd(hn::Set(d, gradient), other, hn::Mul(hn::Set(d, step.row_step.reg), step.centered(row, k)));
  if constexpr (Optimizer::has_moment) {
    row_gradient =
        hn::MulAdd(hn::Set(d, kBeta1), hn::Load(d, moment + k), hn::Mul(hn::Set(d, 1 - kBeta1), row_gradient));
    hn::Store(row_gradient, d, moment + k);
  }
  return Proximal(hn::NegMulAdd(hn::Set(d, step.row_step.lr), row_gradient, row), step);
}

template <class Optimizer>
HWY_INLINE GeneralStep GeneralStepOf(const Optimizer& optimizer, const PointwiseSgd& work,
                                     const PointwiseSgd::Rows& side, Id row, const float* HWY_RESTRICT x,
                                     const float* HWY_RESTRICT other, float gradient) {
  const float reg = side.bias_and_reg[row].reg;
  const bool l1 = work.regularizer == RowRegularizer::kL1;
  GeneralStep step{
      side.means ? side.means + row * work.stride : nullptr, {0, l1 ? 0 : reg}, 0, -hwy::HighestValue<float>()};
  float square = 0;
  if constexpr (Optimizer::has_state) {
    const CenteredProducts centered = MultiplyCentered(x, other, work.stride, step);
    square = MeanSquare(gradient, step.row_step.reg, centered.self, centered.other, centered.other_self, work.rank);
  }
  step.row_step.lr = RowLr(optimizer, side, row, square);
  if (l1) step.shrink = step.row_step.lr * reg;
  if (work.regularizer == RowRegularizer::kNonNegative) step.floor = 0;
  return step;
}

// One example of rows with means, example offsets or a regularizer other than L2.
template <class Loss, class Optimizer>
HWY_INLINE float StepGeneral(const Loss& loss, const Optimizer& optimizer, const PointwiseSgd& work,
                             const Rating& example) {
  const Lanes d;
  const std::size_t stride = work.stride;
  float* HWY_RESTRICT p = work.left.factors + example.left * stride;
  float* HWY_RESTRICT q = work.right.factors + example.right * stride;
  const float example_offset = work.example_offset ? work.example_offset[&example - work.first] : 0;
  const float score = work.offset + example_offset + work.left.bias_and_reg[example.left].bias +
                      work.right.bias_and_reg[example.right].bias + Multiply<false>(p, q, stride).pq;
  const float gradient = loss.gradient(score, example.value);
  if (work.biased) {
    StepBias(optimizer, work.left, example.left, gradient, work.bias_reg);
    StepBias(optimizer, work.right, example.right, gradient, work.bias_reg);
  }
  const GeneralStep of_p = GeneralStepOf(optimizer, work, work.left, example.left, p, q, gradient);
  const GeneralStep of_q = GeneralStepOf(optimizer, work, work.right, example.right, q, p, gradient);
  float* moment_p = Optimizer::has_moment ? work.left.moments + example.left * stride : nullptr;
  float* moment_q = Optimizer::has_moment ? work.right.moments + example.right * stride : nullptr;
  for (std::size_t k = 0; k < stride; k += hn::Lanes(d)) {
    const Vector a = hn::Load(d, p + k), b = hn::Load(d, q + k);
    hn::Store(UpdateGeneral<Optimizer>(a, b, gradient, of_p, k, moment_p), d, p + k);
    hn::Store(UpdateGeneral<Optimizer>(b, a, gradient, of_q, k, moment_q), d, q + k);
  }
  return loss.value(score, example.value);
}

}  // namespace kinfold::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
