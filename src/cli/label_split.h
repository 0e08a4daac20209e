// The verb split for node labels.
#pragma once
#include "cli/call.h"

namespace kinfold::app {

struct SplitArgs;
// Splits node labels. All labels of a node go to the same part.
void split_labels_call(Call& call, const SplitArgs& args);

}  // namespace kinfold::app
