// What a column of a table is, by what it is said to be or by the cells that it was found to have.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "io/cells.h"
#include "io/table/frame_plan.h"

namespace kinfold {

// The cells of a planned column: numbers, NaN where missing, or texts.
struct RawColumn {
  PlannedColumn plan;
  std::vector<float> numbers;
  TextCells texts;
};

struct InferredColumn {
  ColumnUse use = ColumnUse::kCells;  // or kName; kSkip where it has no value
  FrameColumn column;
  std::vector<float> cells;  // of the frame
};

struct InferenceOptions {
  std::string source;                // for messages
  std::vector<std::string> missing;  // texts of missing cells
  std::function<std::string(std::size_t row)> location_of;
};

// Takes the numbers of `read`. `notes` may get the order of an ordinal's levels.
InferredColumn infer_column(RawColumn& raw, const InferenceOptions& options, std::vector<std::string>& notes);

}  // namespace kinfold
