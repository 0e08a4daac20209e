// Products of float32 matrices that run in bfloat16 (core/bfloat16.h) if the caller allows it and the processor is
// faster with it.
#pragma once
#include <vector>

#include "core/bfloat16.h"
#include "core/product.h"

namespace kinfold {

enum class Precision { kFloat32, kBFloat16 };

// The right operand of a product, packed for the kernel. It can be packed again with new values.
class MixedPanels {
 public:
  MixedPanels(std::size_t rows, std::size_t depth, Precision precision);

  std::size_t rows() const { return rows_; }
  void set_rows(const float* b, std::size_t stride);     // row r: b[r * stride], b[r * stride + 1], ...
  void set_columns(const float* b, std::size_t stride);  // row r: b[r], b[stride + r], ...

  // product: c[i][j] = a[i] . row j for j < rows(); add_product adds to c instead. `bf16` is scratch memory.
  void product(const float* a, std::size_t rows_a, std::size_t stride_a, float* c, std::size_t stride_c,
               std::vector<BFloat16>& bf16) const;
  void add_product(const float* a, std::size_t rows_a, std::size_t stride_a, float* c, std::size_t stride_c,
                   std::vector<BFloat16>& bf16) const;

 private:
  void pack(const float* a, std::size_t rows_a, std::size_t stride_a, std::vector<BFloat16>& bf16) const;

  std::size_t rows_, depth_;
  bool bfloat16_;
  Panels panels_;
  BFloat16Panels bfloat16_panels_;
};

}  // namespace kinfold
