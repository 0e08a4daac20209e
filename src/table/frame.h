// A table as its user has it: named columns of a kind each, named rows, cells that may be missing.
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
  // Texts of the cells of a boolean (no, yes), an ordinal (from least to most) or a category; a cell holds its place
  // among them. Empty for numbers, counts, and booleans that are 0 and 1.
  std::vector<std::string> levels = {};
  bool whole = false;  // a number or count of which no cell has a fraction: it is written without one

  friend bool operator==(const FrameColumn&, const FrameColumn&) = default;
};

struct Frame {
  std::vector<FrameColumn> columns;
  Matrix cells;                     // rows x columns: numbers or places of levels; NaN where missing
  std::string name_column;          // where the names of the rows stand; empty where they have none
  std::vector<std::string> names;   // of the rows; empty where they have none
  std::string label_name;           // of the column of labels, empty where there is none
  std::vector<std::string> labels;  // of the rows: nothing is learned from them, pictures are coloured by them
};

inline bool missing(float cell) { return std::isnan(cell); }

// Could the cells that are there be 64-bit integers?
inline bool all_whole(std::span<const float> cells) {
  return std::ranges::all_of(
      cells, [](float cell) { return missing(cell) || (cell == std::trunc(cell) && std::fabs(cell) < 0x1p63f); });
}

}  // namespace kinfold
