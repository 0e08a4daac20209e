#include "serve/axes.h"

#include <algorithm>
#include <cmath>

#include "core/chunks.h"
#include "core/eigenpairs.h"

namespace kinfold {
namespace {

constexpr std::size_t kMaxSample = 100'000;

std::vector<Id> sample_of(const NamedRows& rows) {
  std::vector<Id> trained;
  for (Id row = 0; row < rows.size(); ++row)
    if (rows.trained(row)) trained.push_back(row);
  if (trained.size() <= kMaxSample) return trained;
  std::vector<Id> some;
  for (std::size_t n = 0; n < kMaxSample; ++n) some.push_back(trained[n * trained.size() / kMaxSample]);
  return some;
}

std::vector<double> means_of(const Matrix& vectors, const std::vector<Id>& rows) {
  std::vector<double> mean(vectors.rank());
  for (const Id row : rows)
    for (std::size_t k = 0; k < mean.size(); ++k) mean[k] += vectors[row][k] / double(rows.size());
  return mean;
}

// Scatter matrix of the centered rows; the upper triangle is filled.
std::vector<double> scatter_of(const Matrix& vectors, const std::vector<Id>& rows, const std::vector<double>& mean) {
  const std::size_t width = vectors.rank();
  std::vector<double> products(width * width), centered(width);
  for (const Id row : rows) {
    for (std::size_t k = 0; k < width; ++k) centered[k] = vectors[row][k] - mean[k];
    for (std::size_t k = 0; k < width; ++k)
      for (std::size_t l = k; l < width; ++l) products[k * width + l] += centered[k] * centered[l];
  }
  return products;
}

Axes principal(const NamedRows& rows, Pool& pool) {
  const Matrix& vectors = *rows.vectors;
  const std::size_t width = vectors.rank(), count = std::min(width, kMaxAxes);
  const std::vector<Id> sample = sample_of(rows);
  Axes axes{{}, Matrix(rows.size(), count)};
  if (sample.empty() || width == 0) return axes;
  const std::vector<double> mean = means_of(vectors, sample);
  const Eigenpairs pairs = eigenpairs(scatter_of(vectors, sample, mean), width);
  double sum = 0;
  for (const double value : pairs.values) sum += std::max(value, 0.0);
  std::vector<double> directions;
  for (std::size_t a = 0; a < count; ++a) {
    const double* const direction = pairs.vectors.data() + (width - 1 - a) * width;
    const auto by_size = [](double x, double y) { return std::abs(x) < std::abs(y); };
    const double sign = *std::max_element(direction, direction + width, by_size) < 0 ? -1 : 1;
    for (std::size_t k = 0; k < width; ++k) directions.push_back(sign * direction[k]);
    axes.explained_variance_ratio.push_back(sum > 0 ? std::max(pairs.values[width - 1 - a], 0.0) / sum : 0);
  }
  parallel_for(pool, rows.size(), [&](std::size_t at) {
    const float* const vector = vectors[Id(at)];
    for (std::size_t a = 0; a < count; ++a) {
      double coordinate = 0;
      for (std::size_t k = 0; k < width; ++k) coordinate += directions[a * width + k] * (vector[k] - mean[k]);
      axes.at[Id(at)][a] = float(coordinate);
    }
  });
  return axes;
}

Axes raw(const NamedRows& rows) {
  Axes axes{{}, Matrix(rows.size(), std::min(rows.vectors->rank(), kMaxAxes))};
  for (Id row = 0; row < rows.size(); ++row) std::copy_n((*rows.vectors)[row], axes.count(), axes.at[row]);
  return axes;
}

}  // namespace

Axes axes_of(const AnyModel& model, const NamedRows& rows, const std::string& kind, Pool& pool) {
  if (kind == "raw") return raw(rows);
  const auto* table = std::get_if<TableModel>(&model);
  if (!table || table->values.empty()) return principal(rows, pool);
  Axes axes = raw(rows);
  for (std::size_t k = 0; k < axes.count(); ++k)
    axes.explained_variance_ratio.push_back(table->explained_variance_ratio(k));
  return axes;
}

namespace {

// Median of the trained rows' counts; 0 if the rows have no counts.
std::uint32_t median_count(const NamedRows& rows) {
  std::vector<std::uint32_t> counts;
  for (Id row = 0; row < rows.counts.size(); ++row)
    if (rows.trained(row)) counts.push_back(rows.counts[row]);
  if (counts.empty()) return 0;
  const auto middle = counts.begin() + std::ptrdiff_t(counts.size() / 2);
  std::nth_element(counts.begin(), middle, counts.end());
  return *middle;
}

}  // namespace

AxisEnds axis_ends(const Axes& axes, const NamedRows& rows, std::size_t axis, std::size_t count) {
  AxisEnds ends;
  std::vector<float> values(rows.size());
  const std::uint32_t min_count = median_count(rows);
  const auto eligible = [&](Id row) {
    return rows.trained(row) && (rows.counts.empty() || rows.counts[row] >= min_count);
  };
  for (const float sign : {1.0f, -1.0f}) {
    for (Id row = 0; row < rows.size(); ++row) values[row] = eligible(row) ? sign * axes.at[row][axis] : kExcluded;
    TopK best(count);
    best.take(values, 0);
    for (const ScoredId& s : best.sorted()) (sign > 0 ? ends.high : ends.low).push_back({s.id, sign * s.score});
  }
  return ends;
}

double quantile_of(const Axes& axes, const NamedRows& rows, std::size_t axis, Id row) {
  double below = 0, all = 0;
  const float value = axes.at[row][axis];
  for (Id other = 0; other < rows.size(); ++other) {
    if (!rows.trained(other)) continue;
    ++all;
    below += axes.at[other][axis] < value ? 1 : axes.at[other][axis] == value ? 0.5 : 0;
  }
  return all > 0 ? below / all : 0;
}

}  // namespace kinfold
