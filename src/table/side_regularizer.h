// The regularizer of one side of a low-rank model, as the solver of rows knows it. Rows of the side are `rank` numbers
// and one more, an offset or the 1 that takes it, which no regularizer binds.
#pragma once
#include <string>
#include <vector>

#include "solver/als_rows.h"

namespace kinfold {

// A regularizer's name (see regularizer/row.h) and how much it counts.
struct SideRegularizer {
  std::string kind = "l2";
  float reg = 0.1f;
};

// How rows are found that a regularizer binds. Throws an Error that lists the known regularizers for one that is none.
RowMethod row_method(const std::string& regularizer);

class RegularizedSide {
 public:
  // The last column keeps its value if `held`.
  RegularizedSide(const SideRegularizer& regularizer, std::size_t rank, std::size_t rows, bool fix_last);

  // What the solver needs of one step of the side; the system refers to this, to the examples and to `fixed`.
  RowSystem system(const Examples& examples, const Matrix& fixed) const;
  double value(const float* row) const;
  bool smooth() const { return method_ == RowMethod::kLeastSquares; }  // steps may go on beyond their minimum

 private:
  std::size_t rank_;
  RowMethod method_ = RowMethod::kLeastSquares;
  float reg_;
  std::vector<float> scale_, regs_;
};

}  // namespace kinfold
