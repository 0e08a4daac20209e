// Options that all families share: model, run, checkpoints and validation.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "core/option.h"

namespace kinfold {

// The choices of model, solver, loss and regularizer depend on the task: see registry/registry.h.
struct ModelOptions {
  std::string task = "ratings";  // given by its position on the command line
  std::string model = "mf";
  std::string solver = "sgd";
  int rank = 64;  // 0: "auto", for tables only
  std::string loss = "squared";
  double reg = 0.05;
  int epochs = 30;

  static std::vector<OptionField<ModelOptions>> fields() {
    using O = ModelOptions;
    return {
        {.name = "model", .value = "NAME", .member = &O::model, .help = "Model to train."},
        {.name = "solver", .value = "NAME", .member = &O::solver, .help = "Training algorithm."},
        {.name = "rank",
         .value = "N",
         .member = &O::rank,
         .help =
             "Embedding dimension: the length of each vector, and of hidden layers for nodes. Tables also take auto: "
             "chosen by held-out cells.",
         .min = 1,
         .max = 1024,
         .zero_word = "auto"},
        {.name = "loss", .value = "NAME", .member = &O::loss, .help = "Loss function."},
        {.name = "reg",
         .value = "X",
         .member = &O::reg,
         .help = "Regularization of embeddings or weights. Raise it against overfitting.",
         .min = 0},
        {.name = "epochs",
         .value = "N",
         .member = &O::epochs,
         .help = "Number of passes over the training data.",
         .min = 1,
         .max = 1e6},
    };
  }
};

struct BatchOptions {
  int batch_size = 512;

  static std::vector<OptionField<BatchOptions>> fields() {
    return {{.name = "batch-size",
             .value = "N",
             .member = &BatchOptions::batch_size,
             .help = "Examples per gradient step: facts, likes (lightgcn) or labelled nodes.",
             .min = 1,
             .max = 1e6}};
  }
};

struct RunOptions {
  std::uint64_t seed = 1;
  int threads = 0;

  static std::vector<OptionField<RunOptions>> fields() {
    using O = RunOptions;
    return {
        {.name = "seed",
         .value = "N",
         .member = &O::seed,
         .help = "Random seed. The same seed gives the same model, bit for bit, for any number of threads."},
        {.name = "threads",
         .value = "N",
         .member = &O::threads,
         .help = "Number of threads; 0 uses all.",
         .min = 0,
         .max = 1024,
         .affects_model = false},
    };
  }
};

struct BudgetOptions {
  double time_budget = 0;

  static std::vector<OptionField<BudgetOptions>> fields() {
    return {{.name = "time-budget",
             .value = "SECONDS",
             .member = &BudgetOptions::time_budget,
             .help = "Time limit; training stops after the epoch in which it is reached. 0: no limit.",
             .min = 0,
             .affects_model = false}};
  }
};

struct CheckpointOptions {
  std::string checkpoint_dir;
  double checkpoint_interval = 10;
  bool resume = false;

  static std::vector<OptionField<CheckpointOptions>> fields() {
    using O = CheckpointOptions;
    return {
        {.name = "checkpoint-dir",
         .value = "DIR",
         .member = &O::checkpoint_dir,
         .help = "Folder for checkpoints, from which --resume continues.",
         .affects_model = false},
        {.name = "checkpoint-interval",
         .value = "SECONDS",
         .member = &O::checkpoint_interval,
         .help = "Minimum time between checkpoints.",
         .min = 0,
         .needs = "checkpoint-dir",
         .affects_model = false},
        {.name = "resume",
         .value = "",
         .member = &O::resume,
         .help = "Continue from the checkpoint. The result has the same bits as an uninterrupted training.",
         .needs = "checkpoint-dir",
         .affects_model = false},
    };
  }
};

struct ValidationOptions {
  std::string validation;

  static std::vector<OptionField<ValidationOptions>> fields() {
    return {{.name = "validation",
             .value = "SOURCE|SPLIT",
             .member = &ValidationOptions::validation,
             .help = "Validation data, or a split of the training data: random:0.1, per-user:0.1 or temporal:0.1."}};
  }
};

struct EarlyStoppingOptions {
  int patience = 0;

  static std::vector<OptionField<EarlyStoppingOptions>> fields() {
    return {{.name = "patience",
             .value = "N",
             .member = &EarlyStoppingOptions::patience,
             .help = "Stop early after this many epochs without a better validation score. 0: never.",
             .min = 0,
             .max = 1e6,
             .needs = "validation"}};
  }
};

}  // namespace kinfold
