// The page of each kind of model: what it does on withheld data, for a reader.
#pragma once
#include <string>

#include "cli/call.h"
#include "core/pool.h"
#include "kg/graph_model.h"
#include "nodes/node_model.h"
#include "report/page.h"
#include "table/table_model.h"

namespace kinfold::app {

inline constexpr std::size_t kMapped = 2000;  // points of a map at most

void model_page(Page& page, Call& call, const Model& model, const std::string& test, Pool& pool);
void graph_page(Page& page, Call& call, const GraphModel& model, const std::string& test, Pool& pool);
void labels_page(Page& page, Call& call, const NodeModel& model, const std::string& test, Pool& pool);
// A share of the known cells of the test's rows is withheld.
void table_page(Page& page, Call& call, const TableModel& model, const std::string& test, double share, Pool& pool);

}  // namespace kinfold::app
