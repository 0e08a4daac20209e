// What the verbs do with tables.
#pragma once
#include <string>

#include "app/call.h"
#include "model/table_model.h"
#include "store/tensors.h"

namespace kinfold::app {

bool is_table_model(const TensorReader& file);

// Refuses what was asked for and does nothing for the task.
void check_given(const Call& call, const std::string& task);

// What each direction explains: "direction  deviation  share  so far", then its features of greatest loadings.
std::string directions_text(const TableModel& model);
Json directions_json(const TableModel& model);

void train_table_call(Call& call, const std::string& source, const std::string& out);
// Withholds a share of the known cells of a source, and measures what the model says of them.
void evaluate_table_call(Call& call, const TableModel& model, const std::string& source, double share);
Json info_json(const TableModel& model);
void show_table_info(Call& call, const TableModel& model);

}  // namespace kinfold::app
