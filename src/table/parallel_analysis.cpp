#include "table/parallel_analysis.h"

#include <algorithm>
#include <cmath>

#include "core/chunks.h"
#include "core/random.h"
#include "table/svd.h"

namespace kinfold {
namespace {

constexpr std::size_t kShuffles = 20;
constexpr double kPercentile = 0.95;

std::vector<double> eigenvalues(const Matrix& cells, const Centring& centring, Pool& pool) {
  const MatrixBlocks blocks(cells);
  const SvdResult svd = full_svd(DenseOperator(blocks, centring), std::min(cells.rows(), cells.rank()), pool);
  std::vector<double> values;
  for (double value : svd.values) values.push_back(value * value / double(cells.rows()));
  return values;
}

Matrix shuffle_columns(const Matrix& cells, std::uint64_t seed, std::size_t shuffle, Pool& pool) {
  Matrix result(cells.rows(), cells.rank());
  parallel_for(
      pool, cells.rank(),
      [&](std::size_t c) {
        const auto order = Random(seed, {0x507e, shuffle, c}).permutation(cells.rows());
        for (Id row = 0; row < cells.rows(); ++row) result[row][c] = cells[order[row]][c];
      },
      Matrix::kLine);
  return result;
}

}  // namespace

bool supports_parallel_analysis(const std::vector<FrameColumn>& columns, const Matrix& cells) {
  const auto is_number = [](const FrameColumn& c) {
    return c.kind != ColumnKind::kOrdinal && c.kind != ColumnKind::kCategory;
  };
  return cells.rows() > 1 && std::ranges::all_of(columns, is_number) && std::ranges::none_of(cells.padded(), missing);
}

ParallelAnalysis run_parallel_analysis(const Matrix& cells, bool scaled, std::uint64_t seed, Pool& pool) {
  const ColumnStats stats = column_stats(MatrixBlocks(cells), pool);
  Centring centring{stats.mean, {}};
  if (scaled)
    for (double stddev : stats.stddev) centring.factor.push_back(stddev > 0 ? 1 / stddev : 1);
  ParallelAnalysis result{eigenvalues(cells, centring, pool), {}, 0};
  std::vector<std::vector<double>> by_index(result.values.size());
  for (std::size_t shuffle = 0; shuffle < kShuffles; ++shuffle) {
    const std::vector<double> values = eigenvalues(shuffle_columns(cells, seed, shuffle, pool), centring, pool);
    for (std::size_t k = 0; k < values.size(); ++k) by_index[k].push_back(values[k]);
  }
  for (std::vector<double>& values : by_index) {
    std::ranges::sort(values);
    result.null_percentiles.push_back(values[std::size_t(std::ceil(kPercentile * double(values.size()))) - 1]);
  }
  while (result.parallel_analysis_rank < result.values.size() &&
         result.values[result.parallel_analysis_rank] > result.null_percentiles[result.parallel_analysis_rank])
    ++result.parallel_analysis_rank;
  return result;
}

}  // namespace kinfold
