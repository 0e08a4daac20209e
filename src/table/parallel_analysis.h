// How many directions of a table are longer than chance makes them: eigenvalues of its covariances beside those of
// tables whose columns are shuffled each for itself, which keeps what a column holds and nothing between columns (Horn
// 1965, "A rationale and test for the number of factors in factor analysis"; by permutation: Buja, Eyuboglu 1992).
#pragma once
#include <cstdint>
#include <vector>

#include "core/matrix.h"
#include "core/pool.h"
#include "table/frame.h"

namespace kinfold {

struct ParallelAnalysis {
  std::vector<double> values;              // eigenvalues, falling
  std::vector<double> null_percentiles;    // 95th percentile of each in shuffled tables
  std::size_t parallel_analysis_rank = 0;  // leading ones that are greater
};

// Numbers, counts and truths, without gaps?
bool supports_parallel_analysis(const std::vector<FrameColumn>& columns, const Matrix& cells);

// Of correlations rather than covariances if `scaled`.
ParallelAnalysis run_parallel_analysis(const Matrix& cells, bool scaled, std::uint64_t seed, Pool& pool);

}  // namespace kinfold
