#include "table/full_matrix.h"

#include <cmath>

#include "loss/point.h"
#include "table/kl_nmf.h"
#include "table/table_model_spec.h"
#include "table/table_operator.h"

namespace kinfold {
namespace {

FullMatrixOptions full_matrix_options(const TableModelSpec& spec, const TableTrainOptions& options) {
  FullMatrixOptions solver_options;
  solver_options.rank = std::size_t(options.rank);
  solver_options.rows = spec.rows;
  solver_options.columns = spec.columns;
  solver_options.epochs = std::size_t(options.epochs);
  solver_options.restarts = std::size_t(options.restarts);
  solver_options.seed = options.seed;
  return solver_options;
}

void set_full_matrix_columns(TableModel& model, const TableOperator& t, const TableData& data,
                             const std::vector<double>& residual_squares) {
  const double rows = double(t.op->rows());
  for (Id c = 0; c < residual_squares.size(); ++c) {
    ModelColumn column{data.frame.columns[c]};
    column.first = c;
    column.observed = t.op->rows();
    column.scale = 1 / t.factor(c);
    model.total_squares += t.squares(c);
    model.residual_squares += residual_squares[c];
    model.offset.push_back(float(t.mean(c) * t.factor(c)));
    column.constant = {float(t.stats.mean[c] * t.factor(c))};
    model.columns.push_back(std::move(column));
  }
  for (Id c = 0; c < residual_squares.size(); ++c)
    model.columns[c].noise =
        model.columns[c].scale * std::sqrt(residual_squares[c] / rows / model.residual_dof_fraction());
}

}  // namespace

std::optional<TableModel> train_full_matrix(const TableData& data, const TableTrainOptions& options) {
  const TableModelSpec spec = table_model_spec(options);
  if (spec.singular_form) return std::nullopt;
  Pool pool(std::size_t(options.threads));
  const TableOperator t =
      table_operator(data, spec.offsets, spec.standardize ? Scaling::kPerColumn : Scaling::kGlobal, pool);
  if (!t.is_complete()) return std::nullopt;
  std::vector<double> squares(t.op->columns());
  for (std::size_t c = 0; c < squares.size(); ++c) squares[c] = t.squares(c);
  const bool squared = spec.loss == Squared::name;
  FullMatrixFactors fitted =
      (squared ? fit_hals : fit_kl_nmf)(*t.op, squares, full_matrix_options(spec, options), pool);
  TableModel model;
  model.kind = options.model;
  model.rows = std::move(fitted.rows);
  model.features = std::move(fitted.columns);
  model.curve = std::move(fitted.objective);
  model.row_regularizer = spec.rows.kind;
  model.row_reg = spec.rows.reg;
  model.data["solver"] = "descent";
  set_full_matrix_columns(model, t, data, fitted.residual_squares);
  for (ModelColumn& column : model.columns) column.loss = spec.loss;
  return model;
}

}  // namespace kinfold
