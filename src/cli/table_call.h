// The verbs train, evaluate and info for table models.
#pragma once
#include <string>

#include "cli/call.h"
#include "core/pool.h"
#include "report/cell_report.h"
#include "store/tensors.h"
#include "table/cell_evaluation.h"
#include "table/table_model.h"

namespace kinfold::app {

bool is_table_model(const TensorReader& file);

// The components as text: standard deviation, explained variance ratio, cumulative ratio and largest loadings. Empty if
// the model has no variance per component.
std::string components_text(const TableModel& model);
Json components_json(const TableModel& model);

void train_table_call(Call& call, const std::string& source, const std::string& out);
// Holds out a fraction of the observed cells of a source, and prints how well the model predicts them.
void evaluate_table_call(Call& call, const TableModel& model, const std::string& source, double fraction);

// Holds out a fraction of the observed cells of a source, and measures how well the model predicts them.
HeldOutReport held_out_report(Call& call, const TableModel& model, const std::string& source, double fraction,
                              Pool& pool);

Json info_json(const TableModel& model);
void show_table_info(Call& call, const TableModel& model);

}  // namespace kinfold::app
