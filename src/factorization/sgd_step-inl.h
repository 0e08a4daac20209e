// Parts of an SGD step: inner products, the update of a bias, the learning rate of a row.
#if defined(KINFOLD_FACTORIZATION_SGD_STEP_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef KINFOLD_FACTORIZATION_SGD_STEP_INL_H_
#undef KINFOLD_FACTORIZATION_SGD_STEP_INL_H_
#else
#define KINFOLD_FACTORIZATION_SGD_STEP_INL_H_
#endif

#include <hwy/highway.h>

#include <algorithm>

#include "core/vector-inl.h"
#include "factorization/sgd_pointwise.h"

HWY_BEFORE_NAMESPACE();
namespace kinfold::HWY_NAMESPACE {
// The inner products of an example: p.q, and for optimizers with state also p.p and q.q.
struct InnerProducts {
  float pq, pp, qq;
};

template <bool kSquares>
HWY_INLINE InnerProducts Multiply(const float* HWY_RESTRICT p, const float* HWY_RESTRICT q, std::size_t stride) {
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
  InnerProducts result{hn::GetLane(hn::SumOfLanes(d, hn::Add(pq0, pq1))), 0, 0};
  if constexpr (kSquares) {
    result.pp = hn::GetLane(hn::SumOfLanes(d, pp));
    result.qq = hn::GetLane(hn::SumOfLanes(d, qq));
  }
  return result;
}

// Mean square of the entries of gradient * q + reg * p.
HWY_INLINE float MeanSquare(float gradient, float reg, float pp, float pq, float qq, std::size_t rank) {
  return (gradient * gradient * qq + 2 * gradient * reg * pq + reg * reg * pp) / float(std::max<std::size_t>(rank, 1));
}

template <class Optimizer>
HWY_INLINE void StepBias(const Optimizer& optimizer, const PointwiseSgd::Rows& side, Id row, float gradient,
                         float reg) {
  float& bias = side.bias_and_reg[row].bias;
  float bias_gradient = gradient + reg * (side.bias_means ? bias - side.bias_means[row] : bias);
  RowState none;
  RowState& state = Optimizer::has_state ? side.biases[row] : none;
  const float lr = optimizer.lr(state, bias_gradient * bias_gradient);
  if constexpr (Optimizer::has_moment) {
    float& moment = side.bias_moments[row];
    bias_gradient = moment = kBeta1 * moment + (1 - kBeta1) * bias_gradient;
  }
  bias -= lr * bias_gradient;
}

template <class Optimizer>
HWY_INLINE float RowLr(const Optimizer& optimizer, const PointwiseSgd::Rows& side, Id row, float mean_square) {
  RowState none;
  return optimizer.lr(Optimizer::has_state ? side.rows[row] : none, mean_square);
}

// The update of a row: row -= lr * (gradient * other + reg * row).
struct RowStep {
  float lr, reg;
};

}  // namespace kinfold::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
