// What withheld cells say of a model of a table, as text and as JSON.
#pragma once
#include <string>

#include "cli/call.h"
#include "table/cell_evaluation.h"

namespace kinfold::app {

// "column  error  cells  model  constant", then what is left in all.
std::string cells_text(const TableModel& model, const CellReport& report);
// {"cells", "rows", "left": {"value", "low", "high"}, "columns": [{"name", "error", "cells", "model", "constant"}]}
Json cells_json(const TableModel& model, const CellReport& report);

}  // namespace kinfold::app
