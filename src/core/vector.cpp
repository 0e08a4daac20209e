#include "core/vector.h"

#include <hwy/cache_control.h>

#include <algorithm>

#include "core/bfloat16.h"
#include "core/error.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/vector.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "core/vector-inl.h"

HWY_BEFORE_NAMESPACE();
namespace kinfold::HWY_NAMESPACE {

float DotAny(const float* HWY_RESTRICT a, const float* HWY_RESTRICT b, std::size_t n) {
  const hn::ScalableTag<float> d;
  const std::size_t lanes = hn::Lanes(d);
  auto sum = hn::Zero(d), other = hn::Zero(d);
  std::size_t k = 0;
  for (; k + 2 * lanes <= n; k += 2 * lanes) {
    sum = hn::MulAdd(hn::LoadU(d, a + k), hn::LoadU(d, b + k), sum);
    other = hn::MulAdd(hn::LoadU(d, a + k + lanes), hn::LoadU(d, b + k + lanes), other);
  }
  for (; k + lanes <= n; k += lanes) sum = hn::MulAdd(hn::LoadU(d, a + k), hn::LoadU(d, b + k), sum);
  float total = hn::GetLane(hn::SumOfLanes(d, hn::Add(sum, other)));
  for (; k < n; ++k) total += a[k] * b[k];
  return total;
}

// Converts bfloat16, the upper 16 bits of a float32, by a shift.
float DotBFloat16(const std::uint16_t* HWY_RESTRICT a, const std::uint16_t* HWY_RESTRICT b, std::size_t n) {
  const hn::ScalableTag<float> d;
  const hn::Rebind<std::uint32_t, decltype(d)> whole;
  const hn::Rebind<std::uint16_t, decltype(d)> bf16;
  const auto load = [&](const std::uint16_t* from) {
    return hn::BitCast(d, hn::ShiftLeft<16>(hn::PromoteTo(whole, hn::LoadU(bf16, from))));
  };
  const std::size_t lanes = hn::Lanes(d);
  auto sum = hn::Zero(d);
  std::size_t k = 0;
  for (; k + lanes <= n; k += lanes) sum = hn::MulAdd(load(a + k), load(b + k), sum);
  float total = hn::GetLane(hn::SumOfLanes(d, sum));
  for (; k < n; ++k) total += to_float(a[k]) * to_float(b[k]);
  return total;
}

void Dots(const float* HWY_RESTRICT query, const float* HWY_RESTRICT rows, std::size_t stride, std::span<float> out) {
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = Dot(query, rows + i * stride, stride);
}

void WeightedSum(const Matrix& from, std::span<const Id> members, std::span<const float> weights, const float* factor,
                 float* out) {
  std::fill_n(out, from.stride(), 0.0f);
  const auto row = [&](std::size_t n) { return from[members[n]]; };
  const auto weight = [&](std::size_t n) { return weights[n] * (factor ? factor[members[n]] : 1); };
  AddRows(members.size(), row, weight, from.stride(), out);
}

void ScatterAdd(Matrix& to, std::span<const Id> members, std::span<const float> weights, const float* row) {
  constexpr std::size_t kAhead = 8;  // rows to prefetch
  for (std::size_t n = 0; n < members.size(); ++n) {
    if (n + kAhead < members.size())
      for (std::size_t k = 0; k < to.stride(); k += Matrix::kLine) hwy::Prefetch(to[members[n + kAhead]] + k);
    AddScaled(row, weights[n], to.stride(), to[members[n]]);
  }
}

}  // namespace kinfold::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace kinfold {

HWY_EXPORT(DotAny);
HWY_EXPORT(DotBFloat16);
HWY_EXPORT(Dots);
HWY_EXPORT(WeightedSum);
HWY_EXPORT(ScatterAdd);

float dot(const float* a, const float* b, std::size_t n) { return HWY_DYNAMIC_DISPATCH(DotAny)(a, b, n); }

float dot(const BFloat16* a, const BFloat16* b, std::size_t n) { return HWY_DYNAMIC_DISPATCH(DotBFloat16)(a, b, n); }

void weighted_sum(const Matrix& from, std::span<const Id> members, std::span<const float> weights, const float* factor,
                  float* out) {
  HWY_DYNAMIC_DISPATCH(WeightedSum)(from, members, weights, factor, out);
}

void scatter_add(Matrix& to, std::span<const Id> members, std::span<const float> weights, const float* row) {
  HWY_DYNAMIC_DISPATCH(ScatterAdd)(to, members, weights, row);
}

void dots(const float* query, const Matrix& matrix, Id first, std::span<float> out) {
  HWY_DYNAMIC_DISPATCH(Dots)(query, matrix[first], matrix.stride(), out);
}

namespace {
// Highway target bits that are compiled in and supported by this machine, best (lowest) first.
std::vector<std::int64_t> usable_targets() {
  std::vector<std::int64_t> result;
  const std::int64_t usable = hwy::SupportedTargets() & HWY_TARGETS;
  for (int bit = 0; bit < 63; ++bit)
    if (usable & (std::int64_t{1} << bit)) result.push_back(std::int64_t{1} << bit);
  return result;
}
}  // namespace

std::vector<std::string> instruction_sets() {
  std::vector<std::string> names;
  for (std::int64_t target : usable_targets()) names.push_back(hwy::TargetName(target));
  return names;
}

std::string instruction_set() { return instruction_sets().front(); }

void use_instruction_set(const std::string& name) {
  hwy::SetSupportedTargetsForTest(0);
  hwy::GetChosenTarget().Update(hwy::SupportedTargets());
  if (name.empty()) return;
  for (std::int64_t target : usable_targets()) {
    if (name != hwy::TargetName(target)) continue;
    hwy::SetSupportedTargetsForTest(target);
    hwy::GetChosenTarget().Update(hwy::SupportedTargets());
    return;
  }
  throw UsageError("unknown instruction set '" + name + "'", "", known_choices(name, instruction_sets()));
}

}  // namespace kinfold
#endif
