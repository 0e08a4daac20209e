// What withheld cells say of a model of a table, as text and as JSON.
#pragma once
#include <nlohmann/json.hpp>
#include <string>

#include "table/cell_evaluation.h"

#include "report/format.h"

namespace kinfold::app {

// "column  error  cells  model  constant", then what is left in all.
std::string cells_text(const TableModel& model, const CellReport& report);
// {"cells", "rows", "left": {"value", "low", "high"}, "columns": [{"name", "error", "cells", "model", "constant"}]}
Json cells_json(const TableModel& model, const CellReport& report);

// What a model says of cells of further rows that are withheld from it, and how that was measured.
struct HeldOutReport {
  std::string protocol;
  std::size_t rows;  // of the source
  CellReport cells;
};

}  // namespace kinfold::app
