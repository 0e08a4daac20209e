// Update rules entry by entry: each number of a row has its own running square, as graphs' tables have them.
//
//   sgd      x -= rate g
//   adagrad  s += g^2,  x -= rate g / (sqrt(s) + 1e-10)                                       (Duchi et al. 2011)
//   adam     m <- 0.9 m + 0.1 g,  s <- 0.999 s + 0.001 g^2,  both corrected for their start by the number of steps
//            x -= rate m' / (sqrt(s') + 1e-8)                                                 (Kingma, Ba 2015)
//
// A row that a step does not touch keeps its state, of adam too.
#pragma once
#include <cstddef>
#include <span>
#include <string>

#include "core/matrix.h"

namespace kinfold {

// What the rule remembers of a table; empty tables where it keeps none.
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

// Moves a table's row, which is padded as its memory is, against a gradient of as many numbers.
void step_row(const OptimizerStep& rule, std::span<float> row, RowStateView state, const float* gradient);

}  // namespace kinfold
