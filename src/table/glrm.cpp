#include "table/glrm.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "table/constant_scores.h"
#include "table/low_rank.h"
#include "table/table_model_spec.h"

namespace kinfold {
namespace {

// The losses that a column kind can have. The first one is the default.
const std::vector<std::string>& losses_of_kind(ColumnKind kind) {
  static const std::vector<std::string> numbers = {"squared", "huber", "absolute", "quantile"},
                                        counts = {"poisson", "squared", "huber", "absolute", "quantile"},
                                        booleans = {"logistic", "hinge", "squared"}, levels = {"ordinal"},
                                        categories = {"softmax", "one-vs-all"};
  return kind == ColumnKind::kBoolean    ? booleans
         : kind == ColumnKind::kCount    ? counts
         : kind == ColumnKind::kOrdinal  ? levels
         : kind == ColumnKind::kCategory ? categories
                                         : numbers;
}

// For glrm: --loss if it fits the column's kind, otherwise the default loss of the kind. Other models have one loss.
std::string column_loss_name(const FrameColumn& column, const TableModelSpec& spec, const TableTrainOptions& options) {
  const auto& valid_losses = losses_of_kind(column.kind);
  if (spec.loss_by_kind)
    return std::ranges::find(valid_losses, options.loss) != valid_losses.end() ? options.loss : valid_losses[0];
  if (spec.loss == "logistic" && column.kind != ColumnKind::kBoolean)
    throw Error("column '" + column.name + "' is not boolean, and " + options.model + " needs boolean columns",
                "--model " + options.model,
                "use --model glrm, which has a loss for each kind, or --column-types " + column.name + "=skip");
  return spec.loss;
}

void check_losses(const TableData& data, const TableTrainOptions& options) {
  if (options.loss == "auto") return;
  for (const FrameColumn& column : data.frame.columns)
    if (const auto& valid_losses = losses_of_kind(column.kind);
        std::ranges::find(valid_losses, options.loss) != valid_losses.end())
      return;
  throw UsageError("loss '" + options.loss + "' fits no column of the table", "--loss " + options.loss,
                   "losses by kind are: number squared, huber, absolute, quantile; count poisson and those of number; "
                   "boolean logistic, hinge, squared; ordinal ordinal; category softmax, one-vs-all");
}

// Standardizes the cells of a column, and inverts this.
struct ColumnScaler {
  double mean = 0, stddev = 1;
  float transform(float cell) const { return float((cell - mean) / stddev); }
  float inverse_transform(float x) const { return float(x * stddev + mean); }
};

bool has_scale(const std::string& loss) {
  return loss == "squared" || loss == "huber" || loss == "absolute" || loss == "quantile" || loss == "kullback-leibler";
}

// Fits the mean and standard deviation of the observed cells of each column. Returns the number of observed cells.
std::vector<std::size_t> fit_scalers(const Matrix& cells, std::vector<ColumnScaler>& scalers) {
  std::vector<std::size_t> observed(scalers.size());
  std::vector<double> squares(scalers.size());
  const auto for_each_observed = [&](auto body) {
    for (Id row = 0; row < cells.rows(); ++row)
      for (std::size_t c = 0; c < scalers.size(); ++c)
        if (!missing(cells[row][c])) body(c, double(cells[row][c]));
  };
  for (ColumnScaler& scaler : scalers) scaler.mean = 0;
  for_each_observed([&](std::size_t c, double x) { ++observed[c], scalers[c].mean += x; });
  for (std::size_t c = 0; c < scalers.size(); ++c) scalers[c].mean /= double(std::max<std::size_t>(observed[c], 1));
  for_each_observed([&](std::size_t c, double x) { squares[c] += (x - scalers[c].mean) * (x - scalers[c].mean); });
  for (std::size_t c = 0; c < scalers.size(); ++c)
    scalers[c].stddev = std::sqrt(squares[c] / double(std::max<std::size_t>(observed[c], 1)));
  return observed;
}

// Sets the noise of each column with units, corrected for the degrees of freedom of the model, and the residual and
// total squares of the model. The total is the explained plus the residual squares for models with singular values,
// otherwise the squares about the offsets.
void set_residuals(TableModel& model, const Matrix& cells) {
  const double rows = double(cells.rows()), dof_fraction = model.residual_dof_fraction();
  std::vector<double> residual(model.columns.size()), total(model.columns.size());
  for (Id row = 0; row < cells.rows(); ++row)
    for (std::size_t j = 0; j < model.columns.size(); ++j) {
      const ModelColumn& column = model.columns[j];
      if (missing(cells[row][j]) || !has_scale(column.loss)) continue;
      const double cell = cells[row][j] / column.scale;
      residual[j] += std::pow(cell - model.score(model.rows[row], column.first), 2) / double(column.observed);
      total[j] += std::pow(cell - model.offset[column.first], 2) / double(column.observed);
    }
  for (std::size_t j = 0; j < model.columns.size(); ++j) {
    model.columns[j].noise = model.columns[j].scale * std::sqrt(residual[j] / dof_fraction);
    model.residual_squares += residual[j] * rows;
    model.total_squares += total[j] * rows;
  }
  if (model.values.empty()) return;
  model.total_squares = model.residual_squares;
  for (double value : model.values) model.total_squares += value * value;
}

// Removes directions whose singular value is (nearly) zero.
void drop_zero_directions(TableModel& model) {
  std::size_t rank = 0;
  while (rank < model.rank() && model.values[rank] > 1e-5 * model.values[0]) ++rank;
  if (rank == 0 || rank == model.rank()) return;
  for (Matrix* table : {&model.rows, &model.features}) {
    Matrix top(table->rows(), rank);
    for (Id row = 0; row < table->rows(); ++row) std::copy_n((*table)[row], rank, top[row]);
    *table = std::move(top);
  }
  model.values.resize(rank);
}

// Sets the pooled standard deviation for all columns with units, so that the regularization does not depend on the
// units.
void pool_scales(std::vector<ColumnScaler>& scalers, const std::vector<ModelColumn>& columns) {
  double squares = 0, observed = 0;
  for (std::size_t c = 0; c < scalers.size(); ++c) {
    if (!has_scale(columns[c].loss)) continue;
    squares += double(columns[c].observed) * (std::pow(scalers[c].stddev, 2));
    observed += double(columns[c].observed);
  }
  for (std::size_t c = 0; c < scalers.size(); ++c)
    if (has_scale(columns[c].loss)) scalers[c].stddev = std::sqrt(squares / std::max(observed, 1.0));
}

LowRankOptions low_rank_options(const TableModelSpec& spec, const TableTrainOptions& options, double tolerance) {
  LowRankOptions solver_options;
  solver_options.rank = std::size_t(options.rank);
  solver_options.rows = spec.rows;
  solver_options.columns = spec.columns;
  solver_options.offsets = spec.offsets;
  solver_options.epochs = std::size_t(options.epochs);
  solver_options.seed = options.seed;
  solver_options.restarts = std::size_t(options.restarts);
  solver_options.tolerance = tolerance;
  return solver_options;
}

// The input of the solver: standardized cells, and the loss of each column.
struct GlrmInput {
  Matrix cells;
  std::vector<LowRankColumn> low_rank_columns;
  std::vector<ColumnScaler> scalers;
};

// Fills model.columns, and standardizes the cells.
GlrmInput prepare_input(TableData& data, const TableModelSpec& spec, const TableTrainOptions& options,
                        TableModel& model) {
  GlrmInput input{std::move(data.frame.cells), {}, std::vector<ColumnScaler>(data.columns())};
  const std::vector<std::size_t> observed = fit_scalers(input.cells, input.scalers);
  for (std::size_t c = 0; c < data.columns(); ++c) {
    ModelColumn column{data.frame.columns[c]};
    column.observed = observed[c];
    column.loss = column_loss_name(column.column, spec, options);
    if (!has_scale(column.loss)) input.scalers[c] = {};
    if (!spec.offsets) input.scalers[c].mean = 0;
    input.low_rank_columns.push_back({column_loss(column.loss), column.column.levels.size()});
    model.columns.push_back(std::move(column));
  }
  number_features(input.low_rank_columns);
  if (!spec.standardize) pool_scales(input.scalers, model.columns);
  for (ColumnScaler& scaler : input.scalers)
    if (!(scaler.stddev > 0)) scaler.stddev = 1;
  for (std::size_t c = 0; c < data.columns(); ++c) model.columns[c].scale = input.scalers[c].stddev;
  for (Id row = 0; row < input.cells.rows(); ++row)
    for (std::size_t c = 0; c < data.columns(); ++c)
      input.cells[row][c] = input.scalers[c].transform(input.cells[row][c]);
  return input;
}

// The original cells, up to rounding.
Matrix restore_cells(GlrmInput input) {
  for (Id row = 0; row < input.cells.rows(); ++row)
    for (std::size_t c = 0; c < input.scalers.size(); ++c)
      input.cells[row][c] = input.scalers[c].inverse_transform(input.cells[row][c]);
  return std::move(input.cells);
}

// Sets the best constant scores of each column of the model.
void set_constants(TableModel& model, const GlrmInput& input, const Matrix* weights, Pool& pool) {
  std::vector<LowRankColumn> columns = input.low_rank_columns;
  const std::vector<float> offset = fit_constants(columns, input.cells, weights, pool);
  for (std::size_t c = 0; c < columns.size(); ++c) {
    std::vector<float>& constant = model.columns[c].constant;
    for (std::size_t k = 0; k < columns[c].features; ++k)
      constant.push_back(offset[columns[c].first + k] + float(input.scalers[c].mean / input.scalers[c].stddev));
    if (const auto* ordinal = std::get_if<Ordinal>(&columns[c].loss)) constant = ordinal->thresholds;
  }
}

void copy_solution(LowRankModel fitted, const std::vector<ColumnScaler>& scalers, TableModel& model) {
  for (std::size_t c = 0; c < model.columns.size(); ++c) {
    ModelColumn& column = model.columns[c];
    column.first = Id(fitted.low_rank_columns[c].first);
    column.features = Id(fitted.low_rank_columns[c].features);
    column.factor = fitted.low_rank_columns[c].factor;
    if (const auto* ordinal = std::get_if<Ordinal>(&fitted.low_rank_columns[c].loss))
      column.thresholds = ordinal->thresholds;
    for (Id f = column.first; f < column.first + column.features; ++f)
      fitted.offset[f] += float(scalers[c].mean / scalers[c].stddev);
  }
  model.rows = std::move(fitted.rows);
  model.features = std::move(fitted.columns);
  model.offset = std::move(fitted.offset);
  model.curve = std::move(fitted.objective);
}

}  // namespace

TableModel train_glrm(TableData& data, const TableTrainOptions& options, double tolerance) {
  const TableModelSpec spec = table_model_spec(options);
  Pool pool(std::size_t(options.threads));
  if (spec.loss_by_kind) check_losses(data, options);
  TableModel model;
  model.kind = options.model;
  model.data["solver"] = "als";
  GlrmInput input = prepare_input(data, spec, options, model);
  const Matrix* weights = data.weighted() ? &data.weights : nullptr;
  if (spec.standardize && spec.loss_by_kind) scale_columns(input.low_rank_columns, input.cells, weights, pool);
  set_constants(model, input, weights, pool);
  copy_solution(
      fit_low_rank(input.cells, weights, input.low_rank_columns, low_rank_options(spec, options, tolerance), pool),
      input.scalers, model);
  model.row_regularizer = spec.rows.kind;
  // The singular form moves the scale of the features into the rows, so both L2 regularizations apply to them.
  const double other = spec.singular_form ? options.item_reg_factor : options.user_reg_factor;
  model.row_reg = options.reg * std::sqrt(options.user_reg_factor * other);
  if (spec.singular_form) to_singular_form(model, spec.offsets);
  if (options.model == "soft-impute") drop_zero_directions(model);
  data.frame.cells = restore_cells(std::move(input));
  set_residuals(model, data.frame.cells);
  return model;
}

}  // namespace kinfold
