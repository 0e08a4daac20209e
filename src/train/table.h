// Trains models of tables from arrays: which solver suits the table, the model asked for and its options.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "data/frame.h"
#include "data/row_blocks.h"
#include "data/sparse.h"
#include "model/table_model.h"
#include "train/options.h"

namespace kinfold {

// One of the three holds the cells; `frame` tells the columns in any case, and names and labels of the rows.
struct TableData {
  Frame frame;                             // its cells are empty if one of the others holds them
  std::unique_ptr<RowBlocks> blocks = {};  // nothing missing
  std::optional<Sparse> sparse = {};       // cells not given are zero
  std::vector<std::string> notes = {};     // what a user should know of what training found in them

  std::size_t rows() const;
  std::size_t columns() const { return frame.columns.size(); }
};

// Columns of blocks that have no cell are left out of `data` and the model, or refused, as options.on_empty says.
TableModel train_table(TableData& data, const Options& options);

}  // namespace kinfold
