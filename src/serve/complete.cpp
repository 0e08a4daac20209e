#include "serve/complete.h"

#include <cmath>

#include "core/chunks.h"
#include "core/vector.h"
#include "model/row_posterior.h"
#include "serve/new_rows.h"

namespace kinfold {
namespace {

constexpr double kWidth = 1.959964;  // deviations to either side that hold 95 of 100 of a Gaussian's values

Estimate between(double value, double deviation) {
  return {float(value), float(value - kWidth * deviation), float(value + kWidth * deviation), NAN};
}

// The likeliest level's share of e^score.
float chance_of(const TableModel& model, const ModelColumn& column, const float* row, std::size_t level) {
  const double highest = model.score(row, column.first + Id(level));
  double total = 0;
  for (Id k = 0; k < column.features; ++k) total += std::exp(model.score(row, column.first + k) - highest);
  return float(1 / total);
}

// What a row's vector says of a cell whose value it gives. Of a count the square root scatters by 1/2 about its mean's.
Estimate estimate(const TableModel& model, const ModelColumn& column, const float* row, float value) {
  if (column.loss == "logistic") return {float(value >= 0.5f), NAN, NAN, std::max(value, 1 - value)};
  if (column.loss == "softmax") return {value, NAN, NAN, chance_of(model, column, row, std::size_t(value))};
  if (column.loss == "poisson") {
    const double root = std::sqrt(value), low = std::max(root - kWidth / 2, 0.0), high = root + kWidth / 2;
    return {value, float(low * low), float(high * high), NAN};
  }
  if (column.noise > 0) return between(value, column.noise);
  return {value, NAN, NAN, NAN};
}

void fill_by_scores(const TableModel& model, const Table& cells, Pool& pool, std::vector<std::vector<Filled>>& found) {
  const Table rows = solve_rows_of(model, cells, pool), values = cells_of(model, rows, pool);
  in_chunks(pool, cells.rows(), [&](std::size_t at) {
    const Id row = Id(at);
    for (Id c = 0; c < model.columns.size(); ++c)
      if (missing(cells[row][c]))
        found[row].push_back({estimate(model, model.columns[c], rows[row], values[row][c]), row, c});
  });
}

}  // namespace

Table transform(const TableModel& model, const Table& cells, Pool& pool) {
  if (!model.is_gaussian()) return solve_rows_of(model, cells, pool);
  return posterior_means(model, cells, pool);
}

std::vector<Filled> complete(const TableModel& model, Table& cells, Pool& pool) {
  std::vector<std::vector<Filled>> found(cells.rows());
  if (model.is_gaussian())
    for_each_posterior(model, cells.rows(), pool, [&](RowPosterior& posterior, Id row) {
      bool known = false;
      for (Id c = 0; c < model.columns.size(); ++c) {
        if (!missing(cells[row][c])) continue;
        if (!known) posterior.condition_on(cells[row]);
        known = true;
        const ModelColumn& column = model.columns[c];
        found[row].push_back({between(column.scale * posterior.score(column), posterior.deviation(column)), row, c});
      }
    });
  else
    fill_by_scores(model, cells, pool, found);
  std::vector<Filled> all;
  for (const auto& of_row : found)
    for (const Filled& filled : of_row) {
      cells[filled.row][filled.column] = filled.value;
      all.push_back(filled);
    }
  return all;
}

std::vector<Scored> nearest(const TableModel& model, bool rows, Id to, std::size_t top, const std::string& metric) {
  Table vectors = rows ? model.rows : model.features;
  for (Id id = 0; id < vectors.rows() && !rows && !model.values.empty(); ++id)
    for (std::size_t k = 0; k < model.rank(); ++k) vectors[id][k] *= float(model.values[k]);
  std::vector<float> scores(vectors.rows()), length(vectors.rows(), 1);
  dots(vectors[to], vectors, 0, scores);
  for (Id id = 0; id < vectors.rows() && metric == "cosine"; ++id)
    length[id] = std::sqrt(dot(vectors[id], vectors[id], vectors.stride()));
  for (Id id = 0; id < scores.size(); ++id) {
    const float scale = length[id] * length[to];
    scores[id] = id != to && scale > 0 ? scores[id] / scale : kLeftOut;
  }
  TopK best(top);
  best.take(scores, 0);
  return best.sorted();
}

}  // namespace kinfold
