// Optimizers with state per entry: each entry of a row has its own accumulators.
//
//   sgd      x -= lr g
//   adagrad  s += g^2,  x -= lr g / (sqrt(s) + 1e-10)                                         (Duchi et al. 2011)
//   adam     m <- 0.9 m + 0.1 g,  s <- 0.999 s + 0.001 g^2,  m', s': with bias correction by the number of steps
//            x -= lr m' / (sqrt(s') + 1e-8)                                                   (Kingma, Ba 2015)
//
// Updates are lazy: rows without a gradient in a step keep their value and state, with adam too.
#pragma once
#include <cstddef>
#include <span>
#include <string>

#include "core/matrix.h"

namespace kinfold {

// Optimizer state of one row, and of a whole matrix. Null or empty if the optimizer does not use it.
struct RowStateView {
  float *squares = nullptr, *moments = nullptr;
};
struct EntrywiseState {
  Matrix squares, moments;

  EntrywiseState() = default;
  EntrywiseState(const std::string& optimizer, std::size_t rows, std::size_t rank);
  RowStateView of(Id row) {
    return {squares.rows() > 0 ? squares[row] : nullptr, moments.rows() > 0 ? moments[row] : nullptr};
  }
};
bool uses_squares(const std::string& optimizer);
bool uses_moments(const std::string& optimizer);

struct OptimizerStep {
  std::string optimizer;  // sgd, adagrad, adam
  float lr;
  std::size_t step = 1;  // counted from 1
};

// Applies one optimizer step to a row. The memory of `row` and of its state is padded as in Matrix; `gradient` has
// row.size() entries.
void step_row(const OptimizerStep& optimizer_step, std::span<float> row, RowStateView state, const float* gradient);

}  // namespace kinfold
