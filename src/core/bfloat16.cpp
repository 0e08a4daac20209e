#include "core/bfloat16.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <vector>

#include "core/vector.h"

#if defined(__x86_64__) && !defined(HWY_COMPILE_ONLY_SCALAR)
#define KINFOLD_BFLOAT16 1
#include <immintrin.h>
#define KINFOLD_BFLOAT16_TARGET __attribute__((target("avx512f,avx512bw,avx512vl,avx512bf16")))
#else
#define KINFOLD_BFLOAT16 0
#endif

namespace kinfold {

BFloat16 round_to_bfloat16(float value) {
  const std::uint32_t bits = std::bit_cast<std::uint32_t>(value);
  return BFloat16((bits + 0x7fff + (bits >> 16 & 1)) >> 16);
}

BFloat16 round_up_to_bfloat16(float value) {
  const std::uint32_t bits = std::bit_cast<std::uint32_t>(value);
  const bool exact = (bits & 0xffff) == 0, negative = bits >> 31;
  return BFloat16((bits >> 16) + (exact || negative ? 0 : 1));
}

float to_float(BFloat16 value) { return std::bit_cast<float>(std::uint32_t(value) << 16); }

void BFloat16Panels::set_row(std::size_t row, std::span<const BFloat16> values) {
  float* const panel = packed_[Id(row / kWidth)] + row % kWidth;
  for (std::size_t k = 0; k < pairs_; ++k) {
    BFloat16 pair[2] = {};
    for (std::size_t h = 0; h < 2 && 2 * k + h < values.size(); ++h) pair[h] = values[2 * k + h];
    std::memcpy(panel + k * kWidth, pair, sizeof pair);
  }
}

void BFloat16Panels::set_rows(const float* b, std::size_t stride, std::size_t depth) {
  std::vector<BFloat16> bf16(depth);
  for (std::size_t row = 0; row < rows_; ++row) {
    round_to_bfloat16(b + row * stride, depth, bf16.data());
    set_row(row, bf16);
  }
}

#if KINFOLD_BFLOAT16
namespace {

constexpr std::size_t kTileRows = 12, kLanes = 16;
constexpr std::uint16_t kAll = 0xffff;  // all lanes: masked intrinsics avoid a wrong warning of GCC 12

// Computes a kRows x 32 tile of C. The tile stays in registers over the whole depth.
template <std::size_t kRows, bool kAdd>
KINFOLD_BFLOAT16_TARGET void tile(const BFloat16* a, std::size_t pairs, const float* panel, float* c,
                                  std::size_t stride_c, std::size_t columns) {
  __m512 left[kRows], right[kRows];
  for (std::size_t i = 0; i < kRows; ++i) left[i] = right[i] = _mm512_setzero_ps();
  for (std::size_t k = 0; k < pairs; ++k) {
    const auto b0 = (__m512bh)_mm512_load_ps(panel + k * BFloat16Panels::kWidth);
    const auto b1 = (__m512bh)_mm512_load_ps(panel + k * BFloat16Panels::kWidth + kLanes);
    for (std::size_t i = 0; i < kRows; ++i) {
      int pair;
      std::memcpy(&pair, a + 2 * (i * pairs + k), sizeof pair);
      const auto x = (__m512bh)_mm512_set1_epi32(pair);
      left[i] = _mm512_dpbf16_ps(left[i], x, b0);
      right[i] = _mm512_dpbf16_ps(right[i], x, b1);
    }
  }
  const auto mask = [columns](std::size_t from) {
    return columns >= from + kLanes ? __mmask16(0xffff) : __mmask16((1u << (std::max(columns, from) - from)) - 1);
  };
  for (std::size_t i = 0; i < kRows; ++i) {
    float* const to = c + i * stride_c;
    if constexpr (kAdd) {
      left[i] = _mm512_add_ps(left[i], _mm512_maskz_loadu_ps(mask(0), to));
      right[i] = _mm512_add_ps(right[i], _mm512_maskz_loadu_ps(mask(kLanes), to + kLanes));
    }
    _mm512_mask_storeu_ps(to, mask(0), left[i]);
    _mm512_mask_storeu_ps(to + kLanes, mask(kLanes), right[i]);
  }
}

template <std::size_t kRows, bool kAdd>
void panel_product(const BFloat16* a, std::size_t rows, std::size_t pairs, const float* panel, float* c,
                   std::size_t stride_c, std::size_t columns) {
  std::size_t i = 0;
  for (; i + kRows <= rows; i += kRows)
    tile<kRows, kAdd>(a + 2 * i * pairs, pairs, panel, c + i * stride_c, stride_c, columns);
  if constexpr (kRows > 1)
    if (i < rows)
      panel_product<kRows / 2, kAdd>(a + 2 * i * pairs, rows - i, pairs, panel, c + i * stride_c, stride_c, columns);
}

template <bool kAdd>
void all_panels(const BFloat16* a, std::size_t rows_a, const BFloat16Panels& b, std::size_t first, std::size_t count,
                float* c, std::size_t stride_c) {
  for (std::size_t j = 0; j < count; j += BFloat16Panels::kWidth)
    panel_product<kTileRows, kAdd>(a, rows_a, b.pairs(), b.panel((first + j) / BFloat16Panels::kWidth), c + j, stride_c,
                                   std::min(BFloat16Panels::kWidth, count - j));
}

// Rounds float32 bits to the nearest bfloat16, ties to even. The result is in the upper 16 bits of each lane.
KINFOLD_BFLOAT16_TARGET __m512i rounded(__m512i bits) {
  const __m512i odd = _mm512_and_si512(_mm512_maskz_srli_epi32(kAll, bits, 16), _mm512_set1_epi32(1));
  return _mm512_add_epi32(bits, _mm512_add_epi32(odd, _mm512_set1_epi32(0x7fff)));
}

KINFOLD_BFLOAT16_TARGET void convert_row(const float* values, std::size_t count, BFloat16* bf16) {
  for (std::size_t i = 0; i < count; i += kLanes) {
    const auto mask = count - i >= kLanes ? __mmask16(0xffff) : __mmask16((1u << (count - i)) - 1);
    const __m512i bits = rounded(_mm512_castps_si512(_mm512_maskz_loadu_ps(mask, values + i)));
    _mm512_mask_cvtepi32_storeu_epi16(bf16 + i, mask, _mm512_maskz_srli_epi32(kAll, bits, 16));
  }
}

// Interleaves two float32 rows into one row of bfloat16 pairs. A null `high` stands for zeros.
KINFOLD_BFLOAT16_TARGET void to_pairs(const float* low, const float* high, std::size_t count, float* pairs) {
  for (std::size_t i = 0; i < count; i += kLanes) {
    const auto mask = count - i >= kLanes ? __mmask16(0xffff) : __mmask16((1u << (count - i)) - 1);
    const __m512i a = rounded(_mm512_castps_si512(_mm512_maskz_loadu_ps(mask, low + i)));
    const __m512i b =
        high ? rounded(_mm512_castps_si512(_mm512_maskz_loadu_ps(mask, high + i))) : _mm512_setzero_si512();
    const __m512i pair =
        _mm512_or_si512(_mm512_maskz_srli_epi32(kAll, a, 16), _mm512_and_si512(b, _mm512_set1_epi32(~0xffff)));
    _mm512_mask_storeu_ps(pairs + i, mask, _mm512_castsi512_ps(pair));
  }
}

}  // namespace

void round_to_bfloat16(const float* values, std::size_t count, BFloat16* bf16) {
  static const bool wide = __builtin_cpu_supports("avx512bf16");  // both paths give the same bits
  if (wide) return convert_row(values, count, bf16);
  for (std::size_t i = 0; i < count; ++i) bf16[i] = round_to_bfloat16(values[i]);
}

void BFloat16Panels::set_columns(const float* b, std::size_t stride, std::size_t depth) {
  for (std::size_t k = 0; k < depth; k += 2)  // reads b sequentially
    for (std::size_t row = 0; row < rows_; row += kWidth)
      to_pairs(b + k * stride + row, k + 1 < depth ? b + (k + 1) * stride + row : nullptr,
               std::min(kWidth, rows_ - row), packed_[Id(row / kWidth)] + k / 2 * kWidth);
}

bool has_bfloat16_products() { return __builtin_cpu_supports("avx512bf16") && instruction_set().starts_with("AVX3"); }

bool prefers_bfloat16_products() { return has_bfloat16_products() && !__builtin_cpu_is("intel"); }

void bfloat16_product(const BFloat16* a, std::size_t rows_a, const BFloat16Panels& b, std::size_t first,
                      std::size_t count, float* c, std::size_t stride_c) {
  all_panels<false>(a, rows_a, b, first, count, c, stride_c);
}
void add_bfloat16_product(const BFloat16* a, std::size_t rows_a, const BFloat16Panels& b, std::size_t first,
                          std::size_t count, float* c, std::size_t stride_c) {
  all_panels<true>(a, rows_a, b, first, count, c, stride_c);
}
#else
bool has_bfloat16_products() { return false; }
bool prefers_bfloat16_products() { return false; }
void bfloat16_product(const BFloat16*, std::size_t, const BFloat16Panels&, std::size_t, std::size_t, float*,
                      std::size_t) {}
void add_bfloat16_product(const BFloat16*, std::size_t, const BFloat16Panels&, std::size_t, std::size_t, float*,
                          std::size_t) {}
void BFloat16Panels::set_columns(const float*, std::size_t, std::size_t) {}
void round_to_bfloat16(const float* values, std::size_t count, BFloat16* bf16) {
  for (std::size_t i = 0; i < count; ++i) bf16[i] = round_to_bfloat16(values[i]);
}
#endif

}  // namespace kinfold
