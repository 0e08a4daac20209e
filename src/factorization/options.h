// Options of recommenders: ratings, votes and likes.
#pragma once
#include <string>
#include <vector>

#include "core/option.h"
#include "data/options.h"
#include "gnn/options.h"
#include "optimizer/options.h"
#include "regularizer/options.h"
#include "sampler/options.h"
#include "train/options.h"

namespace kinfold {

// mf: biases and factors. biases: biases only. mean: the mean of the training values.
inline const std::vector<std::string> kFactorizationModels = {"mf", "biases", "mean"};

// sgd: stochastic gradient descent. als: alternating least squares over observed values. ials: alternating least
// squares over all pairs, for likes. lightgcn: gradients through the propagation layers. gibbs: samples from the
// posterior.
const std::vector<std::string>& factorization_solvers(const std::string& task);
const std::vector<std::string>& factorization_losses(const std::string& task, const std::string& solver);
const std::vector<std::string>& factorization_regularizers(const std::string& task, const std::string& solver);
const std::vector<std::string>& factorization_optimizers(const std::string& task, const std::string& solver);

inline const std::vector<std::string> kTimeTerms = {"user", "item", "drift", "day"};

struct FactorizationOptions {
  bool biases = true;
  double bias_reg = 0.01;
  double reg_exponent = 0.8;
  bool clip = true;
  std::string item_names;

  static std::vector<OptionField<FactorizationOptions>> fields() {
    using O = FactorizationOptions;
    constexpr auto scaled = [](const TrainingChoice& c) {
      return c.has_vectors() && c.solver != "lightgcn" && c.solver != "gibbs";
    };
    constexpr auto has_biases = [](const TrainingChoice& c) {
      return c.trainable() && (c.solver == "sgd" || c.solver == "als");
    };
    return {
        {.name = "biases",
         .value = "yes|no",
         .member = &O::biases,
         .help = "Learn a bias for each user and item.",
         .needs = "similarity=dot",
         .when =
             [](const TrainingChoice& c) { return c.has_vectors() && c.solver != "lightgcn" && c.solver != "ials"; }},
        {.name = "bias-reg",
         .value = "X",
         .member = &O::bias_reg,
         .help = "Regularization of the biases.",
         .min = 0,
         .needs = "biases",
         .when = has_biases},
        {.name = "reg-exponent",
         .value = "X",
         .member = &O::reg_exponent,
         .help = "The regularization of a row grows with this power of its count: 1 per example, 0 per row.",
         .min = 0,
         .max = 2,
         .when = scaled},
        {.name = "clip",
         .value = "yes|no",
         .member = &O::clip,
         .help = "Clip predictions to the range of the training values.",
         .when = [](const TrainingChoice& c) { return c.trainable() && c.task != "likes"; }},
        {.name = "item-names",
         .value = "SOURCE",
         .member = &O::item_names,
         .help = "Table of item ids and the names to display.",
         .affects_model = false},
    };
  }
};

// Options of the task likes.
struct ImplicitOptions {
  double confidence_weight = 1;
  double unobserved_weight = 0.01;
  std::string similarity = "dot";

  static std::vector<OptionField<ImplicitOptions>> fields() {
    using O = ImplicitOptions;
    return {
        {.name = "confidence-weight",
         .value = "X",
         .member = &O::confidence_weight,
         .help = "Weight of a like by its value: 1 + X (value / mean - 1). 0 ignores values.",
         .min = 0},
        {.name = "unobserved-weight",
         .value = "X",
         .member = &O::unobserved_weight,
         .help = "Weight of an unobserved pair as a zero, beside 1 for a like. Raise it for dense data.",
         .min = 0,
         .when = [](const TrainingChoice& c) { return c.solver == "ials"; }},
        {.name = "similarity",
         .value = "dot|cosine",
         .member = &O::similarity,
         .help = "Score by dot product and biases, or by cosine.",
         .choices = {"dot", "cosine"},
         .when = [](const TrainingChoice& c) { return c.descent(); }},
    };
  }
};

// Side information: implicit feedback and features.
struct SideInfoOptions {
  std::string implicit_feedback;
  bool item_implicit_feedback = false;
  bool user_embeddings = true;
  std::string user_features, item_features;
  int feature_bins = 10;
  double implicit_feedback_reg = 1, feature_reg = 1;

  static std::vector<OptionField<SideInfoOptions>> fields() {
    using O = SideInfoOptions;
    return {
        {.name = "implicit-feedback",
         .value = "rated|SOURCE",
         .member = &O::implicit_feedback,
         .help = "Items that each user interacted with (SVD++): the rated ones, or pairs from a source."},
        {.name = "item-implicit-feedback",
         .value = "yes|no",
         .member = &O::item_implicit_feedback,
         .help = "The same for items: the users that rated them."},
        {.name = "user-embeddings",
         .value = "yes|no",
         .member = &O::user_embeddings,
         .help = "no: a user is the sum of their implicit feedback and features (asymmetric model).",
         .when = [](const TrainingChoice& c) { return c.solver != "gibbs"; }},
        {.name = "user-features",
         .value = "SOURCE",
         .member = &O::user_features,
         .help = "Table of user ids and features; each feature value gets an embedding."},
        {.name = "item-features", .value = "SOURCE", .member = &O::item_features, .help = "The same for items."},
        {.name = "feature-bins",
         .value = "N",
         .member = &O::feature_bins,
         .help = "Quantile bins for numeric features with many values.",
         .min = 1,
         .max = 1000,
         .needs = "user-features|item-features"},
        {.name = "implicit-feedback-reg",
         .value = "X",
         .member = &O::implicit_feedback_reg,
         .help = "Regularization of implicit feedback embeddings, relative to a row's.",
         .min = 0,
         .exclusive_min = true,
         .needs = "implicit-feedback|item-implicit-feedback"},
        {.name = "feature-reg",
         .value = "X",
         .member = &O::feature_reg,
         .help = "Regularization of feature embeddings, relative to a row's.",
         .min = 0,
         .exclusive_min = true,
         .needs = "user-features|item-features"},
    };
  }
};

struct TimeOptions {
  int time_bins = 0;
  std::string time_binning = "quantile";
  std::string time_terms = "user,item";
  double time_reg = 1;

  static std::vector<OptionField<TimeOptions>> fields() {
    using O = TimeOptions;
    return {
        {.name = "time-bins",
         .value = "N",
         .member = &O::time_bins,
         .help = "Number of time bins; 0 ignores time.",
         .min = 0,
         .max = 10000},
        {.name = "time-binning",
         .value = "quantile|uniform",
         .member = &O::time_binning,
         .help = "Bins of equal count or of equal width.",
         .choices = {"quantile", "uniform"},
         .needs = "time-bins"},
        {.name = "time-terms",
         .value = "LIST",
         .member = &O::time_terms,
         .help = "What varies with time: user (vector and bias per bin), item (bias per bin), drift (of a user), day "
                 "(user bias per day).",
         .needs = "time-bins"},
        {.name = "time-reg",
         .value = "X",
         .member = &O::time_reg,
         .help = "Regularization of the time-dependent terms, relative to a row's.",
         .min = 0,
         .exclusive_min = true,
         .needs = "time-bins"},
    };
  }
};

struct AlsOptions {
  int block_size = 64;
  int cg_steps = 2;

  static std::vector<OptionField<AlsOptions>> fields() {
    using O = AlsOptions;
    return {
        {.name = "block-size",
         .value = "N",
         .member = &O::block_size,
         .help = "Columns that are solved for together.",
         .min = 1,
         .max = 4096},
        {.name = "cg-steps",
         .value = "N",
         .member = &O::cg_steps,
         .help = "Conjugate gradient steps per row; 0 solves blocks of --block-size exactly.",
         .min = 0,
         .max = 1000,
         .when = [](const TrainingChoice& c) { return c.solver == "ials"; }},
    };
  }
};

struct GibbsOptions {
  int burn_in = 20;
  int samples = 50;

  static std::vector<OptionField<GibbsOptions>> fields() {
    using O = GibbsOptions;
    return {
        {.name = "burn-in",
         .value = "N",
         .member = &O::burn_in,
         .help = "Sweeps before the first kept sample.",
         .min = 0,
         .max = 1e6},
        {.name = "samples",
         .value = "N",
         .member = &O::samples,
         .help = "Kept samples, spread evenly over the sweeps after burn-in.",
         .min = 1,
         .max = 10000},
    };
  }
};

using FactorizationTrainOptions =
    OptionSet<ModelOptions, RegularizerOptions, InitOptions, SideRegOptions, FactorizationOptions, ImplicitOptions,
              NegativeSamplingOptions, BatchOptions, PrecisionOptions, LayerCountOptions, SideInfoOptions,
              FeatureColumnOptions, TimeOptions, OptimizerOptions, AlsOptions, GibbsOptions, RunOptions, BudgetOptions,
              CheckpointOptions, ValidationOptions, EarlyStoppingOptions, DataOptions>;

}  // namespace kinfold
