// The general SGD step: for rows with means, scores with a fixed term, or regularizers other than L2.
#if defined(KINFOLD_FACTORIZATION_SGD_GENERAL_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef KINFOLD_FACTORIZATION_SGD_GENERAL_INL_H_
#undef KINFOLD_FACTORIZATION_SGD_GENERAL_INL_H_
#else
#define KINFOLD_FACTORIZATION_SGD_GENERAL_INL_H_
#endif

#include <hwy/highway.h>

#include <algorithm>

#include "factorization/sgd_step-inl.h"

HWY_BEFORE_NAMESPACE();
namespace kinfold::HWY_NAMESPACE {
// The update of a row with a mean and a proximal step.
struct GeneralStep {
  const float* mean;  // null: zero
  RowStep row_step;
  float shrink, floor;  // threshold of soft-thresholding, and lower bound of the entries

  Vector centered(Vector row, std::size_t k) const { return mean ? hn::Sub(row, hn::Load(Lanes(), mean + k)) : row; }
};

// max(sign(x) max(|x| - shrink, 0), floor)
HWY_INLINE Vector Proximal(Vector x, const GeneralStep& step) {
  const Lanes d;
  const Vector size = hn::Max(hn::Sub(hn::Abs(x), hn::Set(d, step.shrink)), hn::Zero(d));
  return hn::Max(hn::CopySign(size, x), hn::Set(d, step.floor));
}

// With x = row - mean and y = other: x.y, x.x and y.y.
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

// row - lr * (gradient * other + reg * (row - mean)), or the same with the moment of the gradient; then the proximal
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
HWY_INLINE GeneralStep GeneralStepOf(const Optimizer& optimizer, const PointwiseSgd& sgd,
                                     const PointwiseSgd::Rows& side, Id row, const float* HWY_RESTRICT x,
                                     const float* HWY_RESTRICT other, float gradient) {
  const float reg = side.bias_and_reg[row].reg;
  const bool l1 = sgd.regularizer == RowRegularizer::kL1;
  GeneralStep step{
      side.means ? side.means + row * sgd.stride : nullptr, {0, l1 ? 0 : reg}, 0, -hwy::HighestValue<float>()};
  float square = 0;
  if constexpr (Optimizer::has_state) {
    const CenteredProducts centered = MultiplyCentered(x, other, sgd.stride, step);
    square = MeanSquare(gradient, step.row_step.reg, centered.self, centered.other, centered.other_self, sgd.rank);
  }
  step.row_step.lr = RowLr(optimizer, side, row, square);
  if (l1) step.shrink = step.row_step.lr * reg;
  if (sgd.regularizer == RowRegularizer::kNonNegative) step.floor = 0;
  return step;
}

// Takes a step for one example and returns its loss.
template <class Loss, class Optimizer>
HWY_INLINE float StepGeneral(const Loss& loss, const Optimizer& optimizer, const PointwiseSgd& sgd,
                             const Rating& example) {
  const Lanes d;
  const std::size_t stride = sgd.stride;
  float* HWY_RESTRICT p = sgd.left.factors + example.left * stride;
  float* HWY_RESTRICT q = sgd.right.factors + example.right * stride;
  const float example_offset = sgd.example_offset ? sgd.example_offset[&example - sgd.first] : 0;
  const float score = sgd.offset + example_offset + sgd.left.bias_and_reg[example.left].bias +
                      sgd.right.bias_and_reg[example.right].bias + Multiply<false>(p, q, stride).pq;
  const float gradient = loss.gradient(score, example.value);
  if (sgd.biased) {
    StepBias(optimizer, sgd.left, example.left, gradient, sgd.bias_reg);
    StepBias(optimizer, sgd.right, example.right, gradient, sgd.bias_reg);
  }
  const GeneralStep step_p = GeneralStepOf(optimizer, sgd, sgd.left, example.left, p, q, gradient);
  const GeneralStep step_q = GeneralStepOf(optimizer, sgd, sgd.right, example.right, q, p, gradient);
  float* moment_p = Optimizer::has_moment ? sgd.left.moments + example.left * stride : nullptr;
  float* moment_q = Optimizer::has_moment ? sgd.right.moments + example.right * stride : nullptr;
  for (std::size_t k = 0; k < stride; k += hn::Lanes(d)) {
    const Vector a = hn::Load(d, p + k), b = hn::Load(d, q + k);
    hn::Store(UpdateGeneral<Optimizer>(a, b, gradient, step_p, k, moment_p), d, p + k);
    hn::Store(UpdateGeneral<Optimizer>(b, a, gradient, step_q, k, moment_q), d, q + k);
  }
  return loss.value(score, example.value);
}

}  // namespace kinfold::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
