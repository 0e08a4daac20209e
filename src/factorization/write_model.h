// Helpers for Trainer::write_to(): convert parameters from the order and units of a trainer to those of a model.
#pragma once
#include <cstddef>
#include <span>
#include <vector>

#include "core/chunks.h"
#include "factorization/model.h"
#include "factorization/time_effect_trainer.h"

namespace kinfold {

// Copies row r of `from` to row row_id[r] of `to`. Multiplies biases by `scale` and vectors by sqrt(scale), so that
// scores are multiplied by `scale`. Returns false if an entry is not finite.
bool write_side(const FactorSide& from, std::span<const Id> row_id, float scale, FactorSide& to, Pool& pool);

// The same from augmented rows: the vector is in the first `rank` columns, the bias in `bias_column`. There is no bias
// if bias_column is past the end.
bool write_factor_rows(const Matrix& from, std::size_t rank, std::size_t bias_column, float scale, FactorSide& to,
                       Pool& pool);

// Scales each row to length 1. Zero rows stay zero.
void normalize_rows(Matrix& table, Pool& pool);

// `vectors` may have no rows. `biases` has one column.
void write_side_features(const Matrix& vectors, const Matrix& biases, float scale, SideFeatures& to);

// Multiplies the values by `scale`.
void write_time_effects(const std::vector<TimeEffect>& effects, float scale, TimeEffects& to);

}  // namespace kinfold
