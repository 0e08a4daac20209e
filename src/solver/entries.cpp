#include "solver/entries.h"

#include <Eigen/Cholesky>
#include <cmath>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "solver/entries.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "core/vector-inl.h"

HWY_BEFORE_NAMESPACE();
namespace kinfold::HWY_NAMESPACE {

constexpr int kRounds = 8;         // of coordinate descent at most
constexpr float kSettled = 0.05f;  // the rounds end when entries move by less than this share of their first step

// start + sign sum_l matrix_l entry_l, for one vector of rows
HWY_INLINE Vector Along(const Lanes d, const float* matrix, const float* entries, std::size_t stride, std::size_t rank,
                        Vector start) {
  Vector second = hn::Zero(d);
  std::size_t l = 0;
  for (; l + 2 <= rank; l += 2) {
    start = hn::MulAdd(hn::Set(d, matrix[l]), hn::Load(d, entries + l * stride), start);
    second = hn::MulAdd(hn::Set(d, matrix[l + 1]), hn::Load(d, entries + (l + 1) * stride), second);
  }
  if (l < rank) start = hn::MulAdd(hn::Set(d, matrix[l]), hn::Load(d, entries + l * stride), start);
  return hn::Add(start, second);
}

void SolveStrip(const StripRule& rule, const Strip& strip) {
  const Lanes d;
  for (std::size_t k = 0; k < rule.rank; ++k)
    for (std::size_t i = 0; i < strip.count; i += hn::Lanes(d))
      hn::Store(Along(d, rule.matrix[Id(k)], strip.products + i, strip.stride, rule.rank, hn::Zero(d)), d,
                strip.entries + k * strip.stride + i);
}

// One round over the entries of a strip; returns how far any of them moved.
float Round(const StripRule& rule, const Strip& strip) {
  const Lanes d;
  const Vector zero = hn::Zero(d), lasso = hn::Set(d, rule.lasso);
  const bool bound = rule.answer == RowAnswer::kNonNegative;
  Vector moved = zero;
  for (std::size_t k = 0; k < rule.rank; ++k) {
    const float* matrix = rule.matrix[Id(k)];
    if (!(matrix[k] > 0)) continue;
    const Vector curvature = hn::Set(d, matrix[k]), inverse = hn::Set(d, 1 / matrix[k]);
    for (std::size_t i = 0; i < strip.count; i += hn::Lanes(d)) {
      float* entry = strip.entries + k * strip.stride + i;
      const Vector old = hn::Load(d, entry);
      const Vector at = Along(d, matrix, strip.entries + i, strip.stride, rule.rank, zero);
      const Vector pull = hn::MulAdd(curvature, old, hn::Sub(hn::Load(d, strip.products + k * strip.stride + i), at));
      const Vector next =
          bound ? hn::Max(pull, zero) : hn::CopySign(hn::Max(hn::Sub(hn::Abs(pull), lasso), zero), pull);
      const Vector now = hn::Mul(next, inverse);
      moved = hn::Max(moved, hn::Abs(hn::Sub(now, old)));
      hn::Store(now, d, entry);
    }
  }
  return hn::GetLane(hn::MaxOfLanes(d, moved));
}

void DescendStrip(const StripRule& rule, const Strip& strip) {
  const float first = Round(rule, strip);
  for (int round = 1; round < kRounds; ++round)
    if (!(Round(rule, strip) > kSettled * first)) break;
}

}  // namespace kinfold::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace kinfold {

HWY_EXPORT(SolveStrip);
HWY_EXPORT(DescendStrip);

namespace {

Table inverse_of(const Table& gram, std::size_t rank) {
  using Matrix = Eigen::MatrixXd;
  Matrix matrix(rank, rank);
  for (Id k = 0; k < rank; ++k)
    for (Id l = 0; l < rank; ++l) matrix(k, l) = gram[k][l];
  const Matrix inverse = matrix.llt().solve(Matrix::Identity(Eigen::Index(rank), Eigen::Index(rank)));
  Table result(rank, rank);
  for (Id k = 0; k < rank; ++k)
    for (Id l = 0; l < rank; ++l) result[k][l] = float(inverse(k, l));
  return result;
}

}  // namespace

StripRule strip_rule(const SidePenalty& penalty, Table gram, std::size_t rank) {
  StripRule rule{answer_of(penalty.kind), rank, std::move(gram), 0};
  if (rule.answer == RowAnswer::kLasso)
    rule.lasso = penalty.strength;
  else
    for (Id k = 0; k < rank; ++k) rule.matrix[k][k] += penalty.strength;
  if (rule.answer == RowAnswer::kLeast) rule.matrix = inverse_of(rule.matrix, rank);
  return rule;
}

void solve_entries(const StripRule& rule, const Strip& strip) {
  if (rule.answer == RowAnswer::kLeast)
    HWY_DYNAMIC_DISPATCH(SolveStrip)(rule, strip);
  else
    HWY_DYNAMIC_DISPATCH(DescendStrip)(rule, strip);
}

}  // namespace kinfold
#endif
