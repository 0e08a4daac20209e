// The step of an example whose rows have means, whose score has a part that stands still, or whose penalty is not
// ridge.
#if defined(KINFOLD_SOLVER_COMPOSED_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef KINFOLD_SOLVER_COMPOSED_INL_H_
#undef KINFOLD_SOLVER_COMPOSED_INL_H_
#else
#define KINFOLD_SOLVER_COMPOSED_INL_H_
#endif

#include <hwy/highway.h>

#include <algorithm>

#include "solver/step-inl.h"

HWY_BEFORE_NAMESPACE();
namespace kinfold::HWY_NAMESPACE {
// What the step of a composed row needs beside the fused one: its mean, and the penalty's proximal step.
struct Pull {
  const float* mean;  // null: zero
  Motion motion;
  float shrink, floor;  // entries shrink towards 0 by so much, and stay above

  Vector apart(Vector row, std::size_t k) const { return mean ? hn::Sub(row, hn::Load(Lanes(), mean + k)) : row; }
};

// sign(x) max(|x| - shrink, 0), and not below the floor
HWY_INLINE Vector Proximal(Vector x, const Pull& pull) {
  const Lanes d;
  const Vector size = hn::Max(hn::Sub(hn::Abs(x), hn::Set(d, pull.shrink)), hn::Zero(d));
  return hn::Max(hn::CopySign(size, x), hn::Set(d, pull.floor));
}

// Inner products of a row's distance from its mean: with the other row, and with itself.
struct Apart {
  float other, self, other_self;
};
HWY_INLINE Apart MultiplyApart(const float* HWY_RESTRICT row, const float* HWY_RESTRICT other, std::size_t stride,
                               const Pull& pull) {
  const Lanes d;
  Vector a = hn::Zero(d), b = a, c = a;
  for (std::size_t k = 0; k < stride; k += hn::Lanes(d)) {
    const Vector x = pull.apart(hn::Load(d, row + k), k), y = hn::Load(d, other + k);
    a = hn::MulAdd(x, y, a);
    b = hn::MulAdd(x, x, b);
    c = hn::MulAdd(y, y, c);
  }
  return {hn::GetLane(hn::SumOfLanes(d, a)), hn::GetLane(hn::SumOfLanes(d, b)), hn::GetLane(hn::SumOfLanes(d, c))};
}

// row - rate * (slope * other + strength * (row - mean)), or by the gradient's running mean; then the proximal step.
template <class Update>
HWY_INLINE Vector MoveComposed(Vector row, Vector other, float slope, const Pull& pull, std::size_t k, float* moment) {
  const Lanes d;
  Vector gradient = hn::MulAdd(hn::Set(d, slope), other, hn::Mul(hn::Set(d, pull.motion.strength), pull.apart(row, k)));
  if constexpr (Update::has_moment) {
    gradient = hn::MulAdd(hn::Set(d, kMomentum), hn::Load(d, moment + k), hn::Mul(hn::Set(d, 1 - kMomentum), gradient));
    hn::Store(gradient, d, moment + k);
  }
  return Proximal(hn::NegMulAdd(hn::Set(d, pull.motion.rate), gradient, row), pull);
}

template <class Update>
HWY_INLINE Pull PullOf(const Update& update, const Pointwise& work, const Pointwise::Rows& side, Id row,
                       const float* HWY_RESTRICT x, const float* HWY_RESTRICT other, float slope) {
  const float strength = side.heads[row].strength;
  const bool lasso = work.penalty == RowPenalty::kLasso;
  Pull pull{
      side.means ? side.means + row * work.stride : nullptr, {0, lasso ? 0 : strength}, 0, -hwy::HighestValue<float>()};
  float square = 0;
  if constexpr (Update::has_state) {
    const Apart apart = MultiplyApart(x, other, work.stride, pull);
    square = MeanSquare(slope, pull.motion.strength, apart.self, apart.other, apart.other_self, work.rank);
  }
  pull.motion.rate = RowRate(update, side, row, square);
  if (lasso) pull.shrink = pull.motion.rate * strength;
  if (work.penalty == RowPenalty::kNonNegative) pull.floor = 0;
  return pull;
}

// One example of rows with means, example offsets or a penalty other than ridge.
template <class Loss, class Update>
HWY_INLINE float StepComposed(const Loss& loss, const Update& update, const Pointwise& work, const Rating& example) {
  const Lanes d;
  const std::size_t stride = work.stride;
  float* HWY_RESTRICT p = work.left.factors + example.left * stride;
  float* HWY_RESTRICT q = work.right.factors + example.right * stride;
  const float extra = work.extra ? work.extra[&example - work.first] : 0;
  const float score = work.offset + extra + work.left.heads[example.left].bias + work.right.heads[example.right].bias +
                      Multiply<false>(p, q, stride).pq;
  const float slope = loss.slope(score, example.value);
  if (work.biased) {
    StepBias(update, work.left, example.left, slope, work.bias_strength);
    StepBias(update, work.right, example.right, slope, work.bias_strength);
  }
  const Pull of_p = PullOf(update, work, work.left, example.left, p, q, slope);
  const Pull of_q = PullOf(update, work, work.right, example.right, q, p, slope);
  float* moment_p = Update::has_moment ? work.left.moments + example.left * stride : nullptr;
  float* moment_q = Update::has_moment ? work.right.moments + example.right * stride : nullptr;
  for (std::size_t k = 0; k < stride; k += hn::Lanes(d)) {
    const Vector a = hn::Load(d, p + k), b = hn::Load(d, q + k);
    hn::Store(MoveComposed<Update>(a, b, slope, of_p, k, moment_p), d, p + k);
    hn::Store(MoveComposed<Update>(b, a, slope, of_q, k, moment_q), d, q + k);
  }
  return loss.value(score, example.value);
}

}  // namespace kinfold::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
