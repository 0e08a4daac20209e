#include "core/mixed_product.h"

namespace kinfold {

MixedPanels::MixedPanels(std::size_t rows, std::size_t depth, Precision precision)
    : rows_(rows),
      depth_(depth),
      half_(precision == Precision::kHalf && prefers_half_products()),
      panels_(half_ ? 0 : rows, depth),
      half_panels_(half_ ? rows : 0, depth) {}

void MixedPanels::set_rows(const float* b, std::size_t stride) {
  if (half_)
    half_panels_.set_rows(b, stride, depth_);
  else
    panels_.set_rows(0, b, rows_, stride, depth_);
}

void MixedPanels::set_columns(const float* b, std::size_t stride) {
  if (half_)
    half_panels_.set_columns(b, stride, depth_);
  else
    panels_.set_columns(b, stride);
}

void MixedPanels::pack(const float* a, std::size_t rows_a, std::size_t stride_a, std::vector<Half>& halves) const {
  const std::size_t width = 2 * half_panels_.pairs();
  halves.assign(rows_a * width, 0);
  for (std::size_t i = 0; i < rows_a; ++i) nearest_halves(a + i * stride_a, depth_, halves.data() + i * width);
}

void MixedPanels::product(const float* a, std::size_t rows_a, std::size_t stride_a, float* c, std::size_t stride_c,
                          std::vector<Half>& halves) const {
  if (!half_) return kinfold::product(a, rows_a, stride_a, panels_, 0, rows_, c, stride_c);
  pack(a, rows_a, stride_a, halves);
  half_product(halves.data(), rows_a, half_panels_, 0, rows_, c, stride_c);
}

void MixedPanels::add_product(const float* a, std::size_t rows_a, std::size_t stride_a, float* c, std::size_t stride_c,
                              std::vector<Half>& halves) const {
  if (!half_) return kinfold::add_product(a, rows_a, stride_a, panels_, 0, rows_, c, stride_c);
  pack(a, rows_a, stride_a, halves);
  add_half_product(halves.data(), rows_a, half_panels_, 0, rows_, c, stride_c);
}

}  // namespace kinfold
