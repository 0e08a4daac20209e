// Posterior distribution of a row vector, given the observed cells of the row, in a model with squared losses. It is
// Gaussian with mean
//
//   w = (sum_j c_j c_j' + s^2 L^-1)^-1 sum_j c_j (x_j - o_j)     j observed, s^2 the mean noise variance of the
//   columns,
//                                                                L_k the mean square of the training rows' w_k
//
// (Tipping, Bishop 1999, "Probabilistic principal component analysis"). If all cells are observed, the mean is the
// projection instead, without shrinkage.
#pragma once
#include <memory>

#include "core/pool.h"
#include "table/table_model.h"

namespace kinfold {

class RowPosterior {
 public:
  explicit RowPosterior(const TableModel& model);  // requires model.is_gaussian(); the model must outlive this object
  RowPosterior(const RowPosterior& other);
  ~RowPosterior();

  // Conditions on the cells of one row, one for each column of the model, in the units of the columns; NaN if missing.
  // Call it before the accessors below.
  void condition_on(const float* cells);
  double mean(std::size_t direction) const;
  double score(const ModelColumn& column) const;  // expected score, in scaled units
  // Standard deviation of a cell, in the units of the cells. It combines the noise of the column, the posterior
  // variance of the row vector, and the uncertainty of the loadings from the n observed cells of the column: their
  // covariance is noise^2 (sum_i w_i w_i')^-1, approximately noise^2 L^-1 / n.
  double stddev(const ModelColumn& column) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Posterior mean (rows x rank) of each row of `cells` (rows x columns of the model).
Matrix posterior_means(const TableModel& model, const Matrix& cells, Pool& pool);

// Calls body(posterior, row) for all rows in parallel. Each thread has its own posterior object.
template <class Body>
void for_each_posterior(const TableModel& model, std::size_t rows, Pool& pool, const Body& body) {
  constexpr std::size_t kRows = 64;
  const RowPosterior blank(model);
  pool.run((rows + kRows - 1) / kRows, [&](std::size_t part) {
    RowPosterior posterior = blank;
    for (std::size_t row = part * kRows; row < std::min(rows, (part + 1) * kRows); ++row) body(posterior, Id(row));
  });
}

}  // namespace kinfold
