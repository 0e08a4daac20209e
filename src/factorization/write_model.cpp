#include "factorization/write_model.h"

#include <cmath>

#include "core/vector.h"

namespace kinfold {
namespace {

// body(row, check) copies a row and adds x * 0 to `check` for each entry x. This is NaN if x is not finite.
bool copy_finite(std::size_t rows, Pool& pool, auto body) {
  const double num_nonfinite = deterministic_sum(pool, rows, [&](std::size_t row) {
    float check = 0;
    body(Id(row), check);
    return check == 0 ? 0.0 : 1.0;
  });
  return num_nonfinite == 0;
}

}  // namespace

bool write_side(const FactorSide& from, std::span<const Id> row_id, float scale, FactorSide& to, Pool& pool) {
  if (to.size() != from.size()) to = from;
  const float root = std::sqrt(scale);
  return copy_finite(from.size(), pool, [&](Id row, float& check) {
    const Id id = row_id[row];
    const float* source = from.factors[row];
    float* target = to.factors[id];
    for (std::size_t k = 0; k < from.factors.stride(); ++k) {
      target[k] = root * source[k];
      check += target[k] * 0;
    }
    to.bias_and_reg[id] = {scale * from.bias_and_reg[row].bias, 0};
    check += to.bias_and_reg[id].bias * 0;
  });
}

bool write_factor_rows(const Matrix& from, std::size_t rank, std::size_t bias_column, float scale, FactorSide& to,
                       Pool& pool) {
  if (to.size() != from.rows() || to.factors.rank() != rank)
    to = {Matrix(from.rows(), rank), std::vector<BiasAndReg>(from.rows())};
  const float root = std::sqrt(scale);
  return copy_finite(from.rows(), pool, [&](Id row, float& check) {
    for (std::size_t k = 0; k < rank; ++k) {
      to.factors[row][k] = root * from[row][k];
      check += to.factors[row][k] * 0;
    }
    to.bias_and_reg[row].bias = bias_column < from.rank() ? scale * from[row][bias_column] : 0;
    check += to.bias_and_reg[row].bias * 0;
  });
}

void normalize_rows(Matrix& table, Pool& pool) {
  parallel_for(pool, table.rows(), [&](std::size_t r) {
    const float square = dot(table[Id(r)], table[Id(r)], table.stride());
    for (float& x : table.row(Id(r))) x = square > 0 ? x / std::sqrt(square) : 0;
  });
}

void write_side_features(const Matrix& vectors, const Matrix& biases, float scale, SideFeatures& to) {
  to.side = {Matrix(biases.rows(), vectors.rank()), std::vector<BiasAndReg>(biases.rows())};
  const float root = std::sqrt(scale);
  for (Id k = 0; k < vectors.rows(); ++k)
    for (std::size_t c = 0; c < vectors.rank(); ++c) to.side.factors[k][c] = root * vectors[k][c];
  for (Id k = 0; k < biases.rows(); ++k) to.side.bias_and_reg[k].bias = scale * biases[k][0];
}

void write_time_effects(const std::vector<TimeEffect>& effects, float scale, TimeEffects& to) {
  for (const TimeEffect& effect : effects) {
    std::vector<float>& target = effect.name == "item-bin" ? to.item_bin : effect.name == "drift" ? to.drift : to.day;
    target = effect.value;
    for (float& x : target) x *= scale;
  }
}

}  // namespace kinfold
