// The network that options name.
#pragma once
#include "graph/network.h"
#include "train/options.h"

namespace kinfold {

// Without what the data tells: features, outputs, relations. The width is the rank.
NetworkShape network_shape(const std::string& kind, const Options& options);

}  // namespace kinfold
