// The row step of alternating majorization-minimization. The losses of a row's cells are bounded by quadratics at the
// current scores (table/column_loss.h), and the row moves to the minimum of the bounds plus its regularizer:
//
//   w_i  <-  argmin_w  sum over observed j  factor_j v_ij / 2 sum over features f of j  weight_f (target_f - w . c_f)^2
//                    + regularizer(w)
//
// The objective of the row never increases.
#pragma once
#include <vector>

#include "core/product.h"
#include "table/low_rank_column.h"
#include "table/side_regularizer.h"

namespace kinfold {

// A view of `count` rows of a table, `stride` floats apart; `weights` may be null: all 1.
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
  // `features` (features x (rank + 1)) are the vectors and offsets of the columns. `columns`, `features` and `pool`
  // must outlive this object.
  RowSweep(const std::vector<LowRankColumn>& columns, const Matrix& features, const SideRegularizer& regularizer,
           Pool& pool);

  // Maximum number of rows of one step; it limits the working memory.
  std::size_t block() const { return block_; }

  // Updates at most block() rows (rows x (rank + 1); the last entry is 1). `relaxation` is the over-relaxation factor,
  // at least 1 and less than 2; it applies only if the regularizer is smooth. `values`, if not null, receives the
  // objective of each row after the step; it never increases.
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
