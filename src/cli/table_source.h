// Tables as the verbs read them.
#pragma once
#include <string>

#include "cli/call.h"
#include "io/table/frame_reader.h"
#include "table/table_model.h"
#include "table/train_table.h"

namespace kinfold::app {

// A wide source, a .npy file, or with --columns row=NAME,column=NAME,value=NAME a source of one cell a row (each is
// 1 where no value is named), of which those that are not given are zero. Says what it found.
TableData load_table_data(Call& call, const std::string& source, const TrainOptions& options);

Source table_source(const std::string& source, const TrainOptions& options);

// A table by a rule; a column of the model's labels is one again, unless --column-types says otherwise. Says what it
// found.
Frame load_frame(Call& call, Source& source, FrameReadOptions rule, FrameReport& report, const std::string& label = "");

// Rows with the columns of a model.
Frame load_rows(Call& call, Source& source, const TableModel& model, const TrainOptions& options, FrameReport& report);
// The same; a .npy file has them by their order.
Frame load_rows(Call& call, const std::string& source, const TableModel& model, const TrainOptions& options);

// What --cell-weights says of the cells' weights, if anything.
void load_weights(TableData& data, const TrainOptions& options);

}  // namespace kinfold::app
