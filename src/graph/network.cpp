#include "graph/network.h"

#include "core/error.h"
#include "core/random.h"
#include "graph/layers.h"

namespace kinfold {
namespace {

enum Stream : std::uint64_t { kWeights = 41 };

// Weight decay of gcnii's inner weights, beside that of the others (Chen et al. 2020 have 0.01 and 0.0005).
constexpr double kInnerDecay = 20;

struct Maker {
  const NetworkShape& shape;
  Random seeds;
  Layers layers;
  std::uint64_t drops = 0;

  void add(std::unique_ptr<Layer> layer) { layers.push_back(std::move(layer)); }
  void features(std::size_t width) { add(feature_weights(shape.features, width, shape.feature_dropout, seeds(), 1)); }
  void drop() { add(dropout(shape.dropout, ++drops)); }

  // Where the rows are narrower behind the weights, they mix there.
  void stack(std::size_t count, bool mixing) {
    for (std::size_t l = 0; l < count; ++l) {
      const std::size_t width = l + 1 == count ? shape.out : shape.width;
      if (l == 0)
        features(width);
      else
        drop(), add(weights(shape.width, width, seeds(), 0));
      if (mixing) add(mixes(1, 0));
      add(shift(width));
      if (l + 1 < count) add(activation(shape.activation));
    }
  }

  // Embeddings, then layers of relations; blocks keep the width, so that weights of their own make the last one.
  void relational() {
    const std::size_t relations = 2 * shape.relations;
    features(shape.width);
    for (std::size_t l = 0; l < shape.layers; ++l) {
      const bool last = l + 1 == shape.layers;
      const std::size_t to = last && shape.bases > 0 ? shape.out : shape.width;
      drop();
      if (shape.bases > 0)
        add(relational_bases(relations, shape.width, to, shape.bases, seeds()));
      else
        add(relational_blocks(relations, shape.width, (shape.width + shape.block - 1) / shape.block, seeds()));
      add(shift(to));
      if (!last) add(activation(shape.activation));
    }
    if (shape.bases == 0) add(weights(shape.width, shape.out, seeds(), 0));
  }

  void residual() {
    features(shape.width);
    add(shift(shape.width));
    add(activation(shape.activation));
    add(residual_mixes(shape.width, {shape.layers, shape.teleport, shape.lambda, shape.dropout, kInnerDecay}, seeds()));
    drop();
    add(weights(shape.width, shape.out, seeds(), 1));
    add(shift(shape.out));
  }
};

}  // namespace

Network::Network(const NetworkShape& shape, std::uint64_t seed) : shape_(shape) {
  Maker maker{shape, Random(seed, {kWeights}), {}};
  if (shape.kind == "gcn") {
    maker.stack(shape.layers, true);
  } else if (shape.kind == "sgc") {
    maker.features(shape.out);
    maker.add(mixes(shape.steps, 0));
    maker.add(kinfold::shift(shape.out));
  } else if (shape.kind == "appnp") {
    maker.stack(shape.layers, false);
    maker.add(mixes(shape.steps, shape.teleport));
  } else if (shape.kind == "gcnii") {
    maker.residual();
  } else if (shape.kind == "rgcn") {
    maker.relational();
  } else if (shape.kind == "unmixed" || shape.kind == "logistic") {
    maker.stack(shape.kind == "logistic" ? 1 : shape.layers, false);
  } else {
    throw UsageError("unknown network '" + shape.kind + "'", "--model", known_choices(shape.kind, kNetworks));
  }
  layers_ = std::move(maker.layers);
  for (std::size_t l = 0; l < layers_.size(); ++l) {
    const std::vector<Parameter*> own = layers_[l]->parameters();
    parameters_.insert(parameters_.end(), own.begin(), own.end());
    if (own.size() == 1 && own[0]->value.rows() > 1) last_weights_ = l;
  }
}

std::size_t Network::hops() const {
  if (shape_.kind == "unmixed" || shape_.kind == "logistic") return 0;
  return shape_.kind == "sgc" || shape_.kind == "appnp" ? shape_.steps : shape_.layers;
}

const Table& Network::forward(const Scene& scene) {
  const Table* last = &none_;
  for (std::size_t l = 0; l < layers_.size(); ++l) {
    if (l == last_weights_) hidden_ = last;
    last = &layers_[l]->forward(*last, scene);
  }
  if (last_weights_ == 0) hidden_ = last;
  return *last;
}

void Network::backward(const Table& slopes, const Scene& scene) {
  const Table* last = &slopes;
  for (std::size_t l = layers_.size(); l-- > 0;) last = &layers_[l]->backward(*last, scene);
}

}  // namespace kinfold
