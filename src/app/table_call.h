// Tables for the verbs that take them.
#pragma once
#include <string>

#include "app/call.h"
#include "model/table_model.h"
#include "source/frame.h"
#include "store/tensors.h"
#include "train/table.h"

namespace kinfold::app {

// A wide source, a .npy file, or with --columns row=NAME,column=NAME,value=NAME a source of one cell a row, of which
// those that are not given are zero. Says what it found.
TableData load_table_data(Call& call, const std::string& source, const Options& options);

Source table_source(const std::string& source, const Options& options);

// A table by a rule; a column of the model's labels is one again, unless --types says otherwise. Says what it found.
Frame load_frame(Call& call, Source& source, FrameRule rule, FrameReport& report, const std::string& label = "");

// Rows with the columns of a model.
Frame load_rows(Call& call, Source& source, const TableModel& model, const Options& options, FrameReport& report);
// The same; a .npy file has them by their order.
Frame load_rows(Call& call, const std::string& source, const TableModel& model, const Options& options);

bool is_table_model(const TensorReader& file);

// Refuses what was asked for and does nothing for the task.
void check_given(const Call& call, bool table);

// What each direction explains: "direction  deviation  share  so far", then its features of greatest loadings.
std::string directions_text(const TableModel& model);
Json directions_json(const TableModel& model);

void train_table_call(Call& call, const std::string& source, const std::string& out);
// Withholds a share of the known cells of a source, and measures what the model says of them.
void evaluate_table_call(Call& call, const TableModel& model, const std::string& source, double share);
void show_table_info(Call& call, const TableModel& model);

}  // namespace kinfold::app
