// Cholesky factorization of small dense symmetric systems, compiled for the instruction set of the including unit. Only
// the upper triangle of a matrix is used; the entries below the diagonal are scratch. Widths are multiples of a cache
// line.
#if defined(KINFOLD_SOLVER_CHOLESKY_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef KINFOLD_SOLVER_CHOLESKY_INL_H_
#undef KINFOLD_SOLVER_CHOLESKY_INL_H_
#else
#define KINFOLD_SOLVER_CHOLESKY_INL_H_
#endif

#include <hwy/highway.h>

#include <algorithm>
#include <cmath>

#include "core/vector-inl.h"

HWY_BEFORE_NAMESPACE();
namespace kinfold::HWY_NAMESPACE {
// First column of the cache line that contains column c, where vector loops begin.
HWY_INLINE std::size_t LineOf(std::size_t c) { return c / Matrix::kLine * Matrix::kLine; }

// panel = from, scaled = w * from, gradient += dscore * from
HWY_INLINE void CopyScaled(const float* HWY_RESTRICT from, float w, float dscore, std::size_t n,
                           float* HWY_RESTRICT panel, float* HWY_RESTRICT scaled, float* HWY_RESTRICT gradient) {
  const Lanes d;
  const Vector weight = hn::Set(d, w), g = hn::Set(d, dscore);
  for (std::size_t k = 0; k < n; k += hn::Lanes(d)) {
    const Vector f = hn::Load(d, from + k);
    hn::Store(f, d, panel + k);
    hn::Store(hn::Mul(weight, f), d, scaled + k);
    hn::Store(hn::MulAdd(g, f, hn::Load(d, gradient + k)), d, gradient + k);
  }
}

// A[i ... i+3][j ...] += sum_n scaled[n][i ... i+3]' panel[n][j ...], for kVectors vectors of columns.
template <std::size_t kVectors>
HWY_INLINE void AddTile(const Matrix& panel, const Matrix& scaled, std::size_t count, std::size_t i, std::size_t j,
                        Matrix& a) {
  const Lanes d;
  const std::size_t lanes = hn::Lanes(d);
  static_assert(kVectors == 1 || kVectors == 2);
  float *r0 = a[Id(i)] + j, *r1 = a[Id(i + 1)] + j, *r2 = a[Id(i + 2)] + j, *r3 = a[Id(i + 3)] + j;
  Vector s00 = hn::Load(d, r0), s10 = hn::Load(d, r1), s20 = hn::Load(d, r2), s30 = hn::Load(d, r3);
  Vector s01 = s00, s11 = s10, s21 = s20, s31 = s30;
  if constexpr (kVectors == 2) {
    s01 = hn::Load(d, r0 + lanes), s11 = hn::Load(d, r1 + lanes);
    s21 = hn::Load(d, r2 + lanes), s31 = hn::Load(d, r3 + lanes);
  }
  for (std::size_t n = 0; n < count; ++n) {
    const float *left = scaled[Id(n)] + i, *right = panel[Id(n)] + j;
    const Vector f0 = hn::Load(d, right);
    const Vector l0 = hn::Set(d, left[0]), l1 = hn::Set(d, left[1]), l2 = hn::Set(d, left[2]), l3 = hn::Set(d, left[3]);
    s00 = hn::MulAdd(l0, f0, s00), s10 = hn::MulAdd(l1, f0, s10);
    s20 = hn::MulAdd(l2, f0, s20), s30 = hn::MulAdd(l3, f0, s30);
    if constexpr (kVectors == 2) {
      const Vector f1 = hn::Load(d, right + lanes);
      s01 = hn::MulAdd(l0, f1, s01), s11 = hn::MulAdd(l1, f1, s11);
      s21 = hn::MulAdd(l2, f1, s21), s31 = hn::MulAdd(l3, f1, s31);
    }
  }
  hn::Store(s00, d, r0), hn::Store(s10, d, r1), hn::Store(s20, d, r2), hn::Store(s30, d, r3);
  if constexpr (kVectors == 2) {
    hn::Store(s01, d, r0 + lanes), hn::Store(s11, d, r1 + lanes);
    hn::Store(s21, d, r2 + lanes), hn::Store(s31, d, r3 + lanes);
  }
}

// The upper triangle of A += scaled' panel over the first `count` rows of both; width is a multiple of a cache line.
inline void AddOuter(const Matrix& panel, const Matrix& scaled, std::size_t count, std::size_t width, Matrix& a) {
  const std::size_t lanes = hn::Lanes(Lanes());
  for (std::size_t i = 0; i < width; i += 4) {
    std::size_t j = i / lanes * lanes;
    for (; j + 2 * lanes <= width; j += 2 * lanes) AddTile<2>(panel, scaled, count, i, j, a);
    for (; j < width; j += lanes) AddTile<1>(panel, scaled, count, i, j, a);
  }
}

// Factorizes A = U'U in place, four pivot rows at a time. Pivots that are not positive because of rounding are replaced
// by a tiny value.
inline void Factorize(Matrix& a, std::size_t width) {
  const Lanes d;
  const auto pivot = [&](std::size_t j) {
    float* row = a[Id(j)];
    const float root = std::sqrt(std::max(row[j], 1e-20f)), inverse = 1 / root;
    for (std::size_t c = LineOf(j); c < width; c += hn::Lanes(d))
      hn::Store(hn::Mul(hn::Set(d, inverse), hn::Load(d, row + c)), d, row + c);
    std::fill(row + LineOf(j), row + j, 0.0f);
    row[j] = root;
  };
  for (std::size_t j = 0; j < width; j += 4) {
    for (std::size_t p = j; p < j + 4; ++p) {
      pivot(p);
      for (std::size_t i = p + 1; i < j + 4; ++i)
        AddScaled(a[Id(p)] + LineOf(i), -a[Id(p)][i], width - LineOf(i), a[Id(i)] + LineOf(i));
    }
    const float *u0 = a[Id(j)], *u1 = a[Id(j + 1)], *u2 = a[Id(j + 2)], *u3 = a[Id(j + 3)];
    for (std::size_t i = j + 4; i < width; ++i) {
      float* row = a[Id(i)];
      const Vector c0 = hn::Set(d, u0[i]), c1 = hn::Set(d, u1[i]), c2 = hn::Set(d, u2[i]), c3 = hn::Set(d, u3[i]);
      for (std::size_t c = LineOf(i); c < width; c += hn::Lanes(d)) {
        Vector r = hn::NegMulAdd(c0, hn::Load(d, u0 + c), hn::Load(d, row + c));
        r = hn::NegMulAdd(c1, hn::Load(d, u1 + c), r);
        r = hn::NegMulAdd(c2, hn::Load(d, u2 + c), r);
        hn::Store(hn::NegMulAdd(c3, hn::Load(d, u3 + c), r), d, row + c);
      }
    }
  }
}

// x = -A^-1 g + U^-1 noise for A = U'U: solves U'y = -g, then Ux = y + noise. Overwrites g; noise may be null.
inline void Backsolve(const Matrix& u, std::size_t width, float* g, const float* noise, float* x) {
  for (std::size_t j = 0; j < width; ++j) {
    const float y = -g[j] / u[Id(j)][j];
    AddScaled(u[Id(j)] + LineOf(j), y, width - LineOf(j), g + LineOf(j));
    g[j] = y;
    x[j] = 0;
  }
  for (std::size_t j = width; j-- > 0;) {
    const float* row = u[Id(j)];
    const float sum = Dot(row + LineOf(j), x + LineOf(j), width - LineOf(j));
    x[j] = (g[j] + (noise ? noise[j] : 0) - sum) / row[j];
  }
}

}  // namespace kinfold::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
