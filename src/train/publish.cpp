#include "train/publish.h"

#include <cmath>

#include "core/vector.h"

namespace kinfold {
namespace {

// body(place, check) copies a row and adds x * 0 to check for each entry x, which is NaN for those that are not finite.
bool copy_finite(std::size_t rows, Pool& pool, auto body) {
  const double wrong = ordered_sum(pool, rows, [&](std::size_t row) {
    float check = 0;
    body(Id(row), check);
    return check == 0 ? 0.0 : 1.0;
  });
  return wrong == 0;
}

}  // namespace

bool publish_side(const Side& from, std::span<const Id> id_at_place, float scale, Side& to, Pool& pool) {
  if (to.size() != from.size()) to = from;
  const float root = std::sqrt(scale);
  return copy_finite(from.size(), pool, [&](Id place, float& check) {
    const Id id = id_at_place[place];
    const float* row = from.factors[place];
    float* target = to.factors[id];
    for (std::size_t k = 0; k < from.factors.stride(); ++k) {
      target[k] = root * row[k];
      check += target[k] * 0;
    }
    to.heads[id] = {scale * from.heads[place].bias, 0};
    check += to.heads[id].bias * 0;
  });
}

bool publish_rows(const Table& from, std::size_t rank, std::size_t bias_column, float scale, Side& to, Pool& pool) {
  if (to.size() != from.rows() || to.factors.rank() != rank)
    to = {Table(from.rows(), rank), std::vector<Head>(from.rows())};
  const float root = std::sqrt(scale);
  return copy_finite(from.rows(), pool, [&](Id row, float& check) {
    for (std::size_t k = 0; k < rank; ++k) {
      to.factors[row][k] = root * from[row][k];
      check += to.factors[row][k] * 0;
    }
    to.heads[row].bias = bias_column < from.rank() ? scale * from[row][bias_column] : 0;
    check += to.heads[row].bias * 0;
  });
}

void normalize_rows(Table& table, Pool& pool) {
  in_chunks(pool, table.rows(), [&](std::size_t r) {
    const float square = dot(table[Id(r)], table[Id(r)], table.stride());
    for (float& x : table.row(Id(r))) x = square > 0 ? x / std::sqrt(square) : 0;
  });
}

void publish_traits(const Table& vectors, const Table& biases, float scale, Traits& to) {
  to.side = {Table(biases.rows(), vectors.rank()), std::vector<Head>(biases.rows())};
  const float root = std::sqrt(scale);
  for (Id k = 0; k < vectors.rows(); ++k)
    for (std::size_t c = 0; c < vectors.rank(); ++c) to.side.factors[k][c] = root * vectors[k][c];
  for (Id k = 0; k < biases.rows(); ++k) to.side.heads[k].bias = scale * biases[k][0];
}

void publish_effects(const std::vector<Effect>& effects, float scale, TimeEffects& to) {
  for (const Effect& effect : effects) {
    std::vector<float>& target = effect.name == "item-bin" ? to.item_bin : effect.name == "drift" ? to.drift : to.day;
    target = effect.value;
    for (float& x : target) x *= scale;
  }
}

}  // namespace kinfold
