// The page of each kind of model: what it does on withheld data, for a reader.
#pragma once
#include <cstdint>
#include <string>

#include "core/pool.h"
#include "factorization/model.h"
#include "kg/graph_model.h"
#include "nodes/node_model.h"
#include "report/cell_report.h"
#include "report/page.h"
#include "report/warnings.h"
#include "table/table_model.h"

namespace kinfold::app {

inline constexpr std::size_t kMaxMapPoints = 2000;  // points of a map at most

// `source` names the test data in warnings; intervals are bootstrapped by `seed`.
void factorization_page(Page& page, Warnings& warnings, const Model& model, const Ratings& test,
                        const std::string& source, std::uint64_t seed, Pool& pool);
void graph_page(Page& page, Warnings& warnings, const GraphModel& model, const Triples& test,
                const std::string& source, std::uint64_t seed, Pool& pool);
void nodes_page(Page& page, Warnings& warnings, const NodeModel& model, const NodeLabels& test,
                const std::string& source, std::uint64_t seed, Pool& pool);
void table_page(Page& page, const TableModel& model, const HeldOutReport& held_out);

}  // namespace kinfold::app
