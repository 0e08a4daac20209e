// The rank selection of a table model (--rank auto) as text, JSON and SVG.
#pragma once
#include <string>

#include "cli/call.h"
#include "table/table_model.h"

namespace kinfold::app {

// One line per rank with the selected one marked, and the selection rule. Empty if the rank was set.
std::string rank_text(const TableModel& model);
// {"selected_rank", "beats_baseline", "rows", "held_out", "parallel_analysis", "points": [{"rank", "relative_loss",
// "low", "high"}]}. Null if the rank was set.
Json rank_json(const TableModel& model);
// The relative loss of each rank with its 95 % interval. Throws an Error if the rank was set.
std::string svg_rank_curve(const TableModel& model);

// Warns if only some rows were used, or if no rank beats the baseline of column constants.
void note_rank_curve(Call& call, const TableModel& model);

}  // namespace kinfold::app
