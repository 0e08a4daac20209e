#include "table/svd_table.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "table/svd.h"
#include "table/table_operator.h"

namespace kinfold {
namespace {

// Beyond this number of operations, "auto" selects the randomized SVD.
constexpr double kMaxFullWork = 2e10;

std::string svd_solver(const TableOperator& t, const TableTrainOptions& options) {
  if (options.solver == "full" && !t.dense)
    throw UsageError("the full solver does not support sparse tables", "--solver full", "use --solver randomized");
  if (options.solver != "auto") return options.solver;
  const double rows = double(t.op->rows()), columns = double(t.op->columns());
  return t.dense && rows * columns * std::min(rows, columns) <= kMaxFullWork ? "full" : "randomized";
}

// The residual squares of a column are its squares minus those that the directions explain. The directions also explain
// the fraction rank / p of the noise of p columns, so the noise variance is corrected by 1 - rank / p (Tipping, Bishop
// 1999, eq. 8).
void set_svd_columns(TableModel& model, const TableOperator& t, const TableData& data) {
  const double rows = double(t.op->rows()), columns = double(t.op->columns());
  const double noise_fraction = std::max(1 - double(model.rank()) / columns, 1 / columns);
  for (Id c = 0; c < data.frame.columns.size(); ++c) {
    ModelColumn column{data.frame.columns[c]};
    column.first = c;
    column.observed = t.op->rows();
    column.scale = 1 / t.factor(c);
    double residual = t.squares(c);
    model.total_squares += residual;
    for (std::size_t k = 0; k < model.rank(); ++k) residual -= std::pow(model.values[k] * model.features[c][k], 2);
    residual = std::max(residual, 0.0);
    model.residual_squares += residual;
    column.noise = column.scale * std::sqrt(residual / rows / noise_fraction);
    model.offset.push_back(float(t.mean(c) / column.scale));
    column.constant = {float(t.stats.mean[c] / column.scale)};
    model.columns.push_back(std::move(column));
  }
}

}  // namespace

std::optional<TableModel> train_svd(TableData& data, const TableTrainOptions& options) {
  Pool pool(std::size_t(options.threads));
  const TableOperator t =
      table_operator(data, options.model == "pca", options.standardize ? Scaling::kPerColumn : Scaling::kNone, pool);
  if (!t.is_complete()) return std::nullopt;
  const std::string solver = svd_solver(t, options);
  const std::size_t rank = std::size_t(options.rank);
  const bool release = data.sparse.has_value();
  const RandomizedSvdOptions svd_options{std::size_t(options.oversampling), std::size_t(options.power_iterations),
                                         options.seed, release};
  SvdResult svd = solver == "full" ? full_svd(*t.dense, rank, pool) : randomized_svd(*t.op, rank, svd_options, pool);
  TableModel model;
  model.kind = options.model;
  model.rows = std::move(svd.products);
  model.features = Matrix(t.op->columns(), rank);
  for (Id c = 0; c < t.op->columns(); ++c)
    for (Id k = 0; k < rank; ++k) model.features[c][k] = svd.vectors[k][c];
  model.values = svd.values;
  model.bound = svd.bound;
  model.data["solver"] = solver;
  set_svd_columns(model, t, data);
  data.sparse.reset();
  return model;
}

}  // namespace kinfold
