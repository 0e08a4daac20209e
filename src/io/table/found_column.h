// Determines the kind and the cells of a table column, as specified or inferred from the cells that were read.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "io/cells.h"
#include "io/table/frame_plan.h"

namespace kinfold {

// The cells of a planned column as read: numbers (NaN: missing) or texts.
struct RawColumn {
  PlannedColumn plan;
  std::vector<float> numbers;
  TextCells texts;
};

// A column of the frame.
struct InferredColumn {
  ColumnUse use = ColumnUse::kCells;  // kCells; or kName; or kSkip if the column has no value
  FrameColumn column;
  std::vector<float> cells;  // one number per row, as in Frame::cells
};

struct InferenceOptions {
  std::string source;                // for messages
  std::vector<std::string> missing;  // texts of missing cells
  std::function<std::string(std::size_t row)> location_of;
};

// Moves the numbers out of `raw`. May add a note about the inferred order of an ordinal's levels to `notes`. Throws an
// Error if the cells do not match the given kind, or if no kind can be inferred.
InferredColumn infer_column(RawColumn& raw, const InferenceOptions& options, std::vector<std::string>& notes);

}  // namespace kinfold
