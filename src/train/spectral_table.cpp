#include "train/spectral_table.h"

#include <algorithm>
#include <cmath>

#include "core/chunks.h"
#include "core/error.h"
#include "solver/operator.h"
#include "solver/spectral.h"

namespace kinfold {
namespace {

// Beyond so many operations the whole decomposition is left for that of a subspace.
constexpr double kFullWork = 2e10;

// The table under the centring and scaling that were asked for, and what is known of its columns.
struct Prepared {
  std::unique_ptr<RowBlocks> of_frame;
  ColumnFacts facts;
  Centring centring;
  std::unique_ptr<Operator> op;
  const DenseOperator* dense = nullptr;  // `op`, where it is one
};

Prepared prepare(const TableData& data, const Options& options, Pool& pool) {
  Prepared p;
  const RowBlocks* blocks = data.blocks.get();
  if (!blocks && !data.sparse) {
    p.of_frame = std::make_unique<TableBlocks>(data.frame.cells);
    blocks = p.of_frame.get();
  }
  p.facts = data.sparse ? column_facts(*data.sparse) : column_facts(*blocks, pool);
  if (options.model == "pca") p.centring.mean = p.facts.mean;
  if (options.scale)
    for (double deviation : p.facts.deviation) p.centring.factor.push_back(deviation > 0 ? 1 / deviation : 1);
  if (data.sparse) {
    p.op = std::make_unique<SparseOperator>(*data.sparse, p.centring);
  } else {
    auto dense = std::make_unique<DenseOperator>(*blocks, p.centring);
    p.dense = dense.get();
    p.op = std::move(dense);
  }
  return p;
}

std::string solver_of(const Prepared& p, const Options& options) {
  if (options.solver == "full" && !p.dense)
    throw UsageError("a sparse table is not decomposed whole", "--solver full", "use --solver randomized");
  if (options.solver != "auto") return options.solver;
  const double rows = double(p.op->rows()), columns = double(p.op->columns());
  return p.dense && rows * columns * std::min(rows, columns) <= kFullWork ? "full" : "randomized";
}

// Of a column about its centre, in units of score.
double squares_of(const Prepared& p, std::size_t c) {
  const double mean = p.centring.mean.empty() ? 0 : p.centring.mean[c];
  const double factor = p.centring.factor.empty() ? 1 : p.centring.factor[c];
  return double(p.op->rows()) * factor * factor *
         (std::pow(p.facts.deviation[c], 2) + std::pow(p.facts.mean[c] - mean, 2));
}

// Squares of a column about its centre less those that the directions explain are those that are left of it. Of p
// columns' noise a share of rank / p is explained with the rest (Tipping, Bishop 1999, eq. 8).
void describe_columns(TableModel& model, const Prepared& p, const TableData& data) {
  const double rows = double(p.op->rows()), columns = double(p.op->columns());
  const double share = std::max(1 - double(model.rank()) / columns, 1 / columns);
  for (Id c = 0; c < data.frame.columns.size(); ++c) {
    ModelColumn column{data.frame.columns[c]};
    column.first = c;
    column.known = p.op->rows();
    column.scale = p.centring.factor.empty() ? 1 : 1 / p.centring.factor[c];
    const double mean = p.centring.mean.empty() ? 0 : p.centring.mean[c];
    double left = squares_of(p, c);
    model.squares += left;
    for (std::size_t k = 0; k < model.rank(); ++k) left -= std::pow(model.values[k] * model.features[c][k], 2);
    column.noise = column.scale * std::sqrt(std::max(left, 0.0) / rows / share);
    model.offset.push_back(float(mean / column.scale));
    column.constant = {float(p.facts.mean[c] / column.scale)};
    model.columns.push_back(std::move(column));
  }
}

}  // namespace

std::optional<TableModel> train_spectral(const TableData& data, const Options& options) {
  Pool pool(std::size_t(options.threads));
  const Prepared p = prepare(data, options, pool);
  if (std::ranges::any_of(p.facts.mean, [](double mean) { return std::isnan(mean); })) return std::nullopt;
  const std::string solver = solver_of(p, options);
  const std::size_t rank = std::size_t(options.rank);
  const RandomizedRule rule{std::size_t(options.oversampling), std::size_t(options.passes), options.seed};
  Spectrum spectrum =
      solver == "full" ? full_spectrum(*p.dense, rank, pool) : randomized_spectrum(*p.op, rank, rule, pool);
  TableModel model;
  model.kind = options.model;
  model.rows = std::move(spectrum.products);
  model.features = Table(p.op->columns(), rank);
  for (Id c = 0; c < p.op->columns(); ++c)
    for (Id k = 0; k < rank; ++k) model.features[c][k] = spectrum.vectors[k][c];
  model.values = spectrum.values;
  model.bound = spectrum.bound;
  model.data["solver"] = solver;
  describe_columns(model, p, data);
  return model;
}

}  // namespace kinfold
