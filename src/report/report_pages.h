// Writes the sections of an HTML report for each kind of model: its evaluation on held-out data, its training curve, a
// map of its embeddings, its data and options.
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

inline constexpr std::size_t kMaxMapPoints = 2000;  // maximum number of points of a map

// `source` names the test data in warnings and errors. `seed` seeds the bootstrap of the confidence intervals.
void factorization_page(Page& page, Warnings& warnings, const Model& model, const Ratings& test,
                        const std::string& source, std::uint64_t seed, Pool& pool);
void graph_page(Page& page, Warnings& warnings, const GraphModel& model, const Triples& test, const std::string& source,
                std::uint64_t seed, Pool& pool);
void nodes_page(Page& page, Warnings& warnings, const NodeModel& model, const NodeLabels& test,
                const std::string& source, std::uint64_t seed, Pool& pool);
void table_page(Page& page, const TableModel& model, const HeldOutReport& held_out);

}  // namespace kinfold::app
