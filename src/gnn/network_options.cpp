#include "gnn/network_options.h"

namespace kinfold {

NetworkSpec make_network_spec(const std::string& kind, const NetworkOptions& options) {
  NetworkSpec spec;
  spec.kind = kind;
  spec.hidden_dim = std::size_t(options.rank);
  spec.num_layers = std::size_t(options.num_layers);
  spec.propagation_steps = std::size_t(options.propagation_steps);
  spec.alpha = options.alpha;
  spec.lambda = options.lambda;
  spec.dropout = options.dropout;
  spec.feature_dropout = options.feature_dropout;
  spec.activation = options.activation;
  spec.num_bases = std::size_t(options.num_bases);
  spec.block_dim = std::size_t(options.block_dim);
  return spec;
}

}  // namespace kinfold
