// What nodes are: a class each, or several.
#pragma once
#include <cstdint>
#include <vector>

#include "data/vocabulary.h"

namespace kinfold {

struct Label {
  Id node, kind;  // kind: the class
  friend auto operator<=>(const Label&, const Label&) = default;
};

struct Labels {
  Vocabulary nodes, classes;
  std::vector<Label> rows;  // in the order of the source; a node of several classes has a row for each
};

}  // namespace kinfold
