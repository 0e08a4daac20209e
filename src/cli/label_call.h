// What the verbs do with labels of nodes.
#pragma once
#include "cli/call.h"

namespace kinfold::app {

struct SplitAsked;
// Withholds the labels of nodes, all of a node's together.
void split_labels_call(Call& call, const SplitAsked& asked);

}  // namespace kinfold::app
