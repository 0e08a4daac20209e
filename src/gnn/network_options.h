// The network that options name.
#pragma once
#include "gnn/network.h"
#include "gnn/options.h"

namespace kinfold {

// Without what the data tells: features, outputs, relations. The width is the rank.
NetworkSpec make_network_spec(const std::string& kind, const NetworkOptions& options);

}  // namespace kinfold
