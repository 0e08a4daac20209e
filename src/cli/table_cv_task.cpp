#include <algorithm>
#include <chrono>

#include "cli/cv_task.h"
#include "cli/table_source.h"
#include "core/error.h"
#include "data/folds.h"
#include "data/split.h"
#include "registry/registry.h"
#include "table/cell_evaluation.h"
#include "table/split_cells.h"
#include "table/train_table.h"

namespace kinfold::app {
namespace {

// The held-out cells of each fold.
std::vector<std::vector<HeldOutCell>> held_out_folds(const Matrix& cells, const std::string& strategy,
                                                     std::uint64_t seed) {
  if (strategy.starts_with("k-fold")) return fold_cells(cells, num_folds(strategy), seed);
  if (!strategy.starts_with("random"))
    throw UsageError("tables hold out cells, not rows", "--strategy " + strategy, "use k-fold:5 or random:0.1");
  Matrix remaining = cells;
  return {hold_out_cells(remaining, parse_split_strategy(strategy).amount, seed)};
}

FoldResult evaluate_table_fold(const TableData& all_data, const std::vector<HeldOutCell>& held_out,
                               TrainOptions options) {
  TableData data{all_data.frame, {}, {}, all_data.weights, {}};
  for (const HeldOutCell& cell : held_out) data.frame.cells[cell.row][cell.column] = NAN;
  const auto begin = std::chrono::steady_clock::now();
  const TableModel model = train_table(data, options);
  FoldResult result;
  result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  for (Id row = 0; row < data.frame.cells.rows(); ++row)
    result.rows += std::size_t(std::ranges::count_if(data.frame.cells.row(row), [](float x) { return !missing(x); }));
  result.test_rows = held_out.size();
  Pool pool(std::size_t(options.threads));
  const CellReport report =
      evaluate_cells(model, imputation_rows(model, data.frame.cells, pool), held_out, options.seed, pool);
  result.metrics["relative_loss"] = report.relative_loss.value;
  return result;
}

}  // namespace

CvTask table_cv_task(Call& call, const CvTaskArgs& args) {
  const TrainOptions options = call.options("table");
  const auto data = std::make_shared<TableData>(load_table_data(call, args.source, options));
  load_weights(*data, options);
  check_holdout(*data, "kinfold cross-validate");
  load_cells(*data, options);
  const std::size_t max_rank = std::min(data->rows(), data->columns());
  const bool rank_is_set =
      std::ranges::any_of(call.cli_options, [](const auto& option) { return option.first == "rank"; });
  CvTask cv_task{"k-fold:5", "cells of " + args.source, {"relative_loss"}, {}};
  cv_task.folds = [=](const std::string& strategy, std::uint64_t seed) {
    std::vector<FoldRunner> runners;
    for (std::vector<HeldOutCell>& held_out : held_out_folds(data->frame.cells, strategy, seed)) {
      if (held_out.empty())
        throw Error("no cell can be held out: each row must keep one observed cell and each column two",
                    "--strategy " + strategy, "use a larger fraction or fewer folds");
      runners.push_back([=](TrainOptions fold_options) {
        if (!rank_is_set && max_rank > 0) fold_options.rank = int(std::min(std::size_t(fold_options.rank), max_rank));
        return evaluate_table_fold(*data, held_out, fold_options);
      });
    }
    return runners;
  };
  return cv_task;
}

}  // namespace kinfold::app
