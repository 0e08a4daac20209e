// From a learner's order and units to a model's.
#pragma once
#include <cstddef>
#include <span>
#include <vector>

#include "core/chunks.h"
#include "model/model.h"
#include "train/effects.h"

namespace kinfold {

// Copies a side by id; scores grow by `scale`, of which each of two vectors takes the root. False if an entry is not
// finite.
bool publish_side(const Side& from, std::span<const Id> id_at_place, float scale, Side& to, Pool& pool);

// The same from rows [vector, bias, held] or [vector, held, bias], whose bias stands in `bias_column`, or [vector]
// alone where that is past the end.
bool publish_rows(const Table& from, std::size_t rank, std::size_t bias_column, float scale, Side& to, Pool& pool);

// Each row to length 1; rows of zeros stay.
void normalize_rows(Table& table, Pool& pool);

// Vectors may have no rows; biases are the first entry of each row.
void publish_traits(const Table& vectors, const Table& biases, float scale, Traits& to);

void publish_effects(const std::vector<Effect>& effects, float scale, TimeEffects& to);

}  // namespace kinfold
