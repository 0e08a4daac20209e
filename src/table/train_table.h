// Trains table models from arrays. Selects the solver by the table, the model and the options.
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

// A table to train on. The cells are in exactly one of `frame`, `blocks` and `sparse`. `frame` always describes the
// columns and holds the names and labels of the rows.
struct TableData {
  Frame frame;                             // frame.cells is empty if `blocks` or `sparse` holds the cells
  std::unique_ptr<RowBlocks> blocks = {};  // dense cells, read in blocks of rows
  std::optional<CsrMatrix> sparse = {};    // sparse cells: absent cells are zero, not missing
  Matrix weights = {};                     // weights of the frame's cells; empty: all 1
  std::vector<std::string> notes = {};     // notes for the user, for example on empty columns

  std::size_t rows() const;
  std::size_t columns() const { return frame.columns.size(); }
  bool weighted() const { return weights.rows() > 0; }
};

inline constexpr double kTableTolerance = 1e-5;

// Trains the model options.model on `data`. The cells of `data` are kept, up to rounding, but SVD solvers release a
// sparse table. If options.rank is 0, held-out cells select the rank (table/rank_search.h), and the model is then
// trained on all cells. Throws an Error if the table does not fit the model, and a UsageError if the options do not
// fit. The result does not depend on the number of threads.
TableModel train_table(TableData& data, const TableTrainOptions& options, double tolerance = kTableTolerance);

// Reads a table of row blocks into data.frame. Empty columns are then removed, or an Error is thrown, by
// options.on_empty.
void load_cells(TableData& data, const TableTrainOptions& options);

// The fraction of observed cells that --validation holds out; 0 if the option is not set. Throws a UsageError if the
// split is not random.
double holdout_fraction(const TableTrainOptions& options);

// Throws a UsageError if cells of the table cannot be held out (sparse tables); `option` names the option that needs
// it.
void check_holdout(const TableData& data, const std::string& option);

}  // namespace kinfold
