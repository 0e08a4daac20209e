#include "train/table.h"

#include "core/error.h"
#include "data/split.h"
#include "train/factors_table.h"
#include "train/rank_search.h"
#include "train/spectral_table.h"

namespace kinfold {
namespace {

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

TableModel train_at_best_rank(TableData& data, const Options& options, double tolerance) {
  RankCurve curve = choose_rank(data, options);
  Options chosen = options;
  chosen.rank = int(curve.chosen);
  TableModel model = train_table(data, chosen, tolerance);
  model.rank_curve = std::move(curve);
  return model;
}

}  // namespace

std::size_t TableData::rows() const { return blocks ? blocks->rows() : sparse ? sparse->rows() : frame.cells.rows(); }

void TableData::read_whole() {
  if (!blocks) return;
  frame.cells = Table(blocks->rows(), blocks->columns());
  if (blocks->rows() > 0) blocks->read(0, blocks->rows(), frame.cells[0], frame.cells.stride());
  blocks.reset();
}

void check_withholding(const TableData& data, const std::string& option) {
  if (data.sparse)
    throw UsageError("cells that are not given are zero here: none can be withheld", option,
                     "give the table as a file of rows, or leave the option out");
}

double withheld_share(const Options& options) {
  if (options.valid.empty()) return 0;
  if (!options.valid.starts_with("random"))
    throw UsageError("tables withhold cells, never rows", "--valid " + options.valid,
                     "use --valid random:0.1; further rows are measured by kinfold evaluate");
  return parse_split_rule(options.valid).amount;
}

TableModel train_table(TableData& data, const Options& options, double tolerance) {
  if (data.rows() == 0 || data.columns() == 0) throw Error("there are no cells to train on");
  if (options.rank == 0) return train_at_best_rank(data, options, tolerance);
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
  data.read_whole();
  return train_factors(data, options, tolerance);
}

}  // namespace kinfold
