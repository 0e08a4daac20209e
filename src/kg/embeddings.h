// The parameters of a relational scorer (kg/relational.h).
#pragma once
#include "core/matrix.h"

namespace kinfold {

struct Embeddings {
  Matrix entity, relation;  // one row per entity, one row per relation
  // The core tensor of TuckER: row m is the matrix W_m, flattened by rows, that entry m of a relation's row multiplies.
  // Empty for all other scorers.
  Matrix core;
};

}  // namespace kinfold
