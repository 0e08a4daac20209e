#include "train/network_shape.h"

namespace kinfold {

NetworkShape network_shape(const std::string& kind, const Options& options) {
  NetworkShape shape;
  shape.kind = kind;
  shape.width = std::size_t(options.rank);
  shape.layers = std::size_t(options.layers);
  shape.steps = std::size_t(options.steps);
  shape.teleport = options.teleport;
  shape.lambda = options.lambda;
  shape.dropout = options.dropout;
  shape.feature_dropout = options.feature_dropout;
  shape.activation = options.activation;
  shape.bases = std::size_t(options.bases);
  shape.block = std::size_t(options.block_width);
  return shape;
}

}  // namespace kinfold
