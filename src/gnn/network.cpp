#include "gnn/network.h"

#include "core/error.h"
#include "core/random.h"
#include "gnn/layers.h"

namespace kinfold {
namespace {

enum Stream : std::uint64_t { kWeights = 41 };

// Weight decay of gcnii's inner weights, beside that of the others (Chen et al. 2020 have 0.01 and 0.0005).
constexpr double kInnerWeightDecay = 20;

struct LayerBuilder {
  const NetworkSpec& shape;
  Random seeds;
  Layers stack_layers;
  std::uint64_t dropout_count = 0;

  void add(std::unique_ptr<Layer> layer) { stack_layers.push_back(std::move(layer)); }
  void features(std::size_t hidden_dim) {
    add(feature_linear(shape.features, hidden_dim, shape.feature_dropout, seeds(), 1));
  }
  void add_dropout() { add(dropout(shape.dropout, ++dropout_count)); }

  // Where the rows are narrower behind the weights, they mix there.
  void stack(std::size_t count, bool mixing) {
    for (std::size_t l = 0; l < count; ++l) {
      const std::size_t hidden_dim = l + 1 == count ? shape.out : shape.hidden_dim;
      if (l == 0)
        features(hidden_dim);
      else
        add_dropout(), add(linear(shape.hidden_dim, hidden_dim, seeds(), 0));
      if (mixing) add(propagation(1, 0));
      add(bias(hidden_dim));
      if (l + 1 < count) add(activation(shape.activation));
    }
  }

  // Embeddings, then layers of relations; blocks keep the width, so that weights of their own make the last one.
  void relational() {
    const std::size_t relations = 2 * shape.relations;
    features(shape.hidden_dim);
    for (std::size_t l = 0; l < shape.num_layers; ++l) {
      const bool last = l + 1 == shape.num_layers;
      const std::size_t to = last && shape.num_bases > 0 ? shape.out : shape.hidden_dim;
      add_dropout();
      if (shape.num_bases > 0)
        add(rgcn_bases(relations, shape.hidden_dim, to, shape.num_bases, seeds()));
      else
        add(rgcn_blocks(relations, shape.hidden_dim, (shape.hidden_dim + shape.block_dim - 1) / shape.block_dim,
                        seeds()));
      add(bias(to));
      if (!last) add(activation(shape.activation));
    }
    if (shape.num_bases == 0) add(linear(shape.hidden_dim, shape.out, seeds(), 0));
  }

  void residual() {
    features(shape.hidden_dim);
    add(bias(shape.hidden_dim));
    add(activation(shape.activation));
    add(gcnii_layers(shape.hidden_dim, {shape.num_layers, shape.alpha, shape.lambda, shape.dropout, kInnerWeightDecay},
                     seeds()));
    add_dropout();
    add(linear(shape.hidden_dim, shape.out, seeds(), 1));
    add(bias(shape.out));
  }
};

}  // namespace

Network::Network(const NetworkSpec& shape, std::uint64_t seed) : shape_(shape) {
  LayerBuilder builder{shape, Random(seed, {kWeights}), {}};
  if (shape.kind == "gcn") {
    builder.stack(shape.num_layers, true);
  } else if (shape.kind == "sgc") {
    builder.features(shape.out);
    builder.add(propagation(shape.propagation_steps, 0));
    builder.add(kinfold::bias(shape.out));
  } else if (shape.kind == "appnp") {
    builder.stack(shape.num_layers, false);
    builder.add(propagation(shape.propagation_steps, shape.alpha));
  } else if (shape.kind == "gcnii") {
    builder.residual();
  } else if (shape.kind == "rgcn") {
    builder.relational();
  } else if (shape.kind == "mlp" || shape.kind == "logistic") {
    builder.stack(shape.kind == "logistic" ? 1 : shape.num_layers, false);
  } else {
    throw UsageError("unknown network '" + shape.kind + "'", "--model", known_choices(shape.kind, kNetworks));
  }
  layers_ = std::move(builder.stack_layers);
  for (std::size_t l = 0; l < layers_.size(); ++l) {
    const std::vector<Parameter*> own = layers_[l]->parameters();
    parameters_.insert(parameters_.end(), own.begin(), own.end());
    if (own.size() == 1 && own[0]->value.rows() > 1) last_weights_ = l;
  }
}

std::size_t Network::hops() const {
  if (shape_.kind == "mlp" || shape_.kind == "logistic") return 0;
  return shape_.kind == "sgc" || shape_.kind == "appnp" ? shape_.propagation_steps : shape_.num_layers;
}

const Matrix& Network::forward(const ForwardContext& context) {
  const Matrix* last = &none_;
  for (std::size_t l = 0; l < layers_.size(); ++l) {
    if (l == last_weights_) hidden_ = last;
    last = &layers_[l]->forward(*last, context);
  }
  if (last_weights_ == 0) hidden_ = last;
  return *last;
}

void Network::backward(const Matrix& gradients, const ForwardContext& context) {
  const Matrix* last = &gradients;
  for (std::size_t l = layers_.size(); l-- > 0;) last = &layers_[l]->backward(*last, context);
}

}  // namespace kinfold
