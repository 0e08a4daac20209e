#include "table/new_rows.h"

#include <algorithm>
#include <cmath>

#include "table/cell_evaluation.h"
#include "table/low_rank.h"

namespace kinfold {
namespace {

// Scale of each direction in the singular form: the regularizer applies to w_k values_k^-1/2.
std::vector<float> singular_scales(const TableModel& model) {
  std::vector<float> scales(model.rank(), 1.0f);
  for (std::size_t k = 0; k < model.values.size(); ++k) scales[k] = float(std::sqrt(std::max(model.values[k], 1e-12)));
  return scales;
}

// The model in the form that the solver takes.
LowRankModel low_rank_of(const TableModel& model) {
  LowRankModel result{Matrix(0, model.rank()), model.features, model.offset, {}};
  for (const ModelColumn& column : model.columns) result.low_rank_columns.push_back(low_rank_column(column));
  return result;
}

}  // namespace

Matrix inverse_transform(const TableModel& model, const Matrix& rows, Pool& pool) {
  Matrix cells = predict_cells(low_rank_of(model), rows, pool);
  for (Id row = 0; row < cells.rows(); ++row)
    for (std::size_t c = 0; c < model.columns.size(); ++c) cells[row][c] *= float(model.columns[c].scale);
  return cells;
}

Matrix embed_rows(const TableModel& model, const Matrix& cells, Pool& pool) {
  const std::vector<float> scales = singular_scales(model);
  LowRankModel fitted = low_rank_of(model);
  for (Id f = 0; f < model.feature_count(); ++f)
    for (std::size_t k = 0; k < model.rank(); ++k) fitted.columns[f][k] *= scales[k];
  Matrix scaled = cells;
  for (Id row = 0; row < cells.rows(); ++row)
    for (std::size_t c = 0; c < model.columns.size(); ++c) scaled[row][c] /= float(model.columns[c].scale);
  LowRankOptions options;
  options.rank = model.rank();
  options.rows = {model.row_regularizer, float(std::max(model.row_reg, 1e-6))};
  options.tolerance = 1e-6;
  options.epochs = 1000;
  Matrix rows = solve_new_rows(fitted, scaled, nullptr, options, pool);
  for (Id row = 0; row < rows.rows(); ++row)
    for (std::size_t k = 0; k < model.rank(); ++k) rows[row][k] *= scales[k];
  return rows;
}

}  // namespace kinfold
