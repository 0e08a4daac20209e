// Default options of each task, solver and model. They come from the papers or from validation.
#include <algorithm>

#include "core/error.h"
#include "registry/options.h"
#include "registry/registry.h"

namespace kinfold {
namespace {

void set_sampled_likes(TrainOptions& o) {
  o.loss = "logistic";
  o.lr = 0.1;
  o.reg = 0.01;
}

// The hyperparameters of the paper (He et al. 2020).
void set_lightgcn(TrainOptions& o) {
  o.num_layers = 3;
  o.loss = "bpr";
  o.negatives = 1;
  o.batch_size = 2048;
  o.optimizer = "adam";
  o.lr = 0.001;
  o.lr_schedule = "constant";
  o.reg = 1e-4;
  o.init_std = 0.1;
  o.epochs = 100;
}

void set_factorization(TrainOptions& o) {
  o.loss = factorization_losses(o.task, o.solver)[0];
  if (o.solver == "als") o.epochs = 10;
  if (o.solver == "gibbs") o.rank = 32, o.epochs = 150, o.init_std = 0.3;
  if (o.solver == "ials") o.epochs = 16, o.reg = 0.3, o.reg_exponent = 0.25, o.init_std = 0.1;
  if (o.task == "likes") o.clip = false;
  if (o.task == "likes" && o.solver == "sgd") set_sampled_likes(o);
  if (o.solver == "lightgcn") set_lightgcn(o);
}

void set_table(TrainOptions& o) {
  o.rank = 10;
  o.loss = "auto";
  o.epochs = 300;
  // A row with few or uninformative cells needs regularization. For numeric tables, the limited rank is enough.
  if (o.model != "pca" && o.model != "svd" && o.model != "nmf") o.reg = 1;
}

void set_links(TrainOptions& o) {
  o.loss = "logistic";
  o.negatives = 64;
  o.reg = 0.03;
  o.init_std = 0.1;
  o.self_loops = "drop";
}

void set_triples(TrainOptions& o) {
  o.loss = "softmax";
  o.negatives = 0;
  o.lr_schedule = "constant";
  o.batch_size = 256;
  o.reg = 0.1;
  o.init_std = 0.001;
  if (is_distance_scorer(o.model)) o.reg = 0, o.init_std = 0.1;
}

// For one relation, each epoch is a single full-batch step.
void set_encoder(TrainOptions& o) {
  o.loss = "softmax";
  o.negatives = 64;
  o.optimizer = "adam";
  o.lr = 0.01;
  o.lr_schedule = "constant";
  o.reg = 0;
  o.init_std = 0.3;
  o.epochs = 200;
  o.batch_size = 1'000'000;
  if (o.task == "triples") o.batch_size = 16384, o.epochs = 50, o.negatives = 256;
  o.propagation_steps = 2;
}

void set_graph(TrainOptions& o) {
  o.optimizer = "adagrad";
  o.lr = 0.1;
  o.regularizer = "n3";
  if (o.task == "links") set_links(o);
  if (o.task == "triples") set_triples(o);
  if (!o.encoder.empty()) set_encoder(o);
}

// The hyperparameters of the papers (gnn/network.h), for graphs of a few thousand nodes.
void set_nodes(TrainOptions& o) {
  o.rank = 16;
  o.loss = "softmax";
  o.optimizer = "adam";
  o.lr = 0.01;
  o.lr_schedule = "constant";
  o.reg = 5e-4;
  o.dropout = 0.5;
  o.epochs = 200;
  o.propagation_steps = o.model == "sgc" ? 2 : 10;
  if (o.model == "sgc") o.dropout = o.feature_dropout = 0, o.lr = 0.2;
  if (o.model == "appnp") o.rank = 64, o.reg = 5e-3, o.epochs = 1000, o.patience = 100;
  if (o.model == "gcnii") {
    o.rank = 64;
    o.num_layers = 16;
    o.dropout = o.feature_dropout = 0.6;
    o.epochs = 1000;
    o.patience = 100;
  }
}

// Returns `requested`, or `standard` if it is empty. Throws a UsageError if `requested` is not among `known`.
std::string pick(const std::string& requested, const std::string& standard, const std::vector<std::string>& known,
                 const std::string& option, const std::string& task) {
  if (requested.empty()) return standard;
  if (std::ranges::find(known, requested) == known.end())
    throw UsageError(option + " '" + requested + "' cannot be used with the task " + task, "--" + option,
                     known_choices(requested, known));
  return requested;
}

}  // namespace

TrainOptions TrainOptions::defaults(const std::string& task, const std::string& solver, const std::string& model,
                                    const std::string& encoder) {
  if (std::ranges::find(kTasks, task) == kTasks.end())
    throw UsageError("unknown task '" + task + "'", "train", known_choices(task, kTasks));
  TrainOptions options;
  options.task = task;
  options.solver = pick(solver, solvers_of(task)[0], solvers_of(task), "solver", task);
  options.model = pick(model, task == "triples" ? "complex" : models_of(task)[0], models_of(task), "model", task);
  options.encoder = encoder;
  if (options.choice().factorization()) set_factorization(options);
  if (task == "table") set_table(options);
  if (options.choice().graph()) set_graph(options);
  if (task == "nodes") set_nodes(options);
  return options;
}

}  // namespace kinfold
