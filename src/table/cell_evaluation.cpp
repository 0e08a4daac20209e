#include "table/cell_evaluation.h"

#include <algorithm>
#include <cmath>

#include "core/chunks.h"
#include "core/error.h"
#include "evaluate/row_sums.h"
#include "table/row_posterior.h"

namespace kinfold {
namespace {

// The losses of a column at the model's scores and at its constant scores.
struct ColumnEvaluator {
  LowRankColumn fitted, constant;
  std::vector<float> constant_scores;

  explicit ColumnEvaluator(const ModelColumn& column) : fitted(low_rank_column(column)), constant(fitted) {
    if (auto* ordinal = std::get_if<Ordinal>(&constant.loss)) {
      ordinal->thresholds = column.constant;
      constant_scores = {0};
    } else {
      constant_scores = column.constant;
    }
  }
};

std::vector<ColumnEvaluator> column_evaluators(const TableModel& model) {
  std::vector<ColumnEvaluator> evaluators;
  for (const ModelColumn& column : model.columns) {
    if (column.constant.empty())
      throw Error("the model file has no constant scores of its columns", "column '" + column.column.name + "'",
                  "an older version of kinfold wrote it; train the model again");
    evaluators.emplace_back(column);
  }
  return evaluators;
}

double loss_at(const LowRankColumn& column, const float* scores, float cell) {
  double value = 0;
  add_values(column, {&cell, nullptr, 1, 1}, {scores, 0, 1}, &value, 0);
  return value;
}

// The error of one cell, in the metric of its column kind before averaging.
double cell_error(const FrameColumn& column, float predicted, float cell) {
  switch (column.kind) {
    case ColumnKind::kBoolean:
      return (predicted >= 0.5f) != (cell >= 0.5f);
    case ColumnKind::kCategory:
      return predicted != cell;
    case ColumnKind::kOrdinal:
      return std::fabs(std::clamp(std::round(predicted), 0.0f, float(column.levels.size()) - 1) - cell);
    default:
      return std::pow(double(predicted) - cell, 2);
  }
}

struct ErrorTotals {
  std::size_t cells = 0;
  double model = 0, constant = 0;
};

ColumnErrors mean_errors(Id column, ColumnKind kind, const ErrorTotals& sums) {
  const bool squared = kind == ColumnKind::kNumber || kind == ColumnKind::kCount;
  const auto mean = [&](double sum) {
    return squared ? std::sqrt(sum / double(sums.cells)) : sum / double(sums.cells);
  };
  return {column, sums.cells, mean(sums.model), mean(sums.constant)};
}

}  // namespace

LowRankColumn low_rank_column(const ModelColumn& column) {
  LowRankColumn result{column_loss(column.loss), column.column.levels.size(), float(column.factor), column.first,
                       column.features};
  if (auto* ordinal = std::get_if<Ordinal>(&result.loss)) ordinal->thresholds = column.thresholds;
  return result;
}

Matrix imputation_rows(const TableModel& model, const Matrix& cells, Pool& pool) {
  return model.is_gaussian() ? posterior_means(model, cells, pool) : model.rows;
}

std::vector<CellPrediction> predict_cells(const TableModel& model, const Matrix& rows,
                                          const std::vector<HeldOutCell>& held_out, Pool& pool) {
  const std::vector<ColumnEvaluator> evaluators = column_evaluators(model);
  std::vector<CellPrediction> predictions(held_out.size());
  parallel_for(pool, held_out.size(), [&](std::size_t i) {
    const HeldOutCell& cell = held_out[i];
    const ModelColumn& column = model.columns[cell.column];
    const ColumnEvaluator& evaluator = evaluators[cell.column];
    const float scale = float(column.scale), x = cell.value / scale;
    std::vector<float> scores;
    for (Id k = 0; k < column.features; ++k) scores.push_back(float(model.score(rows[cell.row], column.first + k)));
    const float* constant = evaluator.constant_scores.data();
    predictions[i] = {loss_at(evaluator.fitted, scores.data(), x), loss_at(evaluator.constant, constant, x),
                      scale * predict_cell(evaluator.fitted, scores.data()),
                      scale * predict_cell(evaluator.constant, constant)};
  });
  return predictions;
}

std::string error_name(ColumnKind kind) {
  return kind == ColumnKind::kOrdinal                                    ? "mae"
         : kind == ColumnKind::kBoolean || kind == ColumnKind::kCategory ? "error rate"
                                                                         : "rmse";
}

CellReport evaluate_cells(const TableModel& model, const Matrix& rows, const std::vector<HeldOutCell>& held_out,
                          std::uint64_t seed, Pool& pool) {
  const std::vector<CellPrediction> predictions = predict_cells(model, rows, held_out, pool);
  std::vector<ErrorTotals> columns(model.columns.size());
  std::vector<bool> has_held_out(rows.rows());
  RowSums losses(rows.rows(), 2);
  for (std::size_t i = 0; i < held_out.size(); ++i) {
    const auto& [row, column, cell] = held_out[i];
    has_held_out[row] = true;
    losses.add(row, 0, predictions[i].loss);
    losses.add(row, 1, predictions[i].constant_loss);
    ++columns[column].cells;
    columns[column].model += cell_error(model.columns[column].column, predictions[i].value, cell);
    columns[column].constant += cell_error(model.columns[column].column, predictions[i].constant_value, cell);
  }
  CellReport report{
      held_out.size(), std::size_t(std::ranges::count(has_held_out, true)), losses.ratios(seed, pool)[0], {}};
  for (Id c = 0; c < columns.size(); ++c)
    if (columns[c].cells > 0) report.columns.push_back(mean_errors(c, model.columns[c].column.kind, columns[c]));
  return report;
}

}  // namespace kinfold
