// How many directions of a table are longer than chance makes them: eigenvalues of its covariances beside those of
// tables whose columns are shuffled each for itself, which keeps what a column holds and nothing between columns (Horn
// 1965, "A rationale and test for the number of factors in factor analysis"; by permutation: Buja, Eyuboglu 1992).
#pragma once
#include <cstdint>
#include <vector>

#include "core/pool.h"
#include "core/table.h"
#include "data/frame.h"

namespace kinfold {

struct ParallelAnalysis {
  std::vector<double> values;  // eigenvalues, falling
  std::vector<double> chance;  // 95th percentile of each in shuffled tables
  std::size_t longer = 0;      // leading ones that are greater
};

// Numbers, counts and truths, without gaps?
bool takes_parallel_analysis(const std::vector<FrameColumn>& columns, const Table& cells);

// Of correlations rather than covariances if `scaled`.
ParallelAnalysis analyse_in_parallel(const Table& cells, bool scaled, std::uint64_t seed, Pool& pool);

}  // namespace kinfold
