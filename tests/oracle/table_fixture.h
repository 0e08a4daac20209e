// Small random tables with all kinds of columns and a low-rank structure, for low-rank models and their references.
#pragma once
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "core/random.h"
#include "table/low_rank.h"

namespace kinfold::oracle {

inline const float kMissing = std::numeric_limits<float>::quiet_NaN();

inline LowRankColumn column_of(const std::string& name) {
  LowRankColumn column{column_loss(name)};
  if (auto* quantile = std::get_if<Quantile>(&column.loss)) quantile->q = 0.7f;
  if (name == "ordinal") column.levels = 4;
  if (name == "softmax" || name == "one-vs-all") column.levels = 3;
  return column;
}

// A random cell of a column with this loss, given its score.
inline float cell_of(const std::string& loss, double s, Random& random) {
  const double noisy = s + 0.5 * random.normal();
  if (loss == "logistic" || loss == "hinge") return noisy > 0;
  if (loss == "poisson") return float(std::floor(std::exp(std::min(noisy, 3.0)) + random.uniform()));
  if (loss == "kullback-leibler") return float(std::max(noisy + 1, 0.0));
  if (loss == "ordinal") return float(std::clamp(std::floor(noisy + 2), 0.0, 3.0));
  if (loss == "softmax" || loss == "one-vs-all") return float(std::clamp(std::floor(noisy + 1.5), 0.0, 2.0));
  return float(noisy);
}

// A table with columns of the given losses and true scores of rank 2. A fraction of the cells is missing.
struct TableFixture {
  Matrix cells;
  std::vector<LowRankColumn> columns;

  TableFixture(std::size_t rows, const std::vector<std::string>& losses, double missing_fraction,
               std::uint64_t seed = 1)
      : cells(rows, losses.size()) {
    Random random(seed);
    std::vector<std::array<double, 2>> right(losses.size());
    for (auto& c : right) c = {random.normal(), random.normal()};
    for (const std::string& loss : losses) columns.push_back(column_of(loss));
    for (Id i = 0; i < rows; ++i) {
      const double a = random.normal(), b = random.normal();
      for (std::size_t j = 0; j < losses.size(); ++j) {
        cells[i][j] = cell_of(losses[j], a * right[j][0] + b * right[j][1], random);
        if (random.uniform() < missing_fraction) cells[i][j] = kMissing;
      }
    }
  }
};

inline const std::vector<std::string> kMixed = {"squared",  "poisson", "softmax",   "ordinal",
                                                "logistic", "huber",   "one-vs-all"};

inline std::vector<LowRankColumn> columns_of(std::size_t count, const std::string& loss) {
  return {count, column_of(loss)};
}

inline LowRankOptions low_rank_options(std::size_t rank, float reg) {
  LowRankOptions options;
  options.rank = rank;
  options.rows.reg = options.columns.reg = reg;
  return options;
}

}  // namespace kinfold::oracle
