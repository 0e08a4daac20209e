// One side of alternating majorisation: the losses of each row's cells are bounded at its scores by quadratics (see
// table/column_loss.h), and the row goes to the minimum of their sum with its regularizer, so that its objective falls:
//
//   w_i  <-  argmin_w  sum over known j  factor_j v_ij / 2 sum over features f of j  weight_f (target_f - w . c_f)^2
//                    + regularizer(w)
#pragma once
#include <vector>

#include "core/product.h"
#include "table/low_rank_column.h"
#include "table/side_regularizer.h"

namespace kinfold {

// Some rows of a table, `stride` floats from each to the next; weights may be null.
struct RowCells {
  const float *cells, *weights;
  std::size_t stride, count;

  ColumnCells column(std::size_t j, std::size_t first, std::size_t rows) const {
    const std::size_t at = first * stride + j;
    return {cells + at, weights ? weights + at : nullptr, stride, rows};
  }
};

class RowSweep {
 public:
  // `features` (features x rank + 1) are the columns' vectors and offsets. All that is given must stay.
  RowSweep(const std::vector<LowRankColumn>& columns, const Matrix& features, const SideRegularizer& regularizer,
           Pool& pool);

  // Rows that are best gone through together: what they need beside their cells stays small.
  std::size_t block() const { return block_; }

  // A step of each of at most block() rows (rows x rank + 1, the last number 1), stretched by `stretch` < 2 where the
  // regularizer is smooth. `values`, if given, receives their objectives after it, of which none has risen.
  void step(const RowCells& cells, Matrix& rows, float relaxation = 1, std::vector<double>* values = nullptr) const;

 private:
  struct Bounds;
  void score(const Matrix& rows, std::size_t first, std::size_t count, float* scores, std::size_t stride) const;
  double value(const RowCells& cells, const Matrix& rows, std::size_t row) const;
  void add_values(const RowCells& cells, std::size_t first, std::size_t count, const float* scores, std::size_t stride,
                  double* values) const;
  Bounds bound(const RowCells& cells, const Matrix& rows) const;
  Examples examples_of(const Bounds& bounds) const;
  Examples examples_of(const RowCells& cells) const;
  Examples collect_examples(std::size_t rows, auto example) const;

  const std::vector<LowRankColumn>& columns_;
  const Matrix& features_;
  Pool& pool_;
  bool quadratic_;
  std::size_t block_;
  RegularizedSide side_;
  Panels panels_;
};

}  // namespace kinfold
