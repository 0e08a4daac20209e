#include "table/train_table.h"

#include <algorithm>

#include "core/error.h"
#include "data/split.h"
#include "table/drop_empty.h"
#include "table/full_matrix.h"
#include "table/glrm.h"
#include "table/rank_search.h"
#include "table/svd_table.h"

namespace kinfold {
namespace {

void check_rank(const TableData& data, const TableTrainOptions& options) {
  const std::size_t max_rank = std::min(data.rows(), data.columns());
  if (std::size_t(options.rank) > max_rank)
    throw Error("the rank " + std::to_string(options.rank) + " is too large for a table of " +
                    std::to_string(data.rows()) + " rows and " + std::to_string(data.columns()) + " columns",
                "--rank " + std::to_string(options.rank), "use a rank of at most " + std::to_string(max_rank));
}

void check_numbers(const TableData& data, const TableTrainOptions& options) {
  for (const FrameColumn& column : data.frame.columns)
    if (column.kind == ColumnKind::kCategory)
      throw Error("column '" + column.name + "' is a category, but " + options.model + " needs numbers",
                  "--model " + options.model, "use --model glrm, or --column-types " + column.name + "=label or skip");
}

// Only glrm and nmf have a choice of losses.
void check_loss(const TableTrainOptions& options) {
  if (options.loss == "auto") return;
  if (options.model != "nmf")
    throw UsageError("--loss only applies to the models glrm and nmf", "--loss " + options.loss,
                     "remove it: '" + options.model + "' has a fixed loss");
  static const std::vector<std::string> valid_losses = {"squared", "kullback-leibler"};
  if (std::ranges::find(valid_losses, options.loss) == valid_losses.end())
    throw UsageError("nmf does not support the loss '" + options.loss + "'", "--loss " + options.loss,
                     known_choices(options.loss, valid_losses));
}

void throw_if_negative(const TableData& data, Id row, std::size_t column, float cell) {
  if (!(cell < 0)) return;
  const auto& names = data.frame.names;
  throw Error("negative cell: " + std::to_string(cell),
              "row " + (names.empty() ? std::to_string(row + 1) : "'" + names[row] + "'") + ", column '" +
                  data.frame.columns[column].name + "'",
              "nmf needs nonnegative cells; use --model pca or glrm");
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
  TableTrainOptions final_options = options;
  final_options.rank = int(curve.selected_rank);
  TableModel model = train_table(data, final_options, tolerance);
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
    throw UsageError("cells of a sparse table cannot be held out: absent cells are zero, not missing", option,
                     "give the table as a file of rows, or remove the option");
}

double holdout_fraction(const TableTrainOptions& options) {
  if (options.validation.empty()) return 0;
  if (!options.validation.starts_with("random"))
    throw UsageError("a table can only hold out random cells, not rows", "--validation " + options.validation,
                     "use --validation random:0.1; to evaluate on new rows, use kinfold evaluate");
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
    throw Error("model " + options.model + " with solver " + options.solver + " does not support sparse tables",
                "--model " + options.model,
                "use pca, svd, nmf or sparse-pca with --solver auto, or give the table as a file of rows");
  if (options.solver == "full" || options.solver == "randomized")
    throw Error("solver " + options.solver + " needs model pca or svd, no missing cells and no cell weights",
                "--solver " + options.solver, "use --solver als, or remove the option");
  if (data.blocks) {
    load_cells(data, options);
    check_rank(data, options);
  }
  return train_glrm(data, options, tolerance);
}

}  // namespace kinfold
