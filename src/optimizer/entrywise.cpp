#include "optimizer/entrywise.h"

#include <cmath>

#include "optimizer/rowwise.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "optimizer/entrywise.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace kinfold::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// Calls body(k, vector) for each vector of the gradient. Rows are padded to whole vectors, but the gradient may not be.
template <class Body>
HWY_INLINE void ForEachVector(const float* gradient, std::size_t count, const Body& body) {
  const hn::ScalableTag<float> d;
  const std::size_t lanes = hn::Lanes(d);
  std::size_t k = 0;
  for (; k + lanes <= count; k += lanes) body(k, hn::LoadU(d, gradient + k));
  if (k < count) body(k, hn::MaskedLoad(hn::FirstN(d, count - k), d, gradient + k));
}

void SgdStep(float lr, float* x, const float* g, std::size_t count) {
  const hn::ScalableTag<float> d;
  const auto minus = hn::Set(d, -lr);
  ForEachVector(g, count, [&](std::size_t k, auto gradient) HWY_ATTR {
    hn::Store(hn::MulAdd(minus, gradient, hn::Load(d, x + k)), d, x + k);
  });
}

void AdagradStep(float lr, float* x, float* squares, const float* g, std::size_t count) {
  const hn::ScalableTag<float> d;
  const auto minus = hn::Set(d, -lr), epsilon = hn::Set(d, 1e-10f);
  ForEachVector(g, count, [&](std::size_t k, auto gradient) HWY_ATTR {
    const auto square = hn::MulAdd(gradient, gradient, hn::Load(d, squares + k));
    hn::Store(square, d, squares + k);
    const auto step = hn::Div(gradient, hn::Add(hn::Sqrt(square), epsilon));
    hn::Store(hn::MulAdd(minus, step, hn::Load(d, x + k)), d, x + k);
  });
}

// `lr` and `second` include the bias corrections of the first and second moments.
void AdamStep(float lr, float second, float* x, float* squares, float* moments, const float* g, std::size_t count) {
  const hn::ScalableTag<float> d;
  const auto minus = hn::Set(d, -lr), correction = hn::Set(d, second), epsilon = hn::Set(d, 1e-8f);
  const auto keep = hn::Set(d, kBeta1), take = hn::Set(d, 1 - kBeta1);
  const auto keep_square = hn::Set(d, RowwiseAdam::kBeta2), take_square = hn::Set(d, 1 - RowwiseAdam::kBeta2);
  ForEachVector(g, count, [&](std::size_t k, auto gradient) HWY_ATTR {
    const auto moment = hn::MulAdd(keep, hn::Load(d, moments + k), hn::Mul(take, gradient));
    const auto square =
        hn::MulAdd(keep_square, hn::Load(d, squares + k), hn::Mul(take_square, hn::Mul(gradient, gradient)));
    hn::Store(moment, d, moments + k);
    hn::Store(square, d, squares + k);
    const auto step = hn::Div(moment, hn::Add(hn::Sqrt(hn::Mul(square, correction)), epsilon));
    hn::Store(hn::MulAdd(minus, step, hn::Load(d, x + k)), d, x + k);
  });
}

}  // namespace kinfold::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace kinfold {

HWY_EXPORT(SgdStep);
HWY_EXPORT(AdagradStep);
HWY_EXPORT(AdamStep);

bool uses_squares(const std::string& optimizer) { return optimizer != Sgd::name; }
bool uses_moments(const std::string& optimizer) { return optimizer == "adam"; }

EntrywiseState::EntrywiseState(const std::string& optimizer, std::size_t rows, std::size_t rank) {
  if (uses_squares(optimizer)) squares = Matrix(rows, rank);
  if (uses_moments(optimizer)) moments = Matrix(rows, rank);
}

void step_row(const OptimizerStep& optimizer_step, std::span<float> row, RowStateView state, const float* gradient) {
  const std::size_t count = row.size();
  if (optimizer_step.optimizer == Sgd::name)
    return HWY_DYNAMIC_DISPATCH(SgdStep)(optimizer_step.lr, row.data(), gradient, count);
  if (optimizer_step.optimizer == "adagrad")
    return HWY_DYNAMIC_DISPATCH(AdagradStep)(optimizer_step.lr, row.data(), state.squares, gradient, count);
  const double first = 1 - std::pow(double(kBeta1), double(optimizer_step.step));
  const double second = 1 - std::pow(double(RowwiseAdam::kBeta2), double(optimizer_step.step));
  HWY_DYNAMIC_DISPATCH(AdamStep)
  (float(optimizer_step.lr / first), float(1 / second), row.data(), state.squares, state.moments, gradient, count);
}

}  // namespace kinfold
#endif
