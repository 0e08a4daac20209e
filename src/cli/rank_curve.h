// How a table's rank was chosen, as text, JSON and a picture.
#pragma once
#include <string>

#include "cli/call.h"
#include "table/table_model.h"

namespace kinfold::app {

// A line for each rank, the chosen one marked, and how it was chosen; empty where the rank was given.
std::string rank_text(const TableModel& model);
// {"chosen", "beats_constants", "rows", "withheld", "parallel_analysis", "points": [{"rank", "left", "low", "high"}]};
// null where the rank was given.
Json rank_json(const TableModel& model);
// With interval and mark; an Error where the rank was given.
std::string svg_ranks(const TableModel& model);

// Notes what the curve warns of.
void note_ranks(Call& call, const TableModel& model);

}  // namespace kinfold::app
