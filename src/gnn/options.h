// Options of graph convolutional networks, for node classification and as encoders of links and triples.
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
             .help = "Number of layers; each layer of gcn, gcnii and lightgcn propagates once.",
             .min = 0,
             .max = 1000}};
  }
};

struct PrecisionOptions {
  std::string precision = "bfloat16";

  static std::vector<OptionField<PrecisionOptions>> fields() {
    return {{.name = "precision",
             .value = "bfloat16|float32",
             .member = &PrecisionOptions::precision,
             .help = "Precision of matrix products; bfloat16 is used where the processor is faster with it.",
             .choices = {"bfloat16", "float32"}}};
  }
};

struct DropoutOptions {
  double dropout = 0;

  static std::vector<OptionField<DropoutOptions>> fields() {
    return {{.name = "dropout",
             .value = "X",
             .member = &DropoutOptions::dropout,
             .help = "Dropout rate of a layer's inputs, or of a query entity's embedding.",
             .min = 0,
             .max = 0.999}};
  }
};

struct GcnOptions {
  std::string node_features;
  std::string activation = "relu";
  double alpha = 0.1;
  double lambda = 0.5;
  double feature_dropout = 0.5;
  std::string feature_scaling = "auto";
  std::string adjacency_normalization = "symmetric";
  bool add_self_loops = true, directed = false;
  int propagation_steps = 2;
  int num_bases = 8, block_dim = 4;

  static std::vector<OptionField<GcnOptions>> fields() {
    using O = GcnOptions;
    constexpr auto mixes = [](const TrainingChoice& c) { return c.model != "mlp" && c.model != "logistic"; };
    return {
        {.name = "node-features",
         .value = "SOURCE",
         .member = &O::node_features,
         .help = "Table of node ids and features; without it each node learns an embedding."},
        {.name = "activation",
         .value = "NAME",
         .member = &O::activation,
         .help = "Activation between layers.",
         .choices = Activations::names()},
        {.name = "alpha",
         .value = "X",
         .member = &O::alpha,
         .help = "Share of the input that each propagation keeps (teleport probability of APPNP).",
         .min = 0,
         .max = 1,
         .when = [](const TrainingChoice& c) { return c.network("appnp") || c.network("gcnii"); }},
        {.name = "lambda",
         .value = "X",
         .member = &O::lambda,
         .help = "Weight of GCNII's identity mapping; its effect falls with depth.",
         .min = 0,
         .when = [](const TrainingChoice& c) { return c.network("gcnii"); }},
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
        {.name = "adjacency-normalization",
         .value = "NAME",
         .member = &O::adjacency_normalization,
         .help = "Normalization of the adjacency matrix.",
         .choices = kAdjacencyNormalizations,
         .when = mixes},
        {.name = "add-self-loops",
         .value = "yes|no",
         .member = &O::add_self_loops,
         .help = "Let each node propagate to itself.",
         .when = mixes},
        {.name = "directed",
         .value = "yes|no",
         .member = &O::directed,
         .help = "Propagate from source to target only.",
         .when = mixes},
        {.name = "propagation-steps",
         .value = "N",
         .member = &O::propagation_steps,
         .help = "Propagation steps.",
         .min = 0,
         .max = 1000,
         .when = [](const TrainingChoice& c) { return c.network("sgc") || c.network("appnp"); }},
        {.name = "num-bases",
         .value = "N",
         .member = &O::num_bases,
         .help = "Basis matrices that relation weights are combinations of; 0 uses block-diagonal weights.",
         .min = 0,
         .max = 1000,
         .when = [](const TrainingChoice& c) { return c.network("rgcn"); }},
        {.name = "block-dim",
         .value = "N",
         .member = &O::block_dim,
         .help = "Size of each block with --num-bases 0.",
         .min = 1,
         .max = 1000,
         .when = [](const TrainingChoice& c) { return c.network("rgcn"); }},
    };
  }
};

// What a network is made from.
using NetworkOptions = OptionSet<ModelOptions, DropoutOptions, LayerCountOptions, GcnOptions>;

}  // namespace kinfold
