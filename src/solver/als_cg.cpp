#include "solver/als_cg.h"

#include <algorithm>
#include <cmath>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "solver/als_cg.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "core/vector-inl.h"

HWY_BEFORE_NAMESPACE();
namespace kinfold::HWY_NAMESPACE {

// dots[n] = rows[n] . p, four rows at a time.
HWY_INLINE void DotRows(const float* const* rows, std::size_t count, const float* HWY_RESTRICT p, std::size_t stride,
                        float* HWY_RESTRICT dots) {
  const Lanes d;
  std::size_t n = 0;
  for (; n + 4 <= count; n += 4) {
    Vector s0 = hn::Zero(d), s1 = s0, s2 = s0, s3 = s0;
    for (std::size_t k = 0; k < stride; k += hn::Lanes(d)) {
      const Vector x = hn::Load(d, p + k);
      s0 = hn::MulAdd(x, hn::Load(d, rows[n] + k), s0);
      s1 = hn::MulAdd(x, hn::Load(d, rows[n + 1] + k), s1);
      s2 = hn::MulAdd(x, hn::Load(d, rows[n + 2] + k), s2);
      s3 = hn::MulAdd(x, hn::Load(d, rows[n + 3] + k), s3);
    }
    dots[n] = hn::GetLane(hn::SumOfLanes(d, s0));
    dots[n + 1] = hn::GetLane(hn::SumOfLanes(d, s1));
    dots[n + 2] = hn::GetLane(hn::SumOfLanes(d, s2));
    dots[n + 3] = hn::GetLane(hn::SumOfLanes(d, s3));
  }
  for (; n < count; ++n) dots[n] = Dot(rows[n], p, stride);
}

// out_c += sum_n weight[n] rows[n]_c^2
HWY_INLINE void AddSquares(const float* const* rows, std::size_t count, const float* weight, std::size_t stride,
                           float* out) {
  const Lanes d;
  for (std::size_t k = 0; k < stride; k += hn::Lanes(d)) {
    Vector sum = hn::Load(d, out + k);
    for (std::size_t n = 0; n < count; ++n) {
      const Vector f = hn::Load(d, rows[n] + k);
      sum = hn::MulAdd(hn::Mul(hn::Set(d, weight[n]), f), f, sum);
    }
    hn::Store(sum, d, out + k);
  }
}

class CgSolver {
 public:
  CgSolver(const RowSystem& system, std::span<const float> gram, std::size_t steps, Matrix& rows)
      : system_(system), gram_(gram), steps_(steps), rows_(rows), stride_(rows.stride()), scratch_(6, rows.rank()) {}

  double solve(Id row) {
    const Examples& examples = *system_.examples;
    const std::uint64_t first = examples.begin[row];
    count_ = examples.count(row);
    panel_.clear();
    weight_.clear();
    for (std::size_t n = 0; n < count_; ++n) {
      panel_.push_back((*system_.fixed)[examples.other[first + n]]);
      weight_.push_back(system_.precision * (examples.weight.empty() ? 1 : examples.weight[first + n]));
    }
    float* x = rows_[row];
    residual_.resize(count_);
    factor_.resize(count_);
    dots_.resize(count_);
    DotRows(panel_.data(), count_, x, stride_, dots_.data());
    for (std::size_t n = 0; n < count_; ++n) residual_[n] = examples.target[first + n] - dots_[n];
    descend(row, x);
    double sum = 0;
    for (std::size_t n = 0; n < count_; ++n) sum += weight_[n] / system_.precision * residual_[n] * residual_[n];
    return sum;
  }

 private:
  void descend(Id row, float* x) {
    float *r = scratch_[0], *z = scratch_[1], *p = scratch_[2], *ap = scratch_[3], *diagonal = scratch_[4],
          *preconditioner = scratch_[5];
    for (std::size_t n = 0; n < count_; ++n) factor_[n] = weight_[n] * residual_[n];
    for (std::size_t c = 0; c < stride_; ++c) {
      const float prior = c < rows_.rank() ? system_.scale[row] * system_.reg[c] : 1;
      diagonal[c] = preconditioner[c] = gram_[c] + prior;
      r[c] = -gram_[c] * x[c] - prior * (x[c] - (system_.means ? (*system_.means)[row][c] : 0));
    }
    add_rows(r);
    AddSquares(panel_.data(), count_, weight_.data(), stride_, preconditioner);
    double size = precondition(r, preconditioner, z);
    std::copy_n(z, stride_, p);
    const double stop_size = 1e-8 * size;
    for (std::size_t step = 0; step < steps_ && size > stop_size; ++step) {
      DotRows(panel_.data(), count_, p, stride_, dots_.data());
      for (std::size_t c = 0; c < stride_; ++c) ap[c] = diagonal[c] * p[c];
      double curvature = Dot(p, ap, stride_);
      for (std::size_t n = 0; n < count_; ++n) {
        factor_[n] = weight_[n] * dots_[n];
        curvature += double(factor_[n]) * dots_[n];
      }
      if (!(curvature > 0)) break;
      const float alpha = float(size / curvature);
      AddScaled(p, alpha, stride_, x);
      for (std::size_t n = 0; n < count_; ++n) residual_[n] -= alpha * dots_[n];
      if (step + 1 == steps_) break;
      add_rows(ap);
      AddScaled(ap, -alpha, stride_, r);
      const double next = precondition(r, preconditioner, z);
      const float beta = float(next / size);
      for (std::size_t c = 0; c < stride_; ++c) p[c] = z[c] + beta * p[c];
      size = next;
    }
  }

  // out += sum_n factor_n f_n
  void add_rows(float* out) const {
    AddRows(
        count_, [&](std::size_t n) { return panel_[n]; }, [&](std::size_t n) { return factor_[n]; }, stride_, out);
  }

  // z = r / diagonal; returns r . z
  double precondition(const float* HWY_RESTRICT r, const float* HWY_RESTRICT diagonal, float* HWY_RESTRICT z) const {
    const Lanes d;
    Vector sum = hn::Zero(d);
    for (std::size_t c = 0; c < stride_; c += hn::Lanes(d)) {
      const Vector here = hn::Load(d, r + c), scaled = hn::Div(here, hn::Load(d, diagonal + c));
      hn::Store(scaled, d, z + c);
      sum = hn::MulAdd(here, scaled, sum);
    }
    return double(hn::GetLane(hn::SumOfLanes(d, sum)));
  }

  const RowSystem& system_;
  std::span<const float> gram_;
  std::size_t steps_;
  Matrix& rows_;
  std::size_t stride_, count_ = 0;
  Matrix scratch_;
  std::vector<const float*> panel_;
  std::vector<float> weight_, residual_, factor_, dots_;
};

double SolveRowsCg(const RowSystem& system, std::span<const float> gram, std::size_t steps, Matrix& rows, Id first,
                   Id last) {
  CgSolver solver(system, gram, steps, rows);
  double sum = 0;
  for (Id row = first; row < last; ++row) sum += solver.solve(row);
  return sum;
}

}  // namespace kinfold::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace kinfold {

HWY_EXPORT(SolveRowsCg);

double solve_rows_cg(const RowSystem& system, std::span<const float> gram, std::size_t steps, Matrix& rows,
                     Pool& pool) {
  if (rows.rows() == 0) return 0;
  const std::vector<Id> cuts = balanced_cuts(*system.examples, 64);
  std::vector<double> sums(cuts.size() - 1);
  pool.run(sums.size(), [&](std::size_t part) {
    sums[part] = HWY_DYNAMIC_DISPATCH(SolveRowsCg)(system, gram, steps, rows, cuts[part], cuts[part + 1]);
  });
  double total = 0;
  for (double sum : sums) total += sum;
  return total;
}

}  // namespace kinfold
#endif
