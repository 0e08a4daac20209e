#include "serve/new_rows.h"

#include <algorithm>
#include <cmath>

#include "evaluate/cells.h"
#include "solver/low_rank.h"

namespace kinfold {
namespace {

// How much of a row's vector each direction bears, in the singular form: the penalty binds w_k values_k^-1/2.
std::vector<float> sizes_of(const TableModel& model) {
  std::vector<float> sizes(model.rank(), 1.0f);
  for (std::size_t k = 0; k < model.values.size(); ++k) sizes[k] = float(std::sqrt(std::max(model.values[k], 1e-12)));
  return sizes;
}

// The model as its solver knows it.
LowRank low_rank_of(const TableModel& model) {
  LowRank result{Table(0, model.rank()), model.features, model.offset, {}};
  for (const ModelColumn& column : model.columns) result.scored.push_back(scored_column(column));
  return result;
}

}  // namespace

Table cells_of(const TableModel& model, const Table& rows, Pool& pool) {
  Table cells = predict_cells(low_rank_of(model), rows, pool);
  for (Id row = 0; row < cells.rows(); ++row)
    for (std::size_t c = 0; c < model.columns.size(); ++c) cells[row][c] *= float(model.columns[c].scale);
  return cells;
}

Table solve_rows_of(const TableModel& model, const Table& cells, Pool& pool) {
  const std::vector<float> sizes = sizes_of(model);
  LowRank fitted = low_rank_of(model);
  for (Id f = 0; f < model.feature_count(); ++f)
    for (std::size_t k = 0; k < model.rank(); ++k) fitted.columns[f][k] *= sizes[k];
  Table scaled = cells;
  for (Id row = 0; row < cells.rows(); ++row)
    for (std::size_t c = 0; c < model.columns.size(); ++c) scaled[row][c] /= float(model.columns[c].scale);
  LowRankRule rule;
  rule.rank = model.rank();
  rule.rows = {model.row_penalty, float(std::max(model.row_strength, 1e-6))};
  rule.tolerance = 1e-6;
  rule.epochs = 1000;
  Table rows = solve_new_rows(fitted, scaled, nullptr, rule, pool);
  for (Id row = 0; row < rows.rows(); ++row)
    for (std::size_t k = 0; k < model.rank(); ++k) rows[row][k] *= sizes[k];
  return rows;
}

}  // namespace kinfold
