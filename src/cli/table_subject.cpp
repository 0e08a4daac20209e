#include <algorithm>
#include <chrono>

#include "cli/subject.h"
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

// The cells that each round withholds.
std::vector<std::vector<HeldOutCell>> withheld_of(const Matrix& cells, const std::string& rule, std::uint64_t seed) {
  if (rule.starts_with("k-fold")) return fold_cells(cells, num_folds(rule), seed);
  if (!rule.starts_with("random"))
    throw UsageError("tables withhold cells, never rows", "--strategy " + rule, "use k-fold:5 or random:0.1");
  Matrix left = cells;
  return {hold_out_cells(left, parse_split_strategy(rule).amount, seed)};
}

Judged judge(const TableData& whole, const std::vector<HeldOutCell>& held_out, TrainOptions options) {
  TableData data{whole.frame, {}, {}, whole.weights, {}};
  for (const HeldOutCell& cell : held_out) data.frame.cells[cell.row][cell.column] = NAN;
  const auto begin = std::chrono::steady_clock::now();
  const TableModel model = train_table(data, options);
  Judged judged;
  judged.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  for (Id row = 0; row < data.frame.cells.rows(); ++row)
    judged.rows += std::size_t(std::ranges::count_if(data.frame.cells.row(row), [](float x) { return !missing(x); }));
  judged.test_rows = held_out.size();
  Pool pool(std::size_t(options.threads));
  const CellReport report =
      evaluate_cells(model, imputation_rows(model, data.frame.cells, pool), held_out, options.seed, pool);
  judged.metrics["left"] = report.relative_loss.value;
  return judged;
}

}  // namespace

Subject table_subject(Call& call, const SubjectAsked& asked) {
  const TrainOptions options = call.options("table");
  const auto data = std::make_shared<TableData>(load_table_data(call, asked.source, options));
  load_weights(*data, options);
  check_holdout(*data, "kinfold validate");
  load_cells(*data, options);
  const std::size_t most = std::min(data->rows(), data->columns());
  const bool given = std::ranges::any_of(call.given, [](const auto& option) { return option.first == "rank"; });
  Subject subject{"k-fold:5", "cells of " + asked.source, {"left"}, {}};
  subject.rounds = [=](const std::string& rule, std::uint64_t seed) {
    std::vector<Judge> judges;
    for (std::vector<HeldOutCell>& held_out : withheld_of(data->frame.cells, rule, seed)) {
      if (held_out.empty())
        throw Error("no cell can be withheld: each row keeps one that is known, and each column two",
                    "--strategy " + rule, "give a greater share or fewer folds");
      judges.push_back([=](TrainOptions of_round) {
        if (!given && most > 0) of_round.rank = int(std::min(std::size_t(of_round.rank), most));
        return judge(*data, held_out, of_round);
      });
    }
    return judges;
  };
  return subject;
}

}  // namespace kinfold::app
