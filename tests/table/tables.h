// Synthetic tables from a known low-rank model: x_ij = mean_j + sum_k w_ik c_jk + noise.
#pragma once
#include <cmath>
#include <string>
#include <vector>

#include "core/random.h"
#include "registry/options.h"
#include "table/train_table.h"

namespace kinfold::oracle {

struct PlantedTable {
  Matrix truth;  // without noise
  Frame frame;
  double noise;
};

// Direction k has 1 / (k + 1) of the standard deviation of the first.
inline PlantedTable planted_table(std::size_t rows, std::size_t columns, std::size_t rank, double noise,
                                  double missing_fraction = 0, std::uint64_t seed = 1) {
  Random random(seed);
  Matrix w(rows, rank), c(columns, rank);
  for (Id i = 0; i < rows; ++i)
    for (std::size_t k = 0; k < rank; ++k) w[i][k] = float(random.normal() / double(k + 1));
  for (Id j = 0; j < columns; ++j)
    for (float& x : c.row(j)) x = float(random.normal());
  PlantedTable result{Matrix(rows, columns), {}, noise};
  result.frame.cells = Matrix(rows, columns);
  for (Id j = 0; j < columns; ++j) {
    result.frame.columns.push_back({"c" + std::to_string(j)});
    const double mean = 3 * random.normal();
    for (Id i = 0; i < rows; ++i) {
      double x = mean;
      for (std::size_t k = 0; k < rank; ++k) x += double(w[i][k]) * c[j][k];
      result.truth[i][j] = float(x);
      x += noise * random.normal();
      result.frame.cells[i][j] = random.uniform() < missing_fraction ? NAN : float(x);
    }
  }
  return result;
}

// All directions have the same standard deviation. The positions of the missing cells do not depend on the rank.
inline Frame even_frame(std::size_t rows, std::size_t columns, std::size_t rank, double noise,
                        double missing_fraction) {
  Frame frame = planted_table(rows, columns, 0, noise, missing_fraction, 2).frame;
  Random random(rank);
  Matrix w(rows, rank), c(columns, rank);
  for (Matrix* side : {&w, &c})
    for (Id i = 0; i < side->rows(); ++i)
      for (float& x : side->row(i)) x = float(random.normal());
  for (Id i = 0; i < rows; ++i)
    for (Id j = 0; j < columns; ++j)
      for (std::size_t k = 0; k < rank; ++k) frame.cells[i][j] += w[i][k] * c[j][k];
  return frame;
}

// Columns of all kinds, generated from one latent number for each row.
inline Frame mixed_table(std::size_t rows, std::vector<double>& hidden) {
  Frame frame;
  frame.columns = {{"number"},
                   {"count", ColumnKind::kCount},
                   {"truth", ColumnKind::kBoolean, {"no", "yes"}},
                   {"order", ColumnKind::kOrdinal, {"low", "mid", "high"}},
                   {"colour", ColumnKind::kCategory, {"red", "green", "blue"}},
                   {"other"}};
  frame.cells = Matrix(rows, 6);
  Random random(2);
  for (Id i = 0; i < rows; ++i) {
    const double z = random.normal();
    hidden.push_back(z);
    float* x = frame.cells[i];
    x[0] = float(100 + 20 * z + 5 * random.normal());
    x[1] = float(std::floor(std::exp(1 + 0.7 * z) + random.uniform()));
    x[2] = random.uniform() < 1 / (1 + std::exp(-3 * z));
    x[3] = float((z + 0.3 * random.normal() > -0.5) + (z + 0.3 * random.normal() > 0.5));
    x[4] = float(z < -0.4 ? 0 : z < 0.4 ? 1 : 2);
    x[5] = float(-z + 0.3 * random.normal());
    if (i % 7 == 0) x[i % 6] = NAN;
  }
  return frame;
}

inline TrainOptions table_options(const std::string& model, int rank) {
  TrainOptions options = TrainOptions::defaults("table", "", model);
  options.rank = rank;
  options.threads = 2;
  return options;
}

inline TableModel trained(const Frame& frame, const TrainOptions& options) {
  TableData data{frame};
  return train_table(data, options);
}

}  // namespace kinfold::oracle
