// Formats the evaluation of a table model on held-out cells as text and as JSON.
#pragma once
#include <nlohmann/json.hpp>
#include <string>

#include "report/format.h"
#include "table/cell_evaluation.h"

namespace kinfold::app {

// A table of the columns "held-out cells of", "error", "cells", "model" and "constant", for at most 40 columns of the
// model; then a line with the relative loss.
std::string cells_text(const TableModel& model, const CellReport& report);
// {"cells", "rows", "relative_loss": {"value", "low", "high"},
//  "columns": [{"name", "error", "cells", "model", "constant"}]}; all columns with held-out cells.
Json cells_json(const TableModel& model, const CellReport& report);

// The evaluation of a table model on held-out cells of further rows.
struct HeldOutReport {
  std::string protocol;  // how the cells were held out and predicted
  std::size_t rows;      // number of rows of the source
  CellReport cells;
};

}  // namespace kinfold::app
