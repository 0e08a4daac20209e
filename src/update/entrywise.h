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

#include "core/table.h"

namespace kinfold {

// What the rule remembers of a table; empty tables where it keeps none.
struct RowMemory {
  float *squares = nullptr, *moments = nullptr;
};
struct EntryState {
  Table squares, moments;

  EntryState() = default;
  EntryState(const std::string& update, std::size_t rows, std::size_t rank);
  RowMemory of(Id row) {
    return {squares.rows() > 0 ? squares[row] : nullptr, moments.rows() > 0 ? moments[row] : nullptr};
  }
};
bool keeps_squares(const std::string& update);
bool keeps_moments(const std::string& update);

struct EntryRule {
  std::string update;  // sgd, adagrad, adam
  float rate;
  std::size_t step = 1;  // counted from 1
};

// Moves a table's row, which is padded as its memory is, against a gradient of as many numbers.
void move_row(const EntryRule& rule, std::span<float> row, RowMemory memory, const float* gradient);

}  // namespace kinfold
