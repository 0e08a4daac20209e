#include "evaluate/parallel_analysis.h"

#include <algorithm>
#include <cmath>

#include "core/chunks.h"
#include "core/random.h"
#include "solver/spectral.h"

namespace kinfold {
namespace {

constexpr std::size_t kRounds = 20;
constexpr double kPercentile = 0.95;

std::vector<double> eigenvalues(const Table& cells, const Centring& centring, Pool& pool) {
  const TableBlocks blocks(cells);
  const Spectrum spectrum = full_spectrum(DenseOperator(blocks, centring), std::min(cells.rows(), cells.rank()), pool);
  std::vector<double> values;
  for (double length : spectrum.values) values.push_back(length * length / double(cells.rows()));
  return values;
}

Table shuffled(const Table& cells, std::uint64_t seed, std::size_t round, Pool& pool) {
  Table result(cells.rows(), cells.rank());
  in_chunks(
      pool, cells.rank(),
      [&](std::size_t c) {
        const auto order = Random(seed, {0x507e, round, c}).permutation(cells.rows());
        for (Id row = 0; row < cells.rows(); ++row) result[row][c] = cells[order[row]][c];
      },
      Table::kLine);
  return result;
}

}  // namespace

bool takes_parallel_analysis(const std::vector<FrameColumn>& columns, const Table& cells) {
  const auto is_number = [](const FrameColumn& c) { return c.kind != Kind::kOrdinal && c.kind != Kind::kCategory; };
  return cells.rows() > 1 && std::ranges::all_of(columns, is_number) && std::ranges::none_of(cells.padded(), missing);
}

ParallelAnalysis analyse_in_parallel(const Table& cells, bool scaled, std::uint64_t seed, Pool& pool) {
  const ColumnFacts facts = column_facts(TableBlocks(cells), pool);
  Centring centring{facts.mean, {}};
  if (scaled)
    for (double deviation : facts.deviation) centring.factor.push_back(deviation > 0 ? 1 / deviation : 1);
  ParallelAnalysis result{eigenvalues(cells, centring, pool), {}, 0};
  std::vector<std::vector<double>> by_place(result.values.size());
  for (std::size_t round = 0; round < kRounds; ++round) {
    const std::vector<double> values = eigenvalues(shuffled(cells, seed, round, pool), centring, pool);
    for (std::size_t k = 0; k < values.size(); ++k) by_place[k].push_back(values[k]);
  }
  for (std::vector<double>& values : by_place) {
    std::ranges::sort(values);
    result.chance.push_back(values[std::size_t(std::ceil(kPercentile * double(values.size()))) - 1]);
  }
  while (result.longer < result.values.size() && result.values[result.longer] > result.chance[result.longer])
    ++result.longer;
  return result;
}

}  // namespace kinfold
