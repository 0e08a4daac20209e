#include "plot/principal_axes.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/eigenpairs.h"

namespace kinfold::app {
namespace {

// Upper triangle of the scatter matrix: sum over rows of (x - mean) (x - mean)^T.
std::vector<double> scatter_matrix(const Matrix& rows, const std::vector<double>& mean) {
  const std::size_t width = rows.rank();
  std::vector<double> scatter(width * width);
  for (Id row = 0; row < rows.rows(); ++row)
    for (std::size_t k = 0; k < width; ++k)
      for (std::size_t l = k; l < width; ++l)
        scatter[k * width + l] += (rows[row][k] - mean[k]) * (rows[row][l] - mean[l]);
  return scatter;
}

std::vector<double> column_means(const Matrix& rows) {
  std::vector<double> mean(rows.rank());
  for (Id row = 0; row < rows.rows(); ++row)
    for (std::size_t k = 0; k < rows.rank(); ++k) mean[k] += rows[row][k] / double(rows.rows());
  return mean;
}

}  // namespace

std::vector<ScatterAxis> principal_axes(const Matrix& rows) {
  const std::size_t width = rows.rank();
  const std::vector<double> mean = column_means(rows);
  const Eigenpairs pairs = eigenpairs(scatter_matrix(rows, mean), width);
  double sum = 0;
  for (const double value : pairs.values) sum += std::max(value, 0.0);
  std::vector<ScatterAxis> axes(2);
  for (std::size_t a = 0; a < 2; ++a) {
    axes[a] = {fmt::format("component {}", a + 1), std::vector<double>(rows.rows()), {}};
    if (a >= width) continue;
    const double* const component = pairs.vectors.data() + (width - 1 - a) * width;
    const auto by_magnitude = [](double x, double y) { return std::abs(x) < std::abs(y); };
    const double sign = *std::max_element(component, component + width, by_magnitude) < 0 ? -1 : 1;
    if (sum > 0) axes[a].name += fmt::format(": {:.1f} % of the variance", 100 * pairs.values[width - 1 - a] / sum);
    for (Id row = 0; row < rows.rows(); ++row)
      for (std::size_t k = 0; k < width; ++k) axes[a].at[row] += sign * component[k] * (rows[row][k] - mean[k]);
  }
  return axes;
}

}  // namespace kinfold::app
