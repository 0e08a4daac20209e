// The input table: named columns with a kind each, optional row names, and cells that may be missing.
#pragma once
#include <algorithm>
#include <cmath>
#include <span>
#include <string>
#include <vector>

#include "core/matrix.h"

namespace kinfold {

enum class ColumnKind { kNumber, kCount, kBoolean, kOrdinal, kCategory };
inline const std::vector<std::string> kColumnKinds = {"number", "count", "boolean", "ordinal", "category"};

struct FrameColumn {
  std::string name;
  ColumnKind kind = ColumnKind::kNumber;
  // Texts of the levels of a boolean (no, yes), an ordinal (lowest to highest) or a category. A cell holds the index of
  // its level. Empty for numbers, counts, and booleans that are given as 0 and 1.
  std::vector<std::string> levels = {};
  bool whole = false;  // all cells of a number or count are integers; imputed values are then written as integers

  friend bool operator==(const FrameColumn&, const FrameColumn&) = default;
};

struct Frame {
  std::vector<FrameColumn> columns;
  Matrix cells;                     // rows x columns: numbers or level indices; NaN if missing
  std::string name_column;          // the column of row names; empty if there is none
  std::vector<std::string> names;   // row names; empty if there are none
  std::string label_name;           // the column of labels; empty if there is none
  std::vector<std::string> labels;  // row labels: not used in training, they color plots
};

inline bool missing(float cell) { return std::isnan(cell); }

// Whether all observed cells are integers that fit into 64 bits.
inline bool all_whole(std::span<const float> cells) {
  return std::ranges::all_of(
      cells, [](float cell) { return missing(cell) || (cell == std::trunc(cell) && std::fabs(cell) < 0x1p63f); });
}

}  // namespace kinfold
