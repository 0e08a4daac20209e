// What the known cells of a row leave likely of its vector, in a model of squared losses: the Gaussian about
//
//   w = (sum_j c_j c_j' + s^2 L^-1)^-1 sum_j c_j (x_j - o_j)     j known, s^2 the mean square of the columns' noise,
//                                                                L_k the mean square of the training's w_k
//
// (Tipping, Bishop 1999, "Probabilistic principal component analysis"). With all cells known it is the projection.
#pragma once
#include <memory>

#include "core/pool.h"
#include "table/table_model.h"

namespace kinfold {

class RowPosterior {
 public:
  explicit RowPosterior(const TableModel& model);  // is_gaussian(); it must stay
  RowPosterior(const RowPosterior& other);
  ~RowPosterior();

  void condition_on(const float* cells);
  double mean(std::size_t direction) const;
  double score(const ModelColumn& column) const;
  // Of a cell about its score: the noise of its column, what its row's known cells leave open, and what the n known
  // cells of its column do: its loadings' covariance is noise^2 (sum_i w_i w_i')^-1, about noise^2 L^-1 / n.
  double stddev(const ModelColumn& column) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Of each row of `cells` (rows x the model's columns).
Matrix posterior_means(const TableModel& model, const Matrix& cells, Pool& pool);

// body(posterior, row) for all rows, some at the same time, each with a posterior that it may condition.
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
