#include "table/hals_block.h"

#include <Eigen/Cholesky>
#include <cmath>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "table/hals_block.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "core/vector-inl.h"

HWY_BEFORE_NAMESPACE();
namespace kinfold::HWY_NAMESPACE {

constexpr int kRounds = 8;           // maximum number of rounds of coordinate descent
constexpr float kTolerance = 0.05f;  // stop when the largest change is below this fraction of that of the first round

// start + sum_l matrix_l entry_l, for one SIMD vector of rows.
HWY_INLINE Vector MultiplyRow(const Lanes d, const float* matrix, const float* entries, std::size_t stride,
                              std::size_t rank, Vector start) {
  Vector second = hn::Zero(d);
  std::size_t l = 0;
  for (; l + 2 <= rank; l += 2) {
    start = hn::MulAdd(hn::Set(d, matrix[l]), hn::Load(d, entries + l * stride), start);
    second = hn::MulAdd(hn::Set(d, matrix[l + 1]), hn::Load(d, entries + (l + 1) * stride), second);
  }
  if (l < rank) start = hn::MulAdd(hn::Set(d, matrix[l]), hn::Load(d, entries + l * stride), start);
  return hn::Add(start, second);
}

void SolveBlock(const HalsSystem& system, const HalsBlock& block) {
  const Lanes d;
  for (std::size_t k = 0; k < system.rank; ++k)
    for (std::size_t i = 0; i < block.count; i += hn::Lanes(d))
      hn::Store(MultiplyRow(d, system.matrix[Id(k)], block.products + i, block.stride, system.rank, hn::Zero(d)), d,
                block.entries + k * block.stride + i);
}

// One round of coordinate descent over the entries of a block. Returns the largest change of an entry.
float CoordinateRound(const HalsSystem& system, const HalsBlock& block) {
  const Lanes d;
  const Vector zero = hn::Zero(d), l1 = hn::Set(d, system.l1);
  const bool bound = system.method == RowMethod::kNonNegative;
  Vector max_change = zero;
  for (std::size_t k = 0; k < system.rank; ++k) {
    const float* matrix = system.matrix[Id(k)];
    if (!(matrix[k] > 0)) continue;
    const Vector curvature = hn::Set(d, matrix[k]), inverse = hn::Set(d, 1 / matrix[k]);
    for (std::size_t i = 0; i < block.count; i += hn::Lanes(d)) {
      float* entry = block.entries + k * block.stride + i;
      const Vector old = hn::Load(d, entry);
      const Vector at = MultiplyRow(d, matrix, block.entries + i, block.stride, system.rank, zero);
      const Vector target = hn::MulAdd(curvature, old, hn::Sub(hn::Load(d, block.products + k * block.stride + i), at));
      const Vector next =
          bound ? hn::Max(target, zero) : hn::CopySign(hn::Max(hn::Sub(hn::Abs(target), l1), zero), target);
      const Vector updated = hn::Mul(next, inverse);
      max_change = hn::Max(max_change, hn::Abs(hn::Sub(updated, old)));
      hn::Store(updated, d, entry);
    }
  }
  return hn::GetLane(hn::MaxOfLanes(d, max_change));
}

void CoordinateDescent(const HalsSystem& system, const HalsBlock& block) {
  const float first = CoordinateRound(system, block);
  for (int round = 1; round < kRounds; ++round)
    if (!(CoordinateRound(system, block) > kTolerance * first)) break;
}

}  // namespace kinfold::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace kinfold {

HWY_EXPORT(SolveBlock);
HWY_EXPORT(CoordinateDescent);

namespace {

Matrix inverse_of(const Matrix& gram, std::size_t rank) {
  using MatrixXd = Eigen::MatrixXd;
  MatrixXd matrix(rank, rank);
  for (Id k = 0; k < rank; ++k)
    for (Id l = 0; l < rank; ++l) matrix(k, l) = gram[k][l];
  const MatrixXd inverse = matrix.llt().solve(MatrixXd::Identity(Eigen::Index(rank), Eigen::Index(rank)));
  Matrix result(rank, rank);
  for (Id k = 0; k < rank; ++k)
    for (Id l = 0; l < rank; ++l) result[k][l] = float(inverse(k, l));
  return result;
}

}  // namespace

HalsSystem hals_system(const SideRegularizer& regularizer, Matrix gram, std::size_t rank) {
  HalsSystem system{row_method(regularizer.kind), rank, std::move(gram), 0};
  if (system.method == RowMethod::kL1)
    system.l1 = regularizer.reg;
  else
    for (Id k = 0; k < rank; ++k) system.matrix[k][k] += regularizer.reg;
  if (system.method == RowMethod::kLeastSquares) system.matrix = inverse_of(system.matrix, rank);
  return system;
}

void solve_hals_block(const HalsSystem& system, const HalsBlock& block) {
  if (system.method == RowMethod::kLeastSquares)
    HWY_DYNAMIC_DISPATCH(SolveBlock)(system, block);
  else
    HWY_DYNAMIC_DISPATCH(CoordinateDescent)(system, block);
}

}  // namespace kinfold
#endif
