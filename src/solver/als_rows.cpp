#include "solver/als_rows.h"

#include <algorithm>
#include <cmath>

#include "core/random.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "solver/als_rows.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "solver/cholesky-inl.h"

HWY_BEFORE_NAMESPACE();
namespace kinfold::HWY_NAMESPACE {

// Scratch memory of one thread: the linear system of a block, and the residuals of the current row.
struct Scratch {
  static constexpr std::size_t kPanel = 32;  // rows that are gathered at a time
  std::size_t width;
  Matrix matrix, panel, scaled, vectors;
  std::vector<float> residual;

  Scratch(std::size_t columns)
      : width(columns),
        matrix(columns, columns),
        panel(kPanel, columns),
        scaled(kPanel, columns),
        vectors(4, columns) {}
  float* gradient() { return vectors[0]; }
  float* step() { return vectors[1]; }
  float* noise() { return vectors[2]; }
};

class RowSolver {
 public:
  RowSolver(const RowSystem& system, Matrix& rows, std::size_t width)
      : system_(system), rows_(rows), scratch_(width), stride_(rows.stride()) {}

  double solve(Id row, float* residuals) {
    const Examples& examples = *system_.examples;
    const std::uint64_t first = examples.begin[row];
    const std::size_t count = examples.count(row);
    other_ = examples.other.data() + first;
    weight_ = examples.weight.empty() ? nullptr : examples.weight.data() + first;
    float* x = rows_[row];
    scratch_.residual.resize(count);
    for (std::size_t n = 0; n < count; ++n)
      scratch_.residual[n] = examples.target[first + n] - Dot(x, (*system_.fixed)[other_[n]], stride_);
    for (std::size_t begin = 0; begin < stride_; begin += scratch_.width)
      solve_block(row, x, count, begin, std::min(scratch_.width, stride_ - begin));
    double sum = 0;
    for (std::size_t n = 0; n < count; ++n)
      sum += (weight_ ? weight_[n] : 1.0f) * scratch_.residual[n] * scratch_.residual[n];
    if (residuals) std::copy(scratch_.residual.begin(), scratch_.residual.end(), residuals + first);
    return sum;
  }

 private:
  // Computes A = sum w f f' + G + diag(prior) and the gradient -sum w e f + G x + prior (x - mean), for the columns of
  // a block.
  void form(Id row, const float* x, std::size_t count, std::size_t begin, std::size_t width) {
    Matrix& a = scratch_.matrix;
    float* gradient = scratch_.gradient();
    const Matrix* gram = system_.gram;
    for (std::size_t i = 0; i < width; ++i) {
      if (gram)
        std::copy_n((*gram)[Id(begin + i)] + begin, width, a[Id(i)]);
      else
        std::fill_n(a[Id(i)], width, 0.0f);
      gradient[i] = gram ? Dot((*gram)[Id(begin + i)], x, stride_) : 0;
    }
    for (std::size_t n = 0; n < count; n += Scratch::kPanel)
      add_panel(n, std::min(Scratch::kPanel, count - n), begin, width);
    for (std::size_t i = 0; i < width; ++i) {
      const std::size_t c = begin + i;
      const float prior = system_.reg[c] >= kFixedReg ? kFixedReg : system_.scale[row] * system_.reg[c];
      gradient[i] += prior >= kFixedReg ? 0 : prior * (x[c] - (system_.means ? (*system_.means)[row][c] : 0));
      a[Id(i)][i] += prior;
    }
  }

  void add_panel(std::size_t first, std::size_t count, std::size_t begin, std::size_t width) {
    float* gradient = scratch_.gradient();
    for (std::size_t n = 0; n < count; ++n) {
      const float* from = (*system_.fixed)[other_[first + n]] + begin;
      const float w = system_.precision * (weight_ ? weight_[first + n] : 1);
      CopyScaled(from, w, -w * scratch_.residual[first + n], width, scratch_.panel[Id(n)], scratch_.scaled[Id(n)],
                 gradient);
    }
    AddOuter(scratch_.panel, scratch_.scaled, count, width, scratch_.matrix);
  }

  void solve_block(Id row, float* x, std::size_t count, std::size_t begin, std::size_t width) {
    form(row, x, count, begin, width);
    float* step = scratch_.step();
    if (system_.method == RowMethod::kLeastSquares || system_.method == RowMethod::kGibbsSample) {
      Factorize(scratch_.matrix, width);
      float* noise = nullptr;
      if (system_.method == RowMethod::kGibbsSample) {
        Random random(system_.seed, {row, begin});
        noise = scratch_.noise();
        for (std::size_t i = 0; i < width; ++i)
          noise[i] = system_.reg[begin + i] >= kFixedReg ? 0 : float(random.normal());
      }
      Backsolve(scratch_.matrix, width, scratch_.gradient(), noise, step);
    } else {
      descend(row, x, begin, width);
    }
    for (std::size_t i = 0; i < width; ++i) x[begin + i] += step[i];
    for (std::size_t n = 0; n < count; ++n)
      scratch_.residual[n] -= Dot(step, (*system_.fixed)[other_[n]] + begin, width);
  }

  // Minimizes 1/2 d'Ad + g'd, subject to x + d >= 0 or with the term l1 |x + d|, by coordinate descent until it
  // converges.
  void descend(Id row, const float* x, std::size_t begin, std::size_t width) {
    constexpr int kRounds = 100;
    Matrix& a = scratch_.matrix;
    float *gradient = scratch_.gradient(), *step = scratch_.step();
    for (std::size_t i = 0; i < width; ++i)
      for (std::size_t j = 0; j < i; ++j) a[Id(i)][j] = a[Id(j)][i];
    std::fill_n(step, width, 0.0f);
    for (int round = 0; round < kRounds; ++round) {
      float moved = 0, largest = 0;
      for (std::size_t i = 0; i < width; ++i) {
        const float now = x[begin + i] + step[i], curvature = a[Id(i)][i];
        if (curvature >= kFixedReg || curvature <= 0) continue;
        float next = now - gradient[i] / curvature;
        if (begin + i < system_.constrained_columns) {
          const float shrink = system_.l1 * system_.scale[row] / curvature;
          next = system_.method == RowMethod::kNonNegative
                     ? std::max(next, 0.0f)
                     : std::copysign(std::max(std::fabs(next) - shrink, 0.0f), next);
        }
        const float change = next - now;
        if (change == 0) continue;
        step[i] += change;
        AddScaled(a[Id(i)], change, width, gradient);
        moved = std::max(moved, std::fabs(change));
        largest = std::max(largest, std::fabs(next));
      }
      if (moved <= 1e-5f * largest) break;
    }
  }

  const RowSystem& system_;
  Matrix& rows_;
  Scratch scratch_;
  std::size_t stride_;
  const Id* other_ = nullptr;
  const float* weight_ = nullptr;
};

double SolveRange(const RowSystem& system, Matrix& rows, Id first, Id last, float* residuals) {
  const std::size_t line = Matrix::kLine, width = std::min((system.block + line - 1) / line * line, rows.stride());
  RowSolver solver(system, rows, width);
  double sum = 0;
  for (Id row = first; row < last; ++row) sum += solver.solve(row, residuals);
  return sum;
}

void GramRange(const Matrix& table, Id first, Id last, Matrix& sum) {
  Matrix panel(Scratch::kPanel, table.stride());
  for (Id row = first; row < last; row += Id(Scratch::kPanel)) {
    const std::size_t count = std::min<std::size_t>(Scratch::kPanel, last - row);
    std::copy_n(table[row], count * table.stride(), panel[0]);
    AddOuter(panel, panel, count, table.stride(), sum);
  }
}

}  // namespace kinfold::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace kinfold {

HWY_EXPORT(SolveRange);
HWY_EXPORT(GramRange);

namespace {

Examples by_side(const std::vector<Rating>& ratings, std::size_t rows, Id Rating::*own, Id Rating::*other) {
  Examples result;
  result.begin.assign(rows + 1, 0);
  for (const Rating& r : ratings) ++result.begin[r.*own + 1];
  for (std::size_t row = 0; row < rows; ++row) result.begin[row + 1] += result.begin[row];
  std::vector<std::uint64_t> next(result.begin.begin(), result.begin.end() - 1);
  result.other.resize(ratings.size());
  result.target.resize(ratings.size());
  result.source.resize(ratings.size());
  for (std::size_t n = 0; n < ratings.size(); ++n) {
    const std::uint64_t at = next[ratings[n].*own]++;
    result.other[at] = ratings[n].*other;
    result.target[at] = ratings[n].value;
    result.source[at] = std::uint32_t(n);
  }
  return result;
}

}  // namespace

Examples examples_by_left(const std::vector<Rating>& ratings, std::size_t lefts) {
  return by_side(ratings, lefts, &Rating::left, &Rating::right);
}

Examples examples_by_right(const std::vector<Rating>& ratings, std::size_t rights) {
  return by_side(ratings, rights, &Rating::right, &Rating::left);
}

std::vector<Id> balanced_cuts(const Examples& examples, std::size_t parts) {
  const std::size_t rows = examples.rows();
  std::vector<Id> cuts{0};
  const auto load = [&](std::size_t row) { return examples.begin[row] + 16 * row; };
  for (std::size_t row = 0; row < rows; ++row)
    if (load(row) >= load(rows) * cuts.size() / parts && row > cuts.back()) cuts.push_back(Id(row));
  cuts.push_back(Id(rows));
  return cuts;
}

double solve_rows(const RowSystem& system, Matrix& rows, Pool& pool, std::vector<float>* residuals) {
  if (rows.rows() == 0) return 0;
  if (residuals) residuals->resize(system.examples->other.size());
  const std::vector<Id> cuts = balanced_cuts(*system.examples, 64);
  std::vector<double> sums(cuts.size() - 1);
  pool.run(sums.size(), [&](std::size_t part) {
    sums[part] = HWY_DYNAMIC_DISPATCH(SolveRange)(system, rows, cuts[part], cuts[part + 1],
                                                  residuals ? residuals->data() : nullptr);
  });
  double total = 0;
  for (double sum : sums) total += sum;
  return total;
}

Matrix gram_matrix(const Matrix& table, float factor, Pool& pool) {
  constexpr std::size_t kParts = 16;
  const std::size_t stride = table.stride(), rows = table.rows();
  std::vector<Matrix> parts(kParts);
  pool.run(kParts, [&](std::size_t part) {
    parts[part] = Matrix(stride, stride);
    HWY_DYNAMIC_DISPATCH(GramRange)(table, Id(rows * part / kParts), Id(rows * (part + 1) / kParts), parts[part]);
  });
  Matrix gram(stride, stride);
  for (std::size_t i = 0; i < stride; ++i)
    for (std::size_t j = i; j < stride; ++j) {
      double sum = 0;
      for (const Matrix& part : parts) sum += part[Id(i)][j];
      gram[Id(i)][j] = gram[Id(j)][i] = factor * float(sum);
    }
  return gram;
}

}  // namespace kinfold
#endif
