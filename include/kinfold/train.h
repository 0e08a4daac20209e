// Trains models of every family from data in memory.
//
//   const kinfold::Model movies = kinfold::train(ratings, kinfold::train_options("ratings", {{"rank", "32"}}));
//   const kinfold::TableModel pca = kinfold::train(frame, kinfold::train_options("table", {{"model", "pca"}}));
//   const kinfold::GraphModel facts = kinfold::train(triples, kinfold::train_options("triples"));
//   const kinfold::NodeModel papers = kinfold::train(kinfold::NodeData{links, labels}, node_options);
//
// | data              | task                  | model      | algorithms                                              |
// | Ratings           | ratings, votes, likes | Model      | SGD, ALS, iALS (Hu et al. 2008), Gibbs, LightGCN        |
// | Frame             | table                 | TableModel | PCA, SVD, NMF, generalized low-rank models (Udell 2016) |
// | Triples           | links, triples        | GraphModel | TransE, DistMult, ComplEx, RotatE, TuckER, R-GCN        |
// | NodeData          | nodes                 | NodeModel  | GCN (Kipf, Welling 2017), SGC, APPNP, GCNII, R-GCN      |
//
// FactorizationData, TableData, GraphData and NodeData add what a model may use besides: validation rows, features of
// users, items or nodes, implicit feedback, cell weights, sparse cells.
//
// With validation data, or with the option `validation` (such as random:0.1), train() returns the model of the best
// epoch, and `patience` stops early. Without, it returns the model of the last epoch. The callback gets the loss, the
// validation metric and the speed after each epoch, and stops the training by returning false:
//
//   kinfold::train(ratings, options, [](const kinfold::Progress& progress) {
//     std::cerr << "epoch " << progress.epoch << ", loss " << progress.point.loss << "\n";
//     return true;
//   });
//
// Units: Progress::seconds is wall-clock time without data preparation; Progress::point.loss is the mean loss per
// example.
// Errors: a UsageError for options of another task or for values that do not go together, an Error for data that does
// not suit the task, a DivergenceError if the loss of a recommender explodes.
// Thread safety: calls with separate data may run at the same time. Each uses `threads` threads of its own. The
// callback runs in the calling thread.
// Determinism: the same data, options and seed give the same model, bit for bit, for any number of threads. The
// exceptions are `time_budget` and a callback that stops: they end the training after some epoch.
#pragma once
#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/error.h"
#include "factorization/train_model.h"
#include "kg/train_graph.h"
#include "nodes/train_nodes.h"
#include "registry/options.h"
#include "table/train_table.h"

namespace kinfold {

// Throws a UsageError unless the options are for one of these tasks.
inline void check_task(const TrainOptions& options, const std::vector<std::string>& tasks) {
  if (std::ranges::find(tasks, options.task) == tasks.end())
    throw UsageError("these data are for the task " + join(tasks, " or ") + ", but the options are for " + options.task,
                     "task", "create the options with kinfold::train_options(\"" + tasks.front() + "\")");
}

// Trains a recommender on ratings, votes or likes, according to options.task.
inline Model train(FactorizationData data, const TrainOptions& options, const ProgressCallback& callback = {}) {
  check_task(options, {"ratings", "votes", "likes"});
  return train(std::move(data), FactorizationTrainOptions(options), callback);
}
inline Model train(Ratings ratings, const TrainOptions& options, const ProgressCallback& callback = {}) {
  return train(FactorizationData{std::move(ratings), std::nullopt}, options, callback);
}

// Trains a table model. To validate, call hold_out_cells() (<kinfold/data.h>) before, and evaluate_cells()
// (<kinfold/evaluate.h>) after. With rank 0, held-out cells select the rank.
inline TableModel train(TableData data, const TrainOptions& options) {
  check_task(options, {"table"});
  if (!options.validation.empty())
    throw UsageError("train() of a table does not hold out cells", "validation " + options.validation,
                     "call hold_out_cells() before train(), and evaluate_cells() after it");
  return train_table(data, TableTrainOptions(options));
}
inline TableModel train(Frame frame, const TrainOptions& options) {
  return train(TableData{.frame = std::move(frame)}, options);
}

// Trains a model of links or triples, according to options.task.
inline GraphModel train(GraphData data, const TrainOptions& options, const ProgressCallback& callback = {}) {
  check_task(options, {"links", "triples"});
  return train_graph(std::move(data), GraphTrainOptions(options), callback);
}
inline GraphModel train(Triples facts, const TrainOptions& options, const ProgressCallback& callback = {}) {
  return train(GraphData{std::move(facts), std::nullopt}, options, callback);
}

// Trains a node classifier on links, training labels and, if there are any, node features.
inline NodeModel train(NodeData data, const TrainOptions& options, const ProgressCallback& callback = {}) {
  check_task(options, {"nodes"});
  return train_nodes(std::move(data), NodeTrainOptions(options), callback);
}

}  // namespace kinfold
