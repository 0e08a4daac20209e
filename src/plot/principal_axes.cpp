#include "plot/principal_axes.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/eigenpairs.h"

namespace kinfold::app {
namespace {

// Products of each two columns, about their means.
std::vector<double> scatter_matrix(const Matrix& rows, const std::vector<double>& mean) {
  const std::size_t width = rows.rank();
  std::vector<double> products(width * width);
  for (Id node = 0; node < rows.rows(); ++node)
    for (std::size_t k = 0; k < width; ++k)
      for (std::size_t l = k; l < width; ++l)
        products[k * width + l] += (rows[node][k] - mean[k]) * (rows[node][l] - mean[l]);
  return products;
}

std::vector<double> column_means(const Matrix& rows) {
  std::vector<double> mean(rows.rank());
  for (Id node = 0; node < rows.rows(); ++node)
    for (std::size_t k = 0; k < rows.rank(); ++k) mean[k] += rows[node][k] / double(rows.rows());
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
    axes[a] = {fmt::format("direction {}", a + 1), std::vector<double>(rows.rows()), {}};
    if (a >= width) continue;
    const double* const direction = pairs.vectors.data() + (width - 1 - a) * width;
    const auto by_magnitude = [](double x, double y) { return std::abs(x) < std::abs(y); };
    const double sign = *std::max_element(direction, direction + width, by_magnitude) < 0 ? -1 : 1;
    if (sum > 0) axes[a].name += fmt::format(": {:.1f} % of the squares", 100 * pairs.values[width - 1 - a] / sum);
    for (Id node = 0; node < rows.rows(); ++node)
      for (std::size_t k = 0; k < width; ++k) axes[a].at[node] += sign * direction[k] * (rows[node][k] - mean[k]);
  }
  return axes;
}

}  // namespace kinfold::app
