// What is known of nodes beside their links: a row of numbers each, most of them zero.
#pragma once
#include <string>
#include <vector>

#include "data/sparse.h"
#include "data/vocabulary.h"

namespace kinfold {

struct NodeFeatures {
  Vocabulary nodes;                // the owners of the rows
  std::vector<std::string> names;  // of the columns: "age", "genre=comedy", "word=17"
  Sparse rows;
};

}  // namespace kinfold
