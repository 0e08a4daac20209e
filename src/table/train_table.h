// Trains models of tables from arrays: which solver suits the table, the model asked for and its options.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "data/csr_matrix.h"
#include "data/row_blocks.h"
#include "table/frame.h"
#include "table/options.h"
#include "table/table_model.h"

namespace kinfold {

// One of the three holds the cells; `frame` tells the columns in any case, and names and labels of the rows.
struct TableData {
  Frame frame;                             // its cells are empty if one of the others holds them
  std::unique_ptr<RowBlocks> blocks = {};  // nothing missing
  std::optional<CsrMatrix> sparse = {};    // cells not given are zero
  Matrix weights = {};                     // of the frame's cells; none: all count alike
  std::vector<std::string> notes = {};     // what a user should know of what training found in them

  std::size_t rows() const;
  std::size_t columns() const { return frame.columns.size(); }
  bool weighted() const { return weights.rows() > 0; }
};

inline constexpr double kTableTolerance = 1e-5;

// The data come back with their cells, these but for rounding; those of a sparse table go where it is learned by its
// singular vectors. A rank of 0 is chosen by withheld cells (table/rank_search.h); the model is then learned from all
// of them.
TableModel train_table(TableData& data, const TableTrainOptions& options, double tolerance = kTableTolerance);

// A table that is read by blocks of rows comes to lie in the frame, and its columns without a cell are left out, or
// refused, as options.on_empty says.
void load_cells(TableData& data, const TableTrainOptions& options);

// The share of the known cells that --validation says to withhold, 0 where it says nothing; a UsageError refuses splits
// by rows.
double holdout_fraction(const TableTrainOptions& options);

// A UsageError where the table's cells cannot be withheld, for `option`.
void check_holdout(const TableData& data, const std::string& option);

}  // namespace kinfold
