#include "gnn/network.h"

#include "core/error.h"
#include "core/random.h"
#include "gnn/layers.h"

namespace kinfold {
namespace {

enum Stream : std::uint64_t { kWeights = 41 };

// Weight decay of the inner weights of GCNII relative to the others (Chen et al. 2020 use 0.01 and 0.0005).
constexpr double kInnerWeightDecay = 20;

struct LayerBuilder {
  const NetworkSpec& spec;
  Random seeds;
  Layers stack_layers;
  std::uint64_t dropout_count = 0;

  void add(std::unique_ptr<Layer> layer) { stack_layers.push_back(std::move(layer)); }
  void features(std::size_t hidden_dim) {
    add(feature_linear(spec.features, hidden_dim, spec.feature_dropout, seeds(), 1));
  }
  void add_dropout() { add(dropout(spec.dropout, ++dropout_count)); }

  // MLP layers; with `propagating`, GCN layers. Propagation follows the weights.
  void stack(std::size_t count, bool propagating) {
    for (std::size_t l = 0; l < count; ++l) {
      const std::size_t hidden_dim = l + 1 == count ? spec.out : spec.hidden_dim;
      if (l == 0)
        features(hidden_dim);
      else
        add_dropout(), add(linear(spec.hidden_dim, hidden_dim, seeds(), 0));
      if (propagating) add(propagation(1, 0));
      add(bias(hidden_dim));
      if (l + 1 < count) add(activation(spec.activation));
    }
  }

  // R-GCN: embeddings, then relational layers. Block-diagonal layers keep the width, so a linear layer computes the
  // output.
  void relational() {
    const std::size_t relations = 2 * spec.relations;
    features(spec.hidden_dim);
    for (std::size_t l = 0; l < spec.num_layers; ++l) {
      const bool last = l + 1 == spec.num_layers;
      const std::size_t to = last && spec.num_bases > 0 ? spec.out : spec.hidden_dim;
      add_dropout();
      if (spec.num_bases > 0)
        add(rgcn_bases(relations, spec.hidden_dim, to, spec.num_bases, seeds()));
      else
        add(rgcn_blocks(relations, spec.hidden_dim, (spec.hidden_dim + spec.block_dim - 1) / spec.block_dim, seeds()));
      add(bias(to));
      if (!last) add(activation(spec.activation));
    }
    if (spec.num_bases == 0) add(linear(spec.hidden_dim, spec.out, seeds(), 0));
  }

  // GCNII
  void residual() {
    features(spec.hidden_dim);
    add(bias(spec.hidden_dim));
    add(activation(spec.activation));
    add(gcnii_layers(spec.hidden_dim, {spec.num_layers, spec.alpha, spec.lambda, spec.dropout, kInnerWeightDecay},
                     seeds()));
    add_dropout();
    add(linear(spec.hidden_dim, spec.out, seeds(), 1));
    add(bias(spec.out));
  }
};

}  // namespace

Network::Network(const NetworkSpec& spec, std::uint64_t seed) : spec_(spec) {
  LayerBuilder builder{spec, Random(seed, {kWeights}), {}};
  if (spec.kind == "gcn") {
    builder.stack(spec.num_layers, true);
  } else if (spec.kind == "sgc") {
    builder.features(spec.out);
    builder.add(propagation(spec.propagation_steps, 0));
    builder.add(kinfold::bias(spec.out));
  } else if (spec.kind == "appnp") {
    builder.stack(spec.num_layers, false);
    builder.add(propagation(spec.propagation_steps, spec.alpha));
  } else if (spec.kind == "gcnii") {
    builder.residual();
  } else if (spec.kind == "rgcn") {
    builder.relational();
  } else if (spec.kind == "mlp" || spec.kind == "logistic") {
    builder.stack(spec.kind == "logistic" ? 1 : spec.num_layers, false);
  } else {
    throw UsageError("unknown model '" + spec.kind + "'", "--model", known_choices(spec.kind, kNetworks));
  }
  layers_ = std::move(builder.stack_layers);
  for (std::size_t l = 0; l < layers_.size(); ++l) {
    const std::vector<Parameter*> own = layers_[l]->parameters();
    parameters_.insert(parameters_.end(), own.begin(), own.end());
    if (own.size() == 1 && own[0]->value.rows() > 1) last_weights_ = l;
  }
}

std::size_t Network::hops() const {
  if (spec_.kind == "mlp" || spec_.kind == "logistic") return 0;
  return spec_.kind == "sgc" || spec_.kind == "appnp" ? spec_.propagation_steps : spec_.num_layers;
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
