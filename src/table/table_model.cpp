#include "table/table_model.h"

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <iterator>

#include "core/eigenpairs.h"

namespace kinfold {
namespace {

using MatrixXd = Eigen::MatrixXd;
using Index = Eigen::Index;

// The Gram matrix F'F.
MatrixXd gram(const Matrix& table) {
  const Index rank = Index(table.rank());
  MatrixXd sum = MatrixXd::Zero(rank, rank);
  for (Id row = 0; row < table.rows(); ++row)
    for (Index i = 0; i < rank; ++i)
      for (Index j = 0; j <= i; ++j) sum(i, j) += double(table[row][std::size_t(i)]) * table[row][std::size_t(j)];
  return sum.selfadjointView<Eigen::Lower>();
}

// Eigenvalues in ascending order, and eigenvectors as columns.
std::pair<std::vector<double>, MatrixXd> eigendecomposed(const MatrixXd& symmetric) {
  const Index size = symmetric.rows();
  const Eigenpairs pairs = eigenpairs({symmetric.data(), symmetric.data() + symmetric.size()}, std::size_t(size));
  return {pairs.values, Eigen::Map<const MatrixXd>(pairs.vectors.data(), size, size)};
}

// Replaces each row x by x M.
void multiply(Matrix& table, const MatrixXd& matrix) {
  Eigen::RowVectorXd row(matrix.rows());
  for (Id r = 0; r < table.rows(); ++r) {
    for (Index k = 0; k < matrix.rows(); ++k) row(k) = table[r][std::size_t(k)];
    const Eigen::RowVectorXd image = row * matrix;
    for (Index k = 0; k < matrix.cols(); ++k) table[r][std::size_t(k)] = float(image(k));
  }
}

bool is_zero(std::span<const float> row) {
  return std::ranges::all_of(row, [](float x) { return x == 0; });
}

// Shifts rows and offsets so that the rows have mean zero. Rows of zeros (no observed cells) stay at the mean.
void shift_to_mean_zero(TableModel& model) {
  std::vector<double> mean(model.rank());
  std::size_t rows = 0;
  for (Id row = 0; row < model.rows.rows(); ++row) {
    rows += !is_zero(model.rows.row(row));
    for (std::size_t k = 0; k < model.rank(); ++k) mean[k] += model.rows[row][k];
  }
  for (double& sum : mean) sum /= double(std::max<std::size_t>(rows, 1));
  for (Id row = 0; row < model.rows.rows(); ++row) {
    if (is_zero(model.rows.row(row))) continue;
    for (std::size_t k = 0; k < model.rank(); ++k) model.rows[row][k] -= float(mean[k]);
  }
  for (Id f = 0; f < model.feature_count(); ++f) {
    double shift = 0;
    for (std::size_t k = 0; k < model.rank(); ++k) shift += mean[k] * model.features[f][k];
    model.offset[f] += float(shift);
  }
}

// Diagonal matrix of the signs that make the largest loading of each direction positive.
MatrixXd signs(const Matrix& features) {
  MatrixXd result = MatrixXd::Identity(Index(features.rank()), Index(features.rank()));
  for (std::size_t k = 0; k < features.rank(); ++k) {
    float largest = 0;
    for (Id f = 0; f < features.rows(); ++f)
      if (std::fabs(features[f][k]) > std::fabs(largest)) largest = features[f][k];
    if (largest < 0) result(Index(k), Index(k)) = -1;
  }
  return result;
}

}  // namespace

std::string TableModel::feature_name(Id feature) const {
  const ModelColumn& c = *std::prev(std::ranges::upper_bound(columns, feature, {}, &ModelColumn::first));
  return c.features == 1 ? c.column.name : c.column.name + "=" + c.column.levels[feature - c.first];
}

bool TableModel::is_gaussian() const {
  return !values.empty() && std::ranges::all_of(columns, [](const ModelColumn& c) { return c.loss == "squared"; });
}

double TableModel::score(const float* row, Id feature) const {
  double sum = offset[feature];
  for (std::size_t k = 0; k < rank(); ++k) sum += double(row[k]) * features[feature][k];
  return sum;
}

double TableModel::residual_dof_fraction() const {
  const double n = double(rows.rows()), m = double(feature_count()), k = double(rank());
  double observed = 0;
  for (const ModelColumn& c : columns) observed += double(c.observed) * c.features;
  return std::max(1 - (k * (n + m - k) + m) / observed, 0.05);
}

double TableModel::explained_variance_ratio(std::size_t direction) const {
  return direction < values.size() && total_squares > 0 ? values[direction] * values[direction] / total_squares : 0;
}

// With C'C = E D E', W C' = (W E D^1/2) (C E D^-1/2)', whose right factor is orthonormal. Both are then rotated by the
// eigenvectors of the Gram matrix of the left factor. Lazy products suffice for matrices of this size, and halve the
// compile time.
void to_singular_form(TableModel& model, bool centre) {
  if (centre) shift_to_mean_zero(model);
  const Index rank = Index(model.rank());
  const auto [feature_values, feature_vectors] = eigendecomposed(gram(model.features));
  Eigen::VectorXd stretch = Eigen::VectorXd::Zero(rank), shrink = stretch;
  for (Index k = 0; k < rank; ++k) {
    const double value = feature_values[std::size_t(k)];
    if (!(value > 1e-12 * feature_values.back())) continue;
    stretch(k) = std::sqrt(value);
    shrink(k) = 1 / std::sqrt(value);
  }
  const MatrixXd left = feature_vectors * stretch.asDiagonal(), right = feature_vectors * shrink.asDiagonal();
  const MatrixXd image = gram(model.rows).lazyProduct(left);
  const auto [row_values, row_vectors] = eigendecomposed(left.transpose().lazyProduct(image));
  const MatrixXd rotation = row_vectors.rowwise().reverse();
  multiply(model.rows, left.lazyProduct(rotation));
  multiply(model.features, right.lazyProduct(rotation));
  const MatrixXd sign = signs(model.features);
  multiply(model.rows, sign);
  multiply(model.features, sign);
  model.values.clear();
  for (std::size_t k = row_values.size(); k-- > 0;) model.values.push_back(std::sqrt(std::max(row_values[k], 0.0)));
}

}  // namespace kinfold
