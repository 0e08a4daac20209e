// The linear operator of a table: spectral solvers only use its products with vectors. A sparse table can be centred
// without becoming dense, and a dense table need not fit into memory.
#pragma once
#include <cstddef>
#include <functional>
#include <vector>

#include "core/pool.h"
#include "data/csr_matrix.h"
#include "data/row_blocks.h"

namespace kinfold {

// The row ranges that a pass processes in parallel: the first row of each range, and last the number of rows.
std::vector<std::size_t> row_cuts(std::size_t rows);

class LinearOperator {
 public:
  virtual ~LinearOperator() = default;
  virtual std::size_t rows() const = 0;
  virtual std::size_t columns() const = 0;
  // Receives the products of a block of rows that begins with row `first`, and may change them in place. It is called
  // from several threads at once.
  using RowTransform = std::function<void(std::size_t first, Matrix& products)>;
  // With A the table and B `basis` (vectors x columns), computes in one pass over the table:
  //   Y    = transform(A B')    rows x vectors
  //   back = Y'A                vectors x columns, if `back` is not null
  // The result does not depend on the number of threads.
  virtual void pass(const Matrix& basis, const RowTransform& transform, Matrix* back, Pool& pool) const = 0;
  // The same with Y = A B'. Writes Y to `products` (rows x vectors) if it is not null.
  void multiply(const Matrix& basis, Matrix* products, Matrix* back, Pool& pool) const;
  // The nonzero cells of rows first ... first + count - 1. A sparse table must not be centred.
  virtual CsrMatrix cells(std::size_t first, std::size_t count) const = 0;
  // Declares that no later pass reads rows first ... first + count - 1, so that their memory can be released.
  virtual void release_rows(std::size_t first, std::size_t count) const = 0;
};

// Centering and scaling of the columns: (x - mean) * factor. Either vector may be empty: mean 0, factor 1.
struct Centring {
  std::vector<double> mean, factor;
};

class DenseOperator : public LinearOperator {
 public:
  DenseOperator(const RowBlocks& blocks, const Centring& centring);  // `blocks` must outlive the operator
  DenseOperator(RowBlocks&&, const Centring&) = delete;
  std::size_t rows() const override { return blocks_.rows(); }
  std::size_t columns() const override { return blocks_.columns(); }
  void pass(const Matrix& basis, const RowTransform& transform, Matrix* back, Pool& pool) const override;
  CsrMatrix cells(std::size_t first, std::size_t count) const override;
  void release_rows(std::size_t, std::size_t) const override {}  // the operator does not own the blocks
  // Copies rows first ... first + count - 1, centred and scaled, to `out`; rows are `stride` floats apart.
  void read(std::size_t first, std::size_t count, float* out, std::size_t stride) const;

 private:
  const RowBlocks& blocks_;
  std::vector<float> mean_, factor_;
  bool plain_;  // neither centred nor scaled
};

class SparseOperator : public LinearOperator {
 public:
  SparseOperator(const CsrMatrix& table, const Centring& centring);  // `table` must outlive the operator
  std::size_t rows() const override { return table_.rows(); }
  std::size_t columns() const override { return table_.columns; }
  void pass(const Matrix& basis, const RowTransform& transform, Matrix* back, Pool& pool) const override;
  CsrMatrix cells(std::size_t first, std::size_t count) const override;
  void release_rows(std::size_t first, std::size_t count) const override;

 private:
  const CsrMatrix& table_;
  Centring centring_;
};

// Mean and standard deviation of each column (n in the denominator); NaN if a cell of the column is missing.
struct ColumnStats {
  std::vector<double> mean, stddev;
};
ColumnStats column_stats(const RowBlocks& blocks, Pool& pool);
ColumnStats column_stats(const CsrMatrix& table);

}  // namespace kinfold
