// A table as spectral solvers see it: what it does to vectors, not what its cells are. So centring does not make a
// sparse table dense, nor does a table have to fit the memory.
#pragma once
#include <cstddef>
#include <functional>
#include <vector>

#include "core/pool.h"
#include "data/csr_matrix.h"
#include "data/row_blocks.h"

namespace kinfold {

// First rows of the parts in which a pass goes through so many rows, each part in order, and their number behind them.
std::vector<std::size_t> row_cuts(std::size_t rows);

class LinearOperator {
 public:
  virtual ~LinearOperator() = default;
  virtual std::size_t rows() const = 0;
  virtual std::size_t columns() const = 0;
  // What becomes of the products of some rows, `first` and those after it; called from any number of threads.
  using RowTransform = std::function<void(std::size_t first, Matrix& products)>;
  // With A the table and B `basis` (vectors x columns), in one pass over the table:
  //   Y    = turn(A B')    rows x vectors
  //   back = Y'A           vectors x columns, if asked for
  // The result does not depend on the number of threads.
  virtual void pass(const Matrix& basis, const RowTransform& transform, Matrix* back, Pool& pool) const = 0;
  // The same with Y = A B', which `products` (rows x vectors) receives if asked for.
  void multiply(const Matrix& basis, Matrix* products, Matrix* back, Pool& pool) const;
  // The cells of rows first ... first + count that are not zero; of a sparse table that is not centred.
  virtual CsrMatrix cells(std::size_t first, std::size_t count) const = 0;
  // No pass looks at rows first ... first + count again: their memory may go.
  virtual void release_rows(std::size_t first, std::size_t count) const = 0;
};

// Each column less its mean, times its factor; either may be empty.
struct Centring {
  std::vector<double> mean, factor;
};

class DenseOperator : public LinearOperator {
 public:
  DenseOperator(const RowBlocks& blocks, const Centring& centring);  // the blocks must stay
  DenseOperator(RowBlocks&&, const Centring&) = delete;
  std::size_t rows() const override { return blocks_.rows(); }
  std::size_t columns() const override { return blocks_.columns(); }
  void pass(const Matrix& basis, const RowTransform& transform, Matrix* back, Pool& pool) const override;
  CsrMatrix cells(std::size_t first, std::size_t count) const override;
  void release_rows(std::size_t, std::size_t) const override {}  // blocks belong to others
  // Rows first ... first + count, centred and scaled.
  void read(std::size_t first, std::size_t count, float* out, std::size_t stride) const;

 private:
  const RowBlocks& blocks_;
  std::vector<float> mean_, factor_;
  bool plain_;  // nothing is to be centred or scaled
};

class SparseOperator : public LinearOperator {
 public:
  SparseOperator(const CsrMatrix& table, const Centring& centring);  // the table must stay
  std::size_t rows() const override { return table_.rows(); }
  std::size_t columns() const override { return table_.columns; }
  void pass(const Matrix& basis, const RowTransform& transform, Matrix* back, Pool& pool) const override;
  CsrMatrix cells(std::size_t first, std::size_t count) const override;
  void release_rows(std::size_t first, std::size_t count) const override;

 private:
  const CsrMatrix& table_;
  Centring centring_;
};

// Means of the columns, and their deviations about these (n in the denominator); NaN where a cell is missing.
struct ColumnStats {
  std::vector<double> mean, stddev;
};
ColumnStats column_stats(const RowBlocks& blocks, Pool& pool);
ColumnStats column_stats(const CsrMatrix& table);

}  // namespace kinfold
