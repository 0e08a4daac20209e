#include "table/train_table.h"

#include <algorithm>

#include "core/error.h"
#include "data/split.h"
#include "table/drop_empty.h"
#include "table/glrm.h"
#include "table/rank_search.h"
#include "table/svd_table.h"
#include "table/full_matrix.h"

namespace kinfold {
namespace {

void check_rank(const TableData& data, const TableTrainOptions& options) {
  const std::size_t max_rank = std::min(data.rows(), data.columns());
  if (std::size_t(options.rank) > max_rank)
    throw Error("a table of " + std::to_string(data.rows()) + " rows and " + std::to_string(data.columns()) +
                    " columns has no " + std::to_string(options.rank) + " directions",
                "--rank " + std::to_string(options.rank), "use a rank of at most " + std::to_string(max_rank));
}

void check_numbers(const TableData& data, const TableTrainOptions& options) {
  for (const FrameColumn& column : data.frame.columns)
    if (column.kind == ColumnKind::kCategory)
      throw Error("column '" + column.name + "' is a category, and " + options.model + " takes numbers",
                  "--model " + options.model, "use --model glrm, or --column-types " + column.name + "=label or skip");
}

// Only factors has a loss for each kind of column.
void check_loss(const TableTrainOptions& options) {
  if (options.loss == "auto") return;
  if (options.model != "nmf")
    throw UsageError("a loss is chosen for --model glrm and nmf alone", "--loss " + options.loss,
                     "'" + options.model + "' has one of its own");
  static const std::vector<std::string> valid_losses = {"squared", "kullback-leibler"};
  if (std::ranges::find(valid_losses, options.loss) == valid_losses.end())
    throw UsageError("loss '" + options.loss + "' does not fit nmf", "--loss " + options.loss,
                     known_choices(options.loss, valid_losses));
}

void throw_if_negative(const TableData& data, Id row, std::size_t column, float cell) {
  if (!(cell < 0)) return;
  const auto& names = data.frame.names;
  throw Error("a cell is negative: " + std::to_string(cell),
              "row " + (names.empty() ? std::to_string(row + 1) : "'" + names[row] + "'") + ", column '" +
                  data.frame.columns[column].name + "'",
              "nmf takes what is not negative; use --model pca or factors");
}

void check_not_negative(const TableData& data) {
  for (Id row = 0; data.sparse && row < data.rows(); ++row)
    for (std::size_t n = data.sparse->begin[row]; n < data.sparse->begin[row + 1]; ++n)
      throw_if_negative(data, row, data.sparse->column[n], data.sparse->value[n]);
  std::vector<float> cells(data.columns());
  for (Id row = 0; !data.sparse && row < data.rows(); ++row) {
    if (data.blocks)
      data.blocks->read(row, 1, cells.data(), cells.size());
    else
      std::ranges::copy(data.frame.cells.row(row), cells.begin());
    bool negative = false;
    for (const float cell : cells) negative |= cell < 0;
    for (std::size_t c = 0; negative && c < cells.size(); ++c) throw_if_negative(data, row, c, cells[c]);
  }
}

TableModel train_at_best_rank(TableData& data, const TableTrainOptions& options, double tolerance) {
  RankCurve curve = choose_rank(data, options);
  TableTrainOptions chosen = options;
  chosen.rank = int(curve.selected_rank);
  TableModel model = train_table(data, chosen, tolerance);
  model.rank_curve = std::move(curve);
  return model;
}

}  // namespace

std::size_t TableData::rows() const { return blocks ? blocks->rows() : sparse ? sparse->rows() : frame.cells.rows(); }

void load_cells(TableData& data, const TableTrainOptions& options) {
  if (!data.blocks) return;
  data.frame.cells = read_all(*data.blocks);
  data.blocks.reset();
  drop_empty_columns(data, options.on_empty == "error");
  if (data.columns() == 0) throw Error("there are no cells to train on");
}

void check_holdout(const TableData& data, const std::string& option) {
  if (data.sparse)
    throw UsageError("cells that are not given are zero here: none can be withheld", option,
                     "give the table as a file of rows, or leave the option out");
}

double holdout_fraction(const TableTrainOptions& options) {
  if (options.validation.empty()) return 0;
  if (!options.validation.starts_with("random"))
    throw UsageError("tables withhold cells, never rows", "--validation " + options.validation,
                     "use --validation random:0.1; further rows are measured by kinfold evaluate");
  return parse_split_strategy(options.validation).amount;
}

TableModel train_table(TableData& data, const TableTrainOptions& options, double tolerance) {
  if (data.rows() == 0 || data.columns() == 0) throw Error("there are no cells to train on");
  if (options.rank == 0) return train_at_best_rank(data, options, tolerance);
  check_rank(data, options);
  if (options.model != "glrm") {
    check_numbers(data, options);
    check_loss(options);
  }
  if ((options.model == "pca" || options.model == "svd") && options.solver != "als" && !data.weighted())
    if (std::optional<TableModel> model = train_svd(data, options)) return std::move(*model);
  if (options.model == "nmf") check_not_negative(data);
  if (options.solver == "auto" && !data.weighted())
    if (std::optional<TableModel> model = train_full_matrix(data, options)) return std::move(*model);
  if (data.sparse)
    throw Error("cells that are not given are zero, and such a table is learned by pca, svd, nmf and sparse-pca alone",
                "--model " + options.model, "give it as a file of rows");
  if (options.solver == "full" || options.solver == "randomized")
    throw Error("cells are missing or weigh unlike, or the model is not one of singular vectors",
                "--solver " + options.solver, "use --solver als, or leave it out");
  if (data.blocks) {
    load_cells(data, options);
    check_rank(data, options);
  }
  return train_glrm(data, options, tolerance);
}

}  // namespace kinfold
