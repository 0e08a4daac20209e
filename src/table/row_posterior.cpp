#include "table/row_posterior.h"

#include <Eigen/Cholesky>
#include <cmath>

namespace kinfold {
namespace {

using MatrixXd = Eigen::MatrixXd;
using Vector = Eigen::VectorXd;
using Index = Eigen::Index;

MatrixXd matrix_of(const TableModel& model) {
  MatrixXd matrix(Index(model.rank()), Index(model.feature_count()));
  for (Id f = 0; f < model.feature_count(); ++f)
    for (std::size_t k = 0; k < model.rank(); ++k) matrix(Index(k), f) = model.features[f][k];
  return matrix;
}

}  // namespace

struct RowPosterior::State {
  const TableModel& model;
  double noise = 0;        // s^2
  Vector variance, prior;  // L, and s^2 L^-1
  double scaled_norm;      // posterior expectation of w' L^-1 w
  MatrixXd features;       // rank x features
  Eigen::LLT<MatrixXd> factor;
  Vector mean;
};

RowPosterior::RowPosterior(const TableModel& model)
    : state_(new State{model, 0, Vector(Index(model.rank())), {}, 0, matrix_of(model), {}, {}}) {
  for (const ModelColumn& c : model.columns)
    state_->noise += std::pow(c.noise / c.scale, 2) / double(model.columns.size());
  const double rows = double(std::max<std::size_t>(model.rows.rows(), 1));
  for (std::size_t k = 0; k < model.rank(); ++k) {
    double squares = 0;
    for (Id row = 0; row < model.rows.rows(); ++row) squares += std::pow(model.rows[row][k], 2) / rows;
    state_->variance(Index(k)) = std::max(squares, 1e-12 * (1 + state_->noise));
  }
  state_->prior = state_->noise * state_->variance.cwiseInverse();
  // No cell is observed yet.
  state_->factor.compute(MatrixXd::Identity(state_->prior.size(), state_->prior.size()));
}

RowPosterior::RowPosterior(const RowPosterior& other) : state_(new State(*other.state_)) {}
RowPosterior::~RowPosterior() = default;

void RowPosterior::condition_on(const float* cells) {
  const TableModel& model = state_->model;
  const Index rank = state_->prior.size();
  MatrixXd a = MatrixXd::Zero(rank, rank);
  Vector b = Vector::Zero(rank);
  bool complete = true;
  for (const ModelColumn& c : model.columns) {
    const float x = cells[&c - model.columns.data()];
    complete = complete && !missing(x);
    if (missing(x)) continue;
    const auto feature = state_->features.col(Index(c.first));
    a.selfadjointView<Eigen::Lower>().rankUpdate(feature);
    b += feature * (x / c.scale - model.offset[c.first]);
  }
  a.diagonal() += complete ? Vector::Constant(rank, 1e-9) : state_->prior;
  state_->factor.compute(a);
  state_->mean = state_->factor.solve(b);
  const Vector uncertainty = state_->noise * state_->factor.solve(MatrixXd::Identity(rank, rank)).diagonal();
  state_->scaled_norm = ((state_->mean.array().square() + uncertainty.array()) / state_->variance.array()).sum();
}

double RowPosterior::mean(std::size_t direction) const { return state_->mean(Index(direction)); }

double RowPosterior::score(const ModelColumn& c) const {
  return state_->features.col(Index(c.first)).dot(state_->mean) + state_->model.offset[c.first];
}

double RowPosterior::stddev(const ModelColumn& c) const {
  const Vector feature = state_->features.col(Index(c.first));
  const double noise = std::pow(c.noise / c.scale, 2), row_variance = feature.dot(state_->factor.solve(feature));
  const double column_variance = (1 + state_->scaled_norm) / double(std::max<std::size_t>(c.observed, 1));
  return c.scale * std::sqrt(noise * (1 + column_variance) + state_->noise * row_variance);
}

Matrix posterior_means(const TableModel& model, const Matrix& cells, Pool& pool) {
  Matrix rows(cells.rows(), model.rank());
  for_each_posterior(model, cells.rows(), pool, [&](RowPosterior& posterior, Id row) {
    posterior.condition_on(cells[row]);
    for (std::size_t k = 0; k < model.rank(); ++k) rows[row][k] = float(posterior.mean(k));
  });
  return rows;
}

}  // namespace kinfold
