// Loads tables for the verbs.
#pragma once
#include <string>

#include "cli/call.h"
#include "io/table/frame_reader.h"
#include "table/table_model.h"
#include "table/train_table.h"

namespace kinfold::app {

// Loads a wide table, a .npy file, or, with --columns row=NAME,column=NAME,value=NAME, a list of cells. Cells that the
// list lacks are zero; without a value column each listed cell is 1. Warns about skipped columns and rows.
TableData load_table_data(Call& call, const std::string& source, const TrainOptions& options);

Source table_source(const std::string& source, const TrainOptions& options);

// Reads a table. The column `label` is read as the label column, unless --column-types gives it another type. Warns
// about skipped columns and rows.
Frame load_frame(Call& call, Source& source, FrameReadOptions read_options, FrameReport& report,
                 const std::string& label = "");

// Reads rows with the columns of a model.
Frame load_rows(Call& call, Source& source, const TableModel& model, const TrainOptions& options, FrameReport& report);
// The same from a path. A .npy file has its columns in the order of the model.
Frame load_rows(Call& call, const std::string& source, const TableModel& model, const TrainOptions& options);

// Loads the weights of --cell-weights, if it is set. Cells of weight zero become missing.
void load_weights(TableData& data, const TrainOptions& options);

}  // namespace kinfold::app
