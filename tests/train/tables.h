// Tables with a planted truth: x_ij = mean_j + sum_k w_ik c_jk + noise.
#pragma once
#include <cmath>
#include <string>

#include "core/random.h"
#include "train/table.h"

namespace kinfold::oracle {

struct PlantedTable {
  Table truth;  // without noise
  Frame frame;
  double noise;
};

// Directions fall in strength: the k-th is 1 / (k + 1) of the first.
inline PlantedTable planted_table(std::size_t rows, std::size_t columns, std::size_t rank, double noise,
                                  double missing_share = 0, std::uint64_t seed = 1) {
  Random random(seed);
  Table w(rows, rank), c(columns, rank);
  for (Id i = 0; i < rows; ++i)
    for (std::size_t k = 0; k < rank; ++k) w[i][k] = float(random.normal() / double(k + 1));
  for (Id j = 0; j < columns; ++j)
    for (float& x : c.row(j)) x = float(random.normal());
  PlantedTable result{Table(rows, columns), {}, noise};
  result.frame.cells = Table(rows, columns);
  for (Id j = 0; j < columns; ++j) {
    result.frame.columns.push_back({"c" + std::to_string(j)});
    const double mean = 3 * random.normal();
    for (Id i = 0; i < rows; ++i) {
      double x = mean;
      for (std::size_t k = 0; k < rank; ++k) x += double(w[i][k]) * c[j][k];
      result.truth[i][j] = float(x);
      x += noise * random.normal();
      result.frame.cells[i][j] = random.uniform() < missing_share ? NAN : float(x);
    }
  }
  return result;
}

inline Options table_options(const std::string& model, int rank) {
  Options options = Options::preset("table", "", model);
  options.rank = rank;
  options.threads = 2;
  return options;
}

inline TableModel trained(const Frame& frame, const Options& options) {
  TableData data{frame};
  return train_table(data, options);
}

}  // namespace kinfold::oracle
