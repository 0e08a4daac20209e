#include "train/table.h"

#include <algorithm>

#include "core/error.h"
#include "train/factors_table.h"
#include "train/spectral_table.h"

namespace kinfold {
namespace {

// A table that is read by blocks of rows becomes one in memory.
void read_whole(TableData& data) {
  data.frame.cells = Table(data.blocks->rows(), data.blocks->columns());
  if (data.blocks->rows() > 0)
    data.blocks->read(0, data.blocks->rows(), data.frame.cells[0], data.frame.cells.stride());
  data.blocks.reset();
}

// What is empty is told, or refused; columns are left out, and rows stay.
class EmptyParts {
 public:
  EmptyParts(TableData& data, const Options& options) : data_(data), refuse_(options.on_empty == "error") {}

  void leave_out() {
    const Table& cells = data_.frame.cells;
    std::vector<std::size_t> kept;
    for (std::size_t c = 0; c < data_.columns(); ++c) {
      bool known = false;
      for (Id row = 0; row < cells.rows() && !known; ++row) known = !missing(cells[row][c]);
      known ? kept.push_back(c) : tell("column '" + data_.frame.columns[c].name + "'", ", so it is left out");
    }
    for (Id row = 0; row < cells.rows(); ++row)
      if (std::ranges::all_of(cells.row(row), missing)) tell("row " + std::to_string(row + 1), "");
    if (told_ > kShown) data_.notes.push_back("and so have " + std::to_string(told_ - kShown) + " more");
    if (kept.size() < data_.columns()) keep(kept);
  }

 private:
  static constexpr std::size_t kShown = 5;

  void tell(const std::string& what, const std::string& then) {
    if (refuse_) throw Error(what + " has no value", "--on-empty error", "leave it out, or use --on-empty drop");
    if (++told_ <= kShown) data_.notes.push_back(what + " has no value" + then);
  }

  void keep(const std::vector<std::size_t>& columns) {
    Frame& frame = data_.frame;
    Table cells(frame.cells.rows(), columns.size());
    std::vector<FrameColumn> kept;
    for (std::size_t c = 0; c < columns.size(); ++c) {
      for (Id row = 0; row < cells.rows(); ++row) cells[row][c] = frame.cells[row][columns[c]];
      kept.push_back(frame.columns[columns[c]]);
    }
    frame.columns = std::move(kept);
    frame.cells = std::move(cells);
  }

  TableData& data_;
  bool refuse_;
  std::size_t told_ = 0;
};

void check_rank(const TableData& data, const Options& options) {
  const std::size_t least = std::min(data.rows(), data.columns());
  if (std::size_t(options.rank) > least)
    throw Error("a table of " + std::to_string(data.rows()) + " rows and " + std::to_string(data.columns()) +
                    " columns has no " + std::to_string(options.rank) + " directions",
                "--rank " + std::to_string(options.rank), "use a rank of at most " + std::to_string(least));
}

void check_numbers(const TableData& data, const Options& options) {
  for (const FrameColumn& column : data.frame.columns)
    if (column.kind == Kind::kCategory)
      throw Error("column '" + column.name + "' is a category, and " + options.model + " takes numbers",
                  "--model " + options.model, "use --model factors, or --types " + column.name + "=label or skip");
}

}  // namespace

std::size_t TableData::rows() const { return blocks ? blocks->rows() : sparse ? sparse->rows() : frame.cells.rows(); }

TableModel train_table(TableData& data, const Options& options) {
  if (data.rows() == 0 || data.columns() == 0) throw Error("there are no cells to train on");
  check_rank(data, options);
  if (options.model != "factors") {
    check_numbers(data, options);
    if (options.loss != "auto")
      throw UsageError("a loss is chosen for --model factors alone", "--loss " + options.loss,
                       "'" + options.model + "' has one of its own");
  }
  if ((options.model == "pca" || options.model == "svd") && options.solver != "als")
    if (std::optional<TableModel> model = train_spectral(data, options)) return std::move(*model);
  if (data.sparse)
    throw Error("cells that are not given are zero, and such a table is learned by pca and svd alone",
                "--model " + options.model, "give it as a file of rows");
  if (options.solver == "full" || options.solver == "randomized")
    throw Error("cells are missing, or the model is not one of singular vectors", "--solver " + options.solver,
                "use --solver als, or leave it out");
  if (data.blocks) {
    read_whole(data);
    EmptyParts(data, options).leave_out();
    if (data.columns() == 0) throw Error("there are no cells to train on");
    check_rank(data, options);
  }
  return train_factors(data, options);
}

}  // namespace kinfold
