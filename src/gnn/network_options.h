// Converts options to the specification of a network.
#pragma once
#include "gnn/network.h"
#include "gnn/options.h"

namespace kinfold {

// The specification without the sizes that depend on the data: features, outputs, relations. hidden_dim is the rank.
NetworkSpec make_network_spec(const std::string& kind, const NetworkOptions& options);

}  // namespace kinfold
