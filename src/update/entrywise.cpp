#include "update/entrywise.h"

#include <cmath>

#include "update/update.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "update/entrywise.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace kinfold::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// Rows are padded to whole cache lines, and so to whole vectors; gradients may not be.
template <class Body>
HWY_INLINE void EachVector(const float* gradient, std::size_t count, const Body& body) {
  const hn::ScalableTag<float> d;
  const std::size_t lanes = hn::Lanes(d);
  std::size_t k = 0;
  for (; k + lanes <= count; k += lanes) body(k, hn::LoadU(d, gradient + k));
  if (k < count) body(k, hn::MaskedLoad(hn::FirstN(d, count - k), d, gradient + k));
}

void Descend(float rate, float* x, const float* g, std::size_t count) {
  const hn::ScalableTag<float> d;
  const auto minus = hn::Set(d, -rate);
  EachVector(g, count, [&](std::size_t k, auto slope) HWY_ATTR {
    hn::Store(hn::MulAdd(minus, slope, hn::Load(d, x + k)), d, x + k);
  });
}

void Adapt(float rate, float* x, float* squares, const float* g, std::size_t count) {
  const hn::ScalableTag<float> d;
  const auto minus = hn::Set(d, -rate), least = hn::Set(d, 1e-10f);
  EachVector(g, count, [&](std::size_t k, auto slope) HWY_ATTR {
    const auto square = hn::MulAdd(slope, slope, hn::Load(d, squares + k));
    hn::Store(square, d, squares + k);
    const auto step = hn::Div(slope, hn::Add(hn::Sqrt(square), least));
    hn::Store(hn::MulAdd(minus, step, hn::Load(d, x + k)), d, x + k);
  });
}

// `rate` and `second` hold the corrections for the start.
void AdaptWithMoments(float rate, float second, float* x, float* squares, float* moments, const float* g,
                      std::size_t count) {
  const hn::ScalableTag<float> d;
  const auto minus = hn::Set(d, -rate), correction = hn::Set(d, second), least = hn::Set(d, 1e-8f);
  const auto keep = hn::Set(d, kMomentum), take = hn::Set(d, 1 - kMomentum);
  const auto keep_square = hn::Set(d, Adam::kDecay), take_square = hn::Set(d, 1 - Adam::kDecay);
  EachVector(g, count, [&](std::size_t k, auto slope) HWY_ATTR {
    const auto moment = hn::MulAdd(keep, hn::Load(d, moments + k), hn::Mul(take, slope));
    const auto square = hn::MulAdd(keep_square, hn::Load(d, squares + k), hn::Mul(take_square, hn::Mul(slope, slope)));
    hn::Store(moment, d, moments + k);
    hn::Store(square, d, squares + k);
    const auto step = hn::Div(moment, hn::Add(hn::Sqrt(hn::Mul(square, correction)), least));
    hn::Store(hn::MulAdd(minus, step, hn::Load(d, x + k)), d, x + k);
  });
}

}  // namespace kinfold::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace kinfold {

HWY_EXPORT(Descend);
HWY_EXPORT(Adapt);
HWY_EXPORT(AdaptWithMoments);

bool keeps_squares(const std::string& update) { return update != Sgd::name; }
bool keeps_moments(const std::string& update) { return update == Adam::name; }

EntryState::EntryState(const std::string& update, std::size_t rows, std::size_t rank) {
  if (keeps_squares(update)) squares = Table(rows, rank);
  if (keeps_moments(update)) moments = Table(rows, rank);
}

void move_row(const EntryRule& rule, std::span<float> row, RowMemory memory, const float* gradient) {
  const std::size_t count = row.size();
  if (rule.update == Sgd::name) return HWY_DYNAMIC_DISPATCH(Descend)(rule.rate, row.data(), gradient, count);
  if (rule.update == Adagrad::name)
    return HWY_DYNAMIC_DISPATCH(Adapt)(rule.rate, row.data(), memory.squares, gradient, count);
  const double first = 1 - std::pow(double(kMomentum), double(rule.step));
  const double second = 1 - std::pow(double(Adam::kDecay), double(rule.step));
  HWY_DYNAMIC_DISPATCH(AdaptWithMoments)
  (float(rule.rate / first), float(1 / second), row.data(), memory.squares, memory.moments, gradient, count);
}

}  // namespace kinfold
#endif
