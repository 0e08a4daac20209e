// Regularizer of one side (rows or columns) of a low-rank model, in the form that the row solver takes. A row of the
// side has rank + 1 entries: the last one is the offset, or the 1 that multiplies it, and is not regularized.
#pragma once
#include <string>
#include <vector>

#include "solver/als_rows.h"

namespace kinfold {

// Name of the regularizer (see regularizer/row.h) and its regularization strength.
struct SideRegularizer {
  std::string kind = "l2";
  float reg = 0.1f;
};

// The row solver for a regularizer. Throws a UsageError that lists the known regularizers if the name is unknown.
RowMethod row_method(const std::string& regularizer);

class RegularizedSide {
 public:
  // `rows` is the maximum number of rows of a step. If `fix_last`, the last entry of each row keeps its value.
  RegularizedSide(const SideRegularizer& regularizer, std::size_t rank, std::size_t rows, bool fix_last);

  // The least-squares system of one step. `fixed` are the vectors of the other side. The result refers to this object,
  // to `examples` and to `fixed`.
  RowSystem system(const Examples& examples, const Matrix& fixed) const;
  double value(const float* row) const;
  bool smooth() const { return method_ == RowMethod::kLeastSquares; }  // if so, steps can be over-relaxed

 private:
  std::size_t rank_;
  RowMethod method_ = RowMethod::kLeastSquares;
  float reg_;
  std::vector<float> scale_, regs_;
};

}  // namespace kinfold
