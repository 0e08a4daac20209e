// Options of graph neural networks, for node classification and as encoders of links and triples.
#pragma once
#include <string>
#include <vector>

#include "core/option.h"
#include "data/node_features.h"
#include "gnn/activation.h"
#include "gnn/adjacency.h"
#include "train/options.h"

namespace kinfold {

struct LayerCountOptions {
  int num_layers = 2;

  static std::vector<OptionField<LayerCountOptions>> fields() {
    return {{.name = "num-layers",
             .value = "N",
             .member = &LayerCountOptions::num_layers,
             .help = "Number of layers. Each layer of gcn, gcnii and lightgcn propagates once.",
             .min = 0,
             .max = 1000,
             .when = [](const TrainingChoice& c) { return !c.network("sgc") && !c.network("logistic"); }}};
  }
};

struct PrecisionOptions {
  std::string precision = "bfloat16";

  static std::vector<OptionField<PrecisionOptions>> fields() {
    return {{.name = "precision",
             .value = "bfloat16|float32",
             .member = &PrecisionOptions::precision,
             .help = "Precision of matrix products. bfloat16 is used only if the processor is faster with it.",
             .choices = {"bfloat16", "float32"}}};
  }
};

struct DropoutOptions {
  double dropout = 0;

  static std::vector<OptionField<DropoutOptions>> fields() {
    return {{.name = "dropout",
             .value = "X",
             .member = &DropoutOptions::dropout,
             .help = "Dropout rate of layer inputs, or of the query entity's embedding.",
             .min = 0,
             .max = 0.999}};
  }
};

struct GcnOptions {
  std::string node_features;
  std::string activation = "relu";
  double feature_dropout = 0.5;
  std::string feature_scaling = "auto";

  static std::vector<OptionField<GcnOptions>> fields() {
    using O = GcnOptions;
    return {
        {.name = "node-features",
         .value = "SOURCE",
         .member = &O::node_features,
         .help = "Table of node ids and features. Without it, each node gets a trainable embedding."},
        {.name = "activation",
         .value = "NAME",
         .member = &O::activation,
         .help = "Activation between layers.",
         .choices = Activations::names(),
         .when = [](const TrainingChoice& c) { return !c.network("sgc") && !c.network("logistic"); }},
        {.name = "feature-dropout",
         .value = "X",
         .member = &O::feature_dropout,
         .help = "Dropout rate of the input features.",
         .min = 0,
         .max = 0.999},
        {.name = "feature-scaling",
         .value = "NAME",
         .member = &O::feature_scaling,
         .help = "row: each row sums to 1; standard: mean 0 and standard deviation 1; auto: row for sparse features.",
         .choices = kFeatureScalings,
         .needs = "node-features"},
    };
  }
};

// How embeddings propagate along links.
struct PropagationOptions {
  std::string adjacency_normalization = "symmetric";
  bool add_self_loops = true;
  bool directed = false;
  int propagation_steps = 2;
  double alpha = 0.1;
  double lambda = 0.5;

  static std::vector<OptionField<PropagationOptions>> fields() {
    using O = PropagationOptions;
    constexpr auto one_matrix = [](const TrainingChoice& c) {
      return !c.network("mlp") && !c.network("logistic") && !c.network("rgcn");
    };
    return {
        {.name = "adjacency-normalization",
         .value = "NAME",
         .member = &O::adjacency_normalization,
         .help = "Normalization of the adjacency matrix.",
         .choices = kAdjacencyNormalizations,
         .when = one_matrix},
        {.name = "add-self-loops",
         .value = "yes|no",
         .member = &O::add_self_loops,
         .help = "Add a self-loop to each node.",
         .when = one_matrix},
        {.name = "directed",
         .value = "yes|no",
         .member = &O::directed,
         .help = "Propagate from source to target only.",
         .when = one_matrix},
        {.name = "propagation-steps",
         .value = "N",
         .member = &O::propagation_steps,
         .help = "Number of propagation steps.",
         .min = 0,
         .max = 1000,
         .when = [](const TrainingChoice& c) { return c.network("sgc") || c.network("appnp"); }},
        {.name = "alpha",
         .value = "X",
         .member = &O::alpha,
         .help = "Weight of the initial input in each propagation (restart probability of APPNP).",
         .min = 0,
         .max = 1,
         .when = [](const TrainingChoice& c) { return c.network("appnp") || c.network("gcnii"); }},
        {.name = "lambda",
         .value = "X",
         .member = &O::lambda,
         .help = "Weight of the linear maps in GCNII layers (identity mapping); it decreases with depth.",
         .min = 0,
         .when = [](const TrainingChoice& c) { return c.network("gcnii"); }},
    };
  }
};

struct RgcnOptions {
  int num_bases = 8;
  int block_dim = 4;

  static std::vector<OptionField<RgcnOptions>> fields() {
    using O = RgcnOptions;
    return {
        {.name = "num-bases",
         .value = "N",
         .member = &O::num_bases,
         .help = "Number of basis matrices whose combinations are the relation weights; 0: block-diagonal weights.",
         .min = 0,
         .max = 1000,
         .when = [](const TrainingChoice& c) { return c.network("rgcn"); }},
        {.name = "block-dim",
         .value = "N",
         .member = &O::block_dim,
         .help = "Size of the diagonal blocks with --num-bases 0.",
         .min = 1,
         .max = 1000,
         .needs = "num-bases=0",
         .when = [](const TrainingChoice& c) { return c.network("rgcn"); }},
    };
  }
};

// The options of a network.
using NetworkOptions =
    OptionSet<ModelOptions, DropoutOptions, LayerCountOptions, GcnOptions, PropagationOptions, RgcnOptions>;

}  // namespace kinfold
