// From a learner's order and units to a model's.
#pragma once
#include <cstddef>
#include <span>
#include <vector>

#include "core/chunks.h"
#include "factorization/model.h"
#include "factorization/time_effect_trainer.h"

namespace kinfold {

// Copies a side by id; scores grow by `scale`, of which each of two vectors takes the root. False if an entry is not
// finite.
bool write_side(const FactorSide& from, std::span<const Id> row_id, float scale, FactorSide& to, Pool& pool);

// The same from rows [vector, bias, held] or [vector, held, bias], whose bias stands in `bias_column`, or [vector]
// alone where that is past the end.
bool write_factor_rows(const Matrix& from, std::size_t rank, std::size_t bias_column, float scale, FactorSide& to,
                       Pool& pool);

// Each row to length 1; rows of zeros stay.
void normalize_rows(Matrix& table, Pool& pool);

// Vectors may have no rows; biases are the first entry of each row.
void write_side_features(const Matrix& vectors, const Matrix& biases, float scale, SideFeatures& to);

void write_time_effects(const std::vector<TimeEffect>& effects, float scale, TimeEffects& to);

}  // namespace kinfold
