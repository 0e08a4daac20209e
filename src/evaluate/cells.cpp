#include "evaluate/cells.h"

#include <algorithm>
#include <cmath>

#include "core/chunks.h"
#include "core/error.h"
#include "evaluate/row_sums.h"
#include "model/row_posterior.h"

namespace kinfold {
namespace {

// A column with the scores that it has where nothing is known of a row.
struct Judge {
  ScoredColumn scored, constant;
  std::vector<float> constant_scores;

  explicit Judge(const ModelColumn& column) : scored(scored_column(column)), constant(scored) {
    if (auto* ordinal = std::get_if<Ordinal>(&constant.loss)) {
      ordinal->thresholds = column.constant;
      constant_scores = {0};
    } else {
      constant_scores = column.constant;
    }
  }
};

std::vector<Judge> judges_of(const TableModel& model) {
  std::vector<Judge> judges;
  for (const ModelColumn& column : model.columns) {
    if (column.constant.empty())
      throw Error("the model does not tell the constants of its columns", "column '" + column.column.name + "'",
                  "it was made by an earlier version: train it again");
    judges.emplace_back(column);
  }
  return judges;
}

double loss_at(const ScoredColumn& column, const float* scores, float cell) {
  double value = 0;
  add_values(column, {&cell, nullptr, 1, 1}, {scores, 0, 1}, &value, 0);
  return value;
}

// Errors of the cells of a column, added up as its kind is measured.
double error_of(const FrameColumn& column, float said, float cell) {
  switch (column.kind) {
    case Kind::kBoolean:
      return (said >= 0.5f) != (cell >= 0.5f);
    case Kind::kCategory:
      return said != cell;
    case Kind::kOrdinal:
      return std::fabs(std::clamp(std::round(said), 0.0f, float(column.levels.size()) - 1) - cell);
    default:
      return std::pow(double(said) - cell, 2);
  }
}

struct ErrorSums {
  std::size_t cells = 0;
  double model = 0, constant = 0;
};

ColumnErrors mean_errors(Id column, Kind kind, const ErrorSums& sums) {
  const bool squared = kind == Kind::kNumber || kind == Kind::kCount;
  const auto mean = [&](double sum) {
    return squared ? std::sqrt(sum / double(sums.cells)) : sum / double(sums.cells);
  };
  return {column, sums.cells, mean(sums.model), mean(sums.constant)};
}

}  // namespace

ScoredColumn scored_column(const ModelColumn& column) {
  ScoredColumn scored{column_loss(column.loss), column.column.levels.size(), float(column.factor), column.first,
                      column.features};
  if (auto* ordinal = std::get_if<Ordinal>(&scored.loss)) ordinal->thresholds = column.thresholds;
  return scored;
}

// Squared losses tell how likely a vector is; others have found the likeliest.
Table rows_for_gaps(const TableModel& model, const Table& cells, Pool& pool) {
  return model.is_gaussian() ? posterior_means(model, cells, pool) : model.rows;
}

std::vector<JudgedCell> judge_cells(const TableModel& model, const Table& rows,
                                    const std::vector<WithheldCell>& withheld, Pool& pool) {
  const std::vector<Judge> judges = judges_of(model);
  std::vector<JudgedCell> judged(withheld.size());
  in_chunks(pool, withheld.size(), [&](std::size_t i) {
    const WithheldCell& cell = withheld[i];
    const ModelColumn& column = model.columns[cell.column];
    const Judge& judge = judges[cell.column];
    const float scale = float(column.scale), x = cell.value / scale;
    std::vector<float> scores;
    for (Id k = 0; k < column.features; ++k) scores.push_back(float(model.score(rows[cell.row], column.first + k)));
    const float* constant = judge.constant_scores.data();
    judged[i] = {loss_at(judge.scored, scores.data(), x), loss_at(judge.constant, constant, x),
                 scale * predict_cell(judge.scored, scores.data()), scale * predict_cell(judge.constant, constant)};
  });
  return judged;
}

std::string error_name(Kind kind) {
  return kind == Kind::kOrdinal                              ? "levels off"
         : kind == Kind::kBoolean || kind == Kind::kCategory ? "share wrong"
                                                             : "rmse";
}

CellReport measure_cells(const TableModel& model, const Table& rows, const std::vector<WithheldCell>& withheld,
                         std::uint64_t seed, Pool& pool) {
  const std::vector<JudgedCell> judged = judge_cells(model, rows, withheld, pool);
  std::vector<ErrorSums> columns(model.columns.size());
  std::vector<bool> seen(rows.rows());
  RowSums losses(rows.rows(), 2);
  for (std::size_t i = 0; i < withheld.size(); ++i) {
    const auto& [row, column, cell] = withheld[i];
    seen[row] = true;
    losses.add(row, 0, judged[i].loss);
    losses.add(row, 1, judged[i].constant_loss);
    ++columns[column].cells;
    columns[column].model += error_of(model.columns[column].column, judged[i].value, cell);
    columns[column].constant += error_of(model.columns[column].column, judged[i].constant_value, cell);
  }
  CellReport report{withheld.size(), std::size_t(std::ranges::count(seen, true)), losses.shares(seed, pool)[0], {}};
  for (Id c = 0; c < columns.size(); ++c)
    if (columns[c].cells > 0) report.columns.push_back(mean_errors(c, model.columns[c].column.kind, columns[c]));
  return report;
}

}  // namespace kinfold
