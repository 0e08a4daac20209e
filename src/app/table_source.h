// Tables as the verbs read them.
#pragma once
#include <string>

#include "app/call.h"
#include "model/table_model.h"
#include "source/frame.h"
#include "train/table.h"

namespace kinfold::app {

// A wide source, a .npy file, or with --columns row=NAME,column=NAME,value=NAME a source of one cell a row (each is
// 1 where no value is named), of which those that are not given are zero. Says what it found.
TableData load_table_data(Call& call, const std::string& source, const Options& options);

Source table_source(const std::string& source, const Options& options);

// A table by a rule; a column of the model's labels is one again, unless --types says otherwise. Says what it found.
Frame load_frame(Call& call, Source& source, FrameRule rule, FrameReport& report, const std::string& label = "");

// Rows with the columns of a model.
Frame load_rows(Call& call, Source& source, const TableModel& model, const Options& options, FrameReport& report);
// The same; a .npy file has them by their order.
Frame load_rows(Call& call, const std::string& source, const TableModel& model, const Options& options);

// What --weights says of the cells' weights, if anything.
void load_weights(TableData& data, const Options& options);

}  // namespace kinfold::app
