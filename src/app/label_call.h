// What the verbs do with labels of nodes.
#pragma once
#include <cstdint>
#include <string>

#include "app/call.h"

namespace kinfold::app {

struct LabelSplit {
  std::string source, by, out, format;
  std::uint64_t seed;
};
// Withholds the labels of nodes, all of a node's together.
void split_labels_call(Call& call, const LabelSplit& asked);

}  // namespace kinfold::app
