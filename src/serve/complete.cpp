#include "serve/complete.h"

#include <Eigen/Cholesky>
#include <cmath>

#include "core/chunks.h"
#include "core/vector.h"
#include "serve/new_rows.h"

namespace kinfold {
namespace {

using Matrix = Eigen::MatrixXd;
using Vector = Eigen::VectorXd;
using Index = Eigen::Index;

constexpr double kWidth = 1.959964;  // deviations to either side that hold 95 of 100 of a Gaussian's values

// The Gaussian of a row's vector given the cells that are known.
class RowPosterior {
 public:
  explicit RowPosterior(const TableModel& model)
      : model_(model), rank_(Index(model.rank())), prior_(rank_), spread_(rank_), features_(matrix_of(model)) {
    for (const ModelColumn& c : model.columns) noise_ += std::pow(c.noise / c.scale, 2) / double(model.columns.size());
    const double rows = double(std::max<std::size_t>(model.rows.rows(), 1));
    for (Index k = 0; k < rank_; ++k) {
      double squares = 0;
      for (Id row = 0; row < model.rows.rows(); ++row) squares += std::pow(model.rows[row][std::size_t(k)], 2) / rows;
      spread_(k) = std::max(squares, 1e-12 * (1 + noise_));
      prior_(k) = noise_ / spread_(k);
    }
    factor_.compute(Matrix::Identity(rank_, rank_));  // of nothing known yet
  }

  void condition_on(const float* cells) {
    Matrix a = Matrix::Zero(rank_, rank_);
    Vector b = Vector::Zero(rank_);
    bool whole = true;
    for (const ModelColumn& c : model_.columns) {
      const float x = cells[&c - model_.columns.data()];
      whole = whole && !missing(x);
      if (missing(x)) continue;
      const auto feature = features_.col(Index(c.first));
      a.selfadjointView<Eigen::Lower>().rankUpdate(feature);
      b += feature * (x / c.scale - model_.offset[c.first]);
    }
    a.diagonal() += whole ? Vector::Constant(rank_, 1e-9) : prior_;
    factor_.compute(a);
    mean_ = factor_.solve(b);
    const Vector unsure = noise_ * factor_.solve(Matrix::Identity(rank_, rank_)).diagonal();
    reach_ = ((mean_.array().square() + unsure.array()) / spread_.array()).sum();
  }

  const Vector& mean() const { return mean_; }
  double score(const ModelColumn& c) const { return features_.col(Index(c.first)).dot(mean_) + model_.offset[c.first]; }
  // Of a cell about its score: the noise of its column, what its row's known cells leave open, and what the n known
  // cells of its column do: its loadings' covariance is noise^2 (sum_i w_i w_i')^-1, about noise^2 L^-1 / n.
  double deviation(const ModelColumn& c) const {
    const Vector feature = features_.col(Index(c.first));
    const double noise = std::pow(c.noise / c.scale, 2),
                 of_column = (1 + reach_) / double(std::max<std::size_t>(c.known, 1));
    return c.scale * std::sqrt(noise * (1 + of_column) + noise_ * feature.dot(factor_.solve(feature)));
  }

 private:
  static Matrix matrix_of(const TableModel& model) {
    Matrix matrix(Index(model.rank()), Index(model.feature_count()));
    for (Id f = 0; f < model.feature_count(); ++f)
      for (std::size_t k = 0; k < model.rank(); ++k) matrix(Index(k), f) = model.features[f][k];
    return matrix;
  }

  const TableModel& model_;
  Index rank_;
  double noise_ = 0;
  Vector prior_, spread_;  // spread: the mean square of each of the training's w_k, L in serve/complete.h
  double reach_ = 0;       // of the row's vector in units of spread, w' L^-1 w, as far as it is known
  Matrix features_;        // rank x features
  Eigen::LLT<Matrix> factor_;
  Vector mean_;
};

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

constexpr std::size_t kRows = 64;

// body(posterior, row) for all rows, each part with a posterior of its own.
template <class Body>
void by_rows(const TableModel& model, std::size_t rows, Pool& pool, const Body& body) {
  const RowPosterior blank(model);
  pool.run((rows + kRows - 1) / kRows, [&](std::size_t part) {
    RowPosterior posterior = blank;
    for (std::size_t row = part * kRows; row < std::min(rows, (part + 1) * kRows); ++row) body(posterior, Id(row));
  });
}

}  // namespace

Table transform(const TableModel& model, const Table& cells, Pool& pool) {
  if (!model.is_gaussian()) return solve_rows_of(model, cells, pool);
  Table rows(cells.rows(), model.rank());
  by_rows(model, cells.rows(), pool, [&](RowPosterior& posterior, Id row) {
    posterior.condition_on(cells[row]);
    for (std::size_t k = 0; k < model.rank(); ++k) rows[row][k] = float(posterior.mean()(Index(k)));
  });
  return rows;
}

std::vector<Filled> complete(const TableModel& model, Table& cells, Pool& pool) {
  std::vector<std::vector<Filled>> found(cells.rows());
  if (model.is_gaussian())
    by_rows(model, cells.rows(), pool, [&](RowPosterior& posterior, Id row) {
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
