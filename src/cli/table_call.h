// What the verbs do with tables.
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

// What each direction explains: "direction  deviation  share  so far", then its features of greatest loadings.
std::string components_text(const TableModel& model);
Json components_json(const TableModel& model);

void train_table_call(Call& call, const std::string& source, const std::string& out);
// Withholds a share of the known cells of a source, and measures what the model says of them.
void evaluate_table_call(Call& call, const TableModel& model, const std::string& source, double share);

// Holds out a share of the known cells of a source, and measures how well the model predicts them.
HeldOutReport held_out_report(Call& call, const TableModel& model, const std::string& source, double share,
                               Pool& pool);

Json info_json(const TableModel& model);
void show_table_info(Call& call, const TableModel& model);

}  // namespace kinfold::app
