// What every example's step is made of: inner products, the move of a bias, the rate of a row.
#if defined(KINFOLD_SOLVER_STEP_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef KINFOLD_SOLVER_STEP_INL_H_
#undef KINFOLD_SOLVER_STEP_INL_H_
#else
#define KINFOLD_SOLVER_STEP_INL_H_
#endif

#include <hwy/highway.h>

#include <algorithm>

#include "core/vector-inl.h"
#include "solver/pointwise.h"

HWY_BEFORE_NAMESPACE();
namespace kinfold::HWY_NAMESPACE {
// The three inner products that an example needs: p.q, and for rules with state p.p and q.q.
struct Products {
  float pq, pp, qq;
};

template <bool kSquares>
HWY_INLINE Products Multiply(const float* HWY_RESTRICT p, const float* HWY_RESTRICT q, std::size_t stride) {
  const Lanes d;
  const std::size_t lanes = hn::Lanes(d);
  Vector pq0 = hn::Zero(d), pq1 = pq0, pp = pq0, qq = pq0;
  const auto add = [&](std::size_t k, Vector& pq) HWY_ATTR {
    const Vector a = hn::Load(d, p + k), b = hn::Load(d, q + k);
    pq = hn::MulAdd(a, b, pq);
    if constexpr (kSquares) {
      pp = hn::MulAdd(a, a, pp);
      qq = hn::MulAdd(b, b, qq);
    }
  };
  std::size_t k = 0;
  for (; k + 2 * lanes <= stride; k += 2 * lanes) {
    add(k, pq0);
    add(k + lanes, pq1);
  }
  if (k < stride) add(k, pq0);
  Products result{hn::GetLane(hn::SumOfLanes(d, hn::Add(pq0, pq1))), 0, 0};
  if constexpr (kSquares) {
    result.pp = hn::GetLane(hn::SumOfLanes(d, pp));
    result.qq = hn::GetLane(hn::SumOfLanes(d, qq));
  }
  return result;
}

// Mean square of the entries of slope * q + strength * p.
HWY_INLINE float MeanSquare(float slope, float strength, float pp, float pq, float qq, std::size_t rank) {
  return (slope * slope * qq + 2 * slope * strength * pq + strength * strength * pp) /
         float(std::max<std::size_t>(rank, 1));
}

template <class Update>
HWY_INLINE void StepBias(const Update& update, const Pointwise::Rows& side, Id row, float slope, float strength) {
  float& bias = side.heads[row].bias;
  float gradient = slope + strength * (side.bias_means ? bias - side.bias_means[row] : bias);
  RowState none;
  RowState& state = Update::has_state ? side.biases[row] : none;
  const float rate = update.rate(state, gradient * gradient);
  if constexpr (Update::has_moment) {
    float& moment = side.bias_moments[row];
    gradient = moment = kMomentum * moment + (1 - kMomentum) * gradient;
  }
  bias -= rate * gradient;
}

template <class Update>
HWY_INLINE float RowRate(const Update& update, const Pointwise::Rows& side, Id row, float mean_square) {
  RowState none;
  return update.rate(Update::has_state ? side.rows[row] : none, mean_square);
}

// How the row of one side moves: by rate * (slope * other + strength * row).
struct Motion {
  float rate, strength;
};

}  // namespace kinfold::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
