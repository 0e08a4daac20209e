#include "solver/pointwise.h"

#include <hwy/cache_control.h>

#include <algorithm>

#include "loss/point.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "solver/pointwise.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "solver/composed-inl.h"

HWY_BEFORE_NAMESPACE();
namespace kinfold::HWY_NAMESPACE {

// Both rows at once, from their old values:
//   p <- (1 - rate_p strength_p) p - rate_p slope q,   q likewise
HWY_INLINE void MoveRows(float* HWY_RESTRICT p, float* HWY_RESTRICT q, std::size_t stride, float slope,
                         const Motion& of_p, const Motion& of_q) {
  const Lanes d;
  const Vector keep_p = hn::Set(d, 1 - of_p.rate * of_p.strength), toward_q = hn::Set(d, of_p.rate * slope);
  const Vector keep_q = hn::Set(d, 1 - of_q.rate * of_q.strength), toward_p = hn::Set(d, of_q.rate * slope);
  for (std::size_t k = 0; k < stride; k += hn::Lanes(d)) {
    const Vector a = hn::Load(d, p + k), b = hn::Load(d, q + k);
    hn::Store(hn::NegMulAdd(toward_q, b, hn::Mul(keep_p, a)), d, p + k);
    hn::Store(hn::NegMulAdd(toward_p, a, hn::Mul(keep_q, b)), d, q + k);
  }
}

// m <- momentum m + (1 - momentum) (slope other + strength row);  row - rate m
HWY_INLINE Vector MoveByMoment(Vector row, Vector other, float slope, const Motion& motion, float* moment) {
  const Lanes d;
  const Vector gradient = hn::MulAdd(hn::Set(d, slope), other, hn::Mul(hn::Set(d, motion.strength), row));
  const Vector m = hn::MulAdd(hn::Set(d, kMomentum), hn::Load(d, moment), hn::Mul(hn::Set(d, 1 - kMomentum), gradient));
  hn::Store(m, d, moment);
  return hn::NegMulAdd(hn::Set(d, motion.rate), m, row);
}

HWY_INLINE void MoveRowsByMoments(float* HWY_RESTRICT p, float* HWY_RESTRICT q, std::size_t stride, float slope,
                                  const Motion& of_p, const Motion& of_q, float* moment_p, float* moment_q) {
  const Lanes d;
  for (std::size_t k = 0; k < stride; k += hn::Lanes(d)) {
    const Vector a = hn::Load(d, p + k), b = hn::Load(d, q + k);
    hn::Store(MoveByMoment(a, b, slope, of_p, moment_p + k), d, p + k);
    hn::Store(MoveByMoment(b, a, slope, of_q, moment_q + k), d, q + k);
  }
}

// One example. kStride is the padded rank when it is known at compile time, 0 otherwise.
template <std::size_t kStride, class Loss, class Update>
HWY_INLINE float Step(const Loss& loss, const Update& update, const Pointwise& work, const Rating& example) {
  const std::size_t stride = kStride ? kStride : work.stride;
  float* HWY_RESTRICT p = work.left.factors + example.left * stride;
  float* HWY_RESTRICT q = work.right.factors + example.right * stride;
  const Head &left = work.left.heads[example.left], &right = work.right.heads[example.right];

  const Products inner = Multiply<Update::has_state>(p, q, stride);
  const float score = work.offset + left.bias + right.bias + inner.pq;
  const float slope = loss.slope(score, example.value);
  if (work.biased) {
    StepBias(update, work.left, example.left, slope, work.bias_strength);
    StepBias(update, work.right, example.right, slope, work.bias_strength);
  }
  const float square_p = MeanSquare(slope, left.strength, inner.pp, inner.pq, inner.qq, work.rank);
  const float square_q = MeanSquare(slope, right.strength, inner.qq, inner.pq, inner.pp, work.rank);
  const Motion of_p{RowRate(update, work.left, example.left, square_p), left.strength};
  const Motion of_q{RowRate(update, work.right, example.right, square_q), right.strength};
  if constexpr (Update::has_moment)
    MoveRowsByMoments(p, q, stride, slope, of_p, of_q, work.left.moments + example.left * stride,
                      work.right.moments + example.right * stride);
  else
    MoveRows(p, q, stride, slope, of_p, of_q);
  return loss.value(score, example.value);
}

template <std::size_t kStride>
HWY_INLINE void Prefetch(const Pointwise& work, const Rating& example) {
  const std::size_t stride = kStride ? kStride : std::min<std::size_t>(work.stride, 256);
  const std::size_t apart = kStride ? kStride : work.stride;
  const float *p = work.left.factors + example.left * apart, *q = work.right.factors + example.right * apart;
  for (std::size_t k = 0; k < stride; k += Table::kLine) {
    hwy::Prefetch(p + k);
    hwy::Prefetch(q + k);
  }
  hwy::Prefetch(work.left.heads + example.left);
  hwy::Prefetch(work.right.heads + example.right);
}

template <std::size_t kStride, bool kComposed, class Loss, class Update>
double SweepBucket(const Pointwise& work, std::span<const Rating> bucket) {
  constexpr std::size_t kAhead = 6;  // examples
  const Loss loss;
  const Update update{work.rate};
  double total = 0;
  for (std::size_t i = 0; i < bucket.size(); ++i) {
    if (i + kAhead < bucket.size()) Prefetch<kStride>(work, bucket[i + kAhead]);
    if constexpr (kComposed)
      total += StepComposed(loss, update, work, bucket[i]);
    else
      total += Step<kStride>(loss, update, work, bucket[i]);
  }
  return total;
}

template <class Loss, class Update>
double AnyRank(const Pointwise& work, std::span<const Rating> bucket) {
  if (work.composed()) return SweepBucket<0, true, Loss, Update>(work, bucket);
  switch (work.stride) {
    case 16:
      return SweepBucket<16, false, Loss, Update>(work, bucket);
    case 32:
      return SweepBucket<32, false, Loss, Update>(work, bucket);
    case 64:
      return SweepBucket<64, false, Loss, Update>(work, bucket);
    case 128:
      return SweepBucket<128, false, Loss, Update>(work, bucket);
    default:
      return SweepBucket<0, false, Loss, Update>(work, bucket);
  }
}

Sweep FindSweep(std::string_view loss, std::string_view update) {
  Sweep found = nullptr;
  with_choice(PointLosses{}, "loss", loss, [&]<class Loss>() {
    with_choice(Updates{}, "update", update, [&]<class Update>() { found = &AnyRank<Loss, Update>; });
  });
  return found;
}

}  // namespace kinfold::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace kinfold {

HWY_EXPORT(FindSweep);

Sweep find_sweep(std::string_view loss, std::string_view update) {
  return HWY_DYNAMIC_DISPATCH(FindSweep)(loss, update);
}

Pointwise::Pointwise(Side& a, SideState& a_state, Side& b, SideState& b_state, float constant)
    : rank(a.factors.rank()), stride(a.factors.stride()), offset(constant), rate(0), bias_strength(0), biased(true) {
  const auto rows = [](Side& side, SideState& state) {
    return Rows{side.factors[0],
                side.heads.data(),
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

SideState make_state(std::string_view update, const Side& side) {
  SideState state;
  with_choice(Updates{}, "update", update, [&]<class Update>() {
    if constexpr (Update::has_state) {
      state.rows.resize(side.size());
      state.biases.resize(side.size());
    }
    if constexpr (Update::has_moment) {
      state.moments = Table(side.size(), side.factors.rank());
      state.bias_moments.resize(side.size());
    }
  });
  return state;
}

}  // namespace kinfold
#endif
