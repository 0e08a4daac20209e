#include "core/mixed_product.h"

namespace kinfold {

MixedPanels::MixedPanels(std::size_t rows, std::size_t depth, Precision precision)
    : rows_(rows),
      depth_(depth),
      bfloat16_(precision == Precision::kBFloat16 && prefers_bfloat16_products()),
      panels_(bfloat16_ ? 0 : rows, depth),
      bfloat16_panels_(bfloat16_ ? rows : 0, depth) {}

void MixedPanels::set_rows(const float* b, std::size_t stride) {
  if (bfloat16_)
    bfloat16_panels_.set_rows(b, stride, depth_);
  else
    panels_.set_rows(0, b, rows_, stride, depth_);
}

void MixedPanels::set_columns(const float* b, std::size_t stride) {
  if (bfloat16_)
    bfloat16_panels_.set_columns(b, stride, depth_);
  else
    panels_.set_columns(b, stride);
}

void MixedPanels::pack(const float* a, std::size_t rows_a, std::size_t stride_a, std::vector<BFloat16>& bf16) const {
  const std::size_t width = 2 * bfloat16_panels_.pairs();
  bf16.assign(rows_a * width, 0);
  for (std::size_t i = 0; i < rows_a; ++i) round_to_bfloat16(a + i * stride_a, depth_, bf16.data() + i * width);
}

void MixedPanels::product(const float* a, std::size_t rows_a, std::size_t stride_a, float* c, std::size_t stride_c,
                          std::vector<BFloat16>& bf16) const {
  if (!bfloat16_) return kinfold::product(a, rows_a, stride_a, panels_, 0, rows_, c, stride_c);
  pack(a, rows_a, stride_a, bf16);
  bfloat16_product(bf16.data(), rows_a, bfloat16_panels_, 0, rows_, c, stride_c);
}

void MixedPanels::add_product(const float* a, std::size_t rows_a, std::size_t stride_a, float* c, std::size_t stride_c,
                              std::vector<BFloat16>& bf16) const {
  if (!bfloat16_) return kinfold::add_product(a, rows_a, stride_a, panels_, 0, rows_, c, stride_c);
  pack(a, rows_a, stride_a, bf16);
  add_bfloat16_product(bf16.data(), rows_a, bfloat16_panels_, 0, rows_, c, stride_c);
}

}  // namespace kinfold
