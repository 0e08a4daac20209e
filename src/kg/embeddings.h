// The tables of a relational scorer (kg/relational.h): a row for each entity and relation, and TuckER's core.
#pragma once
#include "core/matrix.h"

namespace kinfold {

struct Embeddings {
  Matrix entity, relation;
  Matrix core;  // a row for each number of a relation's row: the matrix that it weighs; empty where relations are whole
};

}  // namespace kinfold
