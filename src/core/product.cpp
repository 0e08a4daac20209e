#include "core/product.h"

#include <algorithm>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/product.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace kinfold::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// Rows of a tile. The registers hold two vectors for each row, two vectors of the panel and one broadcast value.
constexpr std::size_t kTileRows = HWY_MAX_BYTES == 64 ? 12 : 6;

// Computes a tile of C with kRows rows and two vectors of columns. The tile stays in registers over the whole depth.
template <std::size_t kRows, bool kAdd>
HWY_INLINE void Tile(const float* HWY_RESTRICT a, std::size_t stride_a, const float* HWY_RESTRICT panel,
                     std::size_t depth, float* HWY_RESTRICT c, std::size_t stride_c, std::size_t columns) {
  const hn::ScalableTag<float> d;
  const std::size_t lanes = hn::Lanes(d);
  hn::Vec<decltype(d)> left[kRows], right[kRows];
  for (std::size_t i = 0; i < kRows; ++i) left[i] = right[i] = hn::Zero(d);
  for (std::size_t k = 0; k < depth; ++k) {
    const auto b0 = hn::Load(d, panel + k * Panels::kWidth), b1 = hn::Load(d, panel + k * Panels::kWidth + lanes);
    for (std::size_t i = 0; i < kRows; ++i) {
      const auto x = hn::Set(d, a[i * stride_a + k]);
      left[i] = hn::MulAdd(x, b0, left[i]);
      right[i] = hn::MulAdd(x, b1, right[i]);
    }
  }
  if (columns >= 2 * lanes) {
    const auto store = [&](auto sum, float* to)
                           HWY_ATTR { hn::StoreU(kAdd ? hn::Add(hn::LoadU(d, to), sum) : sum, d, to); };
    for (std::size_t i = 0; i < kRows; ++i) {
      store(left[i], c + i * stride_c);
      store(right[i], c + i * stride_c + lanes);
    }
    return;
  }
  HWY_ALIGN float row[Panels::kWidth];
  for (std::size_t i = 0; i < kRows; ++i) {
    hn::Store(left[i], d, row);
    hn::Store(right[i], d, row + lanes);
    for (std::size_t j = 0; j < columns; ++j) c[i * stride_c + j] = (kAdd ? c[i * stride_c + j] : 0) + row[j];
  }
}

// Multiplies all rows of A by one panel: tiles of kRows rows, then smaller tiles for the remaining rows.
template <std::size_t kRows, bool kAdd>
HWY_INLINE void PanelProduct(const float* a, std::size_t rows, std::size_t stride_a, const float* panel,
                             std::size_t depth, float* c, std::size_t stride_c, std::size_t columns) {
  const std::size_t step = 2 * hn::Lanes(hn::ScalableTag<float>());
  std::size_t i = 0;
  for (; i + kRows <= rows; i += kRows)
    for (std::size_t j = 0; j < columns; j += step)
      Tile<kRows, kAdd>(a + i * stride_a, stride_a, panel + j, depth, c + i * stride_c + j, stride_c,
                        HWY_MIN(step, columns - j));
  if constexpr (kRows > 1)
    if (i < rows)
      PanelProduct<kRows / 2, kAdd>(a + i * stride_a, rows - i, stride_a, panel, depth, c + i * stride_c, stride_c,
                                    columns);
}

template <bool kAdd>
HWY_INLINE void AllPanels(const float* a, std::size_t rows_a, std::size_t stride_a, const Panels& b, std::size_t first,
                          std::size_t count, float* c, std::size_t stride_c) {
  for (std::size_t j = 0; j < count; j += Panels::kWidth)
    PanelProduct<kTileRows, kAdd>(a, rows_a, stride_a, b.panel((first + j) / Panels::kWidth), b.depth(), c + j,
                                  stride_c, HWY_MIN(Panels::kWidth, count - j));
}

void Product(const float* a, std::size_t rows_a, std::size_t stride_a, const Panels& b, std::size_t first,
             std::size_t count, float* c, std::size_t stride_c) {
  AllPanels<false>(a, rows_a, stride_a, b, first, count, c, stride_c);
}

void AddProduct(const float* a, std::size_t rows_a, std::size_t stride_a, const Panels& b, std::size_t first,
                std::size_t count, float* c, std::size_t stride_c) {
  AllPanels<true>(a, rows_a, stride_a, b, first, count, c, stride_c);
}

// Computes kPairs dot products at a time, so that their accumulations overlap.
template <std::size_t kPairs>
HWY_INLINE void DotPairs(const float* const* a, const float* const* b, std::size_t depth, float* out) {
  const hn::CappedTag<float, 1> one;
  hn::Vec<decltype(one)> sum[kPairs];
  for (std::size_t n = 0; n < kPairs; ++n) sum[n] = hn::Zero(one);
  for (std::size_t k = 0; k < depth; ++k)
    for (std::size_t n = 0; n < kPairs; ++n)
      sum[n] = hn::MulAdd(hn::LoadU(one, a[n] + k), hn::LoadU(one, b[n] + k), sum[n]);
  for (std::size_t n = 0; n < kPairs; ++n) out[n] = hn::GetLane(sum[n]);
}

void PairProducts(const float* const* a, const float* const* b, std::size_t pairs, std::size_t depth, float* out) {
  std::size_t n = 0;
  for (; n + 8 <= pairs; n += 8) DotPairs<8>(a + n, b + n, depth, out + n);
  for (; n < pairs; ++n) DotPairs<1>(a + n, b + n, depth, out + n);
}

}  // namespace kinfold::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace kinfold {

HWY_EXPORT(Product);
HWY_EXPORT(AddProduct);
HWY_EXPORT(PairProducts);

Panels::Panels(std::size_t rows, std::size_t depth)
    : rows_(rows), depth_(depth), packed_((rows + kWidth - 1) / kWidth, depth * kWidth) {}

void Panels::set_rows(std::size_t first, const float* b, std::size_t count, std::size_t stride, std::size_t depth) {
  constexpr std::size_t kLine = Matrix::kLine;  // reads one cache line of each row at a time
  for (std::size_t begin = 0; begin < count;) {
    const std::size_t row = first + begin, lane = row % kWidth, rows = std::min(count - begin, kWidth - lane);
    float* const panel = packed_[Id(row / kWidth)] + lane;
    for (std::size_t k = 0; k < depth; k += kLine)
      for (std::size_t j = 0; j < rows; ++j)
        for (std::size_t l = k; l < std::min(depth, k + kLine); ++l)
          panel[l * kWidth + j] = b[(begin + j) * stride + l];
    begin += rows;
  }
}

void Panels::set_columns(const float* b, std::size_t stride) {
  for (std::size_t row = 0; row < rows_; row += kWidth) {
    float* const panel = packed_[Id(row / kWidth)];
    const std::size_t width = std::min(kWidth, rows_ - row);
    for (std::size_t k = 0; k < depth_; ++k) std::copy_n(b + k * stride + row, width, panel + k * kWidth);
  }
}

void add_product(const float* a, std::size_t rows_a, std::size_t stride_a, const Panels& b, std::size_t first,
                 std::size_t count, float* c, std::size_t stride_c) {
  HWY_DYNAMIC_DISPATCH(AddProduct)(a, rows_a, stride_a, b, first, count, c, stride_c);
}

void product(const float* a, std::size_t rows_a, std::size_t stride_a, const Panels& b, std::size_t first,
             std::size_t count, float* c, std::size_t stride_c) {
  HWY_DYNAMIC_DISPATCH(Product)(a, rows_a, stride_a, b, first, count, c, stride_c);
}

void product(const float* a, std::size_t rows_a, std::size_t stride_a, const float* b, std::size_t rows_b,
             std::size_t stride_b, std::size_t depth, float* c, std::size_t stride_c) {
  constexpr std::size_t kRows = 96, kColumns = 512;  // a block of A and the panels of B fit in the L2 cache
  Panels panels(std::min(kColumns, rows_b), depth);
  for (std::size_t j = 0; j < rows_b; j += kColumns) {
    const std::size_t columns = std::min(kColumns, rows_b - j);
    panels.set_rows(0, b + j * stride_b, columns, stride_b, depth);
    for (std::size_t i = 0; i < rows_a; i += kRows)
      product(a + i * stride_a, std::min(kRows, rows_a - i), stride_a, panels, 0, columns, c + i * stride_c + j,
              stride_c);
  }
}

void pair_products(std::span<const float* const> a, std::span<const float* const> b, std::size_t depth, float* out) {
  HWY_DYNAMIC_DISPATCH(PairProducts)(a.data(), b.data(), a.size(), depth, out);
}

}  // namespace kinfold
#endif
