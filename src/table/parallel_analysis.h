// Parallel analysis: the number of principal components that explain more variance than expected by chance. It compares
// the eigenvalues of the covariance matrix with those of tables whose columns are permuted independently (Horn 1965, "A
// rationale and test for the number of factors in factor analysis"; with permutations: Buja, Eyuboglu 1992).
#pragma once
#include <cstdint>
#include <vector>

#include "core/matrix.h"
#include "core/pool.h"
#include "table/frame.h"

namespace kinfold {

struct ParallelAnalysis {
  std::vector<double> values;              // eigenvalues in descending order
  std::vector<double> null_percentiles;    // 95th percentile of each eigenvalue over the permuted tables
  std::size_t parallel_analysis_rank = 0;  // number of leading eigenvalues above their percentile
};

// Whether the table has at least two rows, no missing cells, and only number, count and boolean columns.
bool supports_parallel_analysis(const std::vector<FrameColumn>& columns, const Matrix& cells);

// `cells` are rows x columns. Uses correlations instead of covariances if `scaled`. The same seed gives the same result
// for any number of threads.
ParallelAnalysis run_parallel_analysis(const Matrix& cells, bool scaled, std::uint64_t seed, Pool& pool);

}  // namespace kinfold
