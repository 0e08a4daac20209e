// The tables of a relational scorer (scorer/relational.h): a row for each entity and relation, and TuckER's core.
#pragma once
#include "core/table.h"

namespace kinfold {

struct Embeddings {
  Table entity, relation;
  Table core;  // a row for each number of a relation's row: the matrix that it weighs; empty where relations are whole
};

}  // namespace kinfold
