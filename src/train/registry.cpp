#include "train/registry.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numbers>

#include "core/error.h"
#include "loss/column.h"
#include "train/options.h"

namespace kinfold {

const std::vector<std::string>& solvers_of(const std::string& task) {
  static const std::vector<std::string> ratings = {"sgd", "als", "gibbs"}, votes = {"sgd"},
                                        likes = {"ials", "sgd", "lightgcn"},
                                        table = {"auto", "full", "randomized", "als"};
  if (is_graph(task) || task == "labels") return votes;  // sgd
  return task == "likes" ? likes : task == "votes" ? votes : task == "table" ? table : ratings;
}

const std::vector<std::string>& models_of(const std::string& task) {
  static const std::vector<std::string> links = LinkScorers::names(), triples = TripleScorers::names();
  if (task == "labels") return kNetworks;
  return task == "table" ? kTableModels : task == "links" ? links : task == "triples" ? triples : kModels;
}

std::vector<std::string> loss_names() {
  std::vector<std::string> names = PointLosses::names();
  for (const auto& more : {GroupLosses::names(), ColumnLosses::names(), GraphLosses::names()})
    for (const std::string& name : more)
      if (std::ranges::find(names, name) == names.end()) names.push_back(name);
  return names;
}

const std::vector<std::string>& losses_of(const std::string& task, const std::string& solver) {
  static const std::vector<std::string> squared = {"squared"}, votes = {"logistic"}, point = PointLosses::names(),
                                        group = GroupLosses::names(), graph = GraphLosses::names(),
                                        softmax = {"softmax", "logistic"}, pairs = {"bpr", "softmax"};
  if (is_graph(task)) return graph;
  if (task == "labels") return softmax;
  if (solver == "lightgcn") return pairs;
  if (solver != "sgd") return squared;
  return task == "likes" ? group : task == "votes" ? votes : point;
}

namespace {

Options graph_preset(Options options) {
  const std::vector<std::string>& models = models_of(options.task);
  if (std::ranges::find(models, options.model) == models.end())
    throw UsageError("model '" + options.model + "' does not go with the task " + options.task, "--model",
                     known_choices(options.model, models));
  options.update = Adagrad::name;
  options.rate = 0.1;
  options.penalty = "nuclear-3";
  if (options.task == "links") {
    options.loss = NegativeSampling::name;
    options.negatives = 64;
    options.strength = 0.03;
    options.init = 0.1;
    options.loops = "drop";
    return options;
  }
  options.loss = Softmax::name;
  options.negatives = 0;
  options.decay = "none";
  options.batch = 256;
  options.strength = 0.1;
  options.init = 0.001;
  if (RelationalScorer(options.model, {}).similarity() == Similarity::kDot) return options;
  options.strength = 0;
  options.init = 0.1;
  return options;
}

// One step an epoch, over all facts, where there is one relation.
Options encoder_preset(Options options) {
  options.loss = Softmax::name;
  options.negatives = 64;
  options.update = Adam::name;
  options.rate = 0.01;
  options.decay = "none";
  options.strength = 0;
  options.init = 0.3;
  options.epochs = 200;
  options.batch = 1'000'000;
  if (options.task == "triples") options.batch = 16384, options.epochs = 50, options.negatives = 256;
  return options;
}

// The settings of the papers (graph/network.h), for graphs of a few thousand nodes.
Options label_preset(Options options) {
  options.rank = 16;
  options.loss = Softmax::name;
  options.update = Adam::name;
  options.rate = 0.01;
  options.decay = "none";
  options.strength = 5e-4;
  options.dropout = 0.5;
  options.epochs = 200;
  options.steps = options.model == "sgc" ? 2 : 10;
  if (options.model == "sgc") options.dropout = options.feature_dropout = 0, options.rate = 0.2;
  if (options.model == "appnp")
    options.rank = 64, options.strength = 5e-3, options.epochs = 1000, options.patience = 100;
  if (options.model == "gcnii") {
    options.rank = 64;
    options.layers = 16;
    options.dropout = options.feature_dropout = 0.6;
    options.epochs = 1000;
    options.patience = 100;
  }
  return options;
}

// The settings of the paper (train/light_gcn.h).
Options light_preset(Options options) {
  options.layers = 3;
  options.loss = Bpr::name;
  options.negatives = 1;
  options.batch = 2048;
  options.update = Adam::name;
  options.rate = 0.001;
  options.decay = "none";
  options.strength = 1e-4;
  options.init = 0.1;
  options.epochs = 100;
  return options;
}

}  // namespace

Options Options::preset(const std::string& task, const std::string& solver, const std::string& model,
                        const std::string& encoder) {
  if (std::ranges::find(kTasks, task) == kTasks.end())
    throw UsageError("unknown task '" + task + "'", "train", known_choices(task, kTasks));
  const auto& solvers = solvers_of(task);
  Options options;
  options.task = task;
  options.solver = solver.empty() ? solvers[0] : solver;
  if (std::ranges::find(solvers, options.solver) == solvers.end())
    throw UsageError("solver '" + solver + "' does not learn " + task, "--solver", known_choices(solver, solvers));
  options.model = model.empty() ? (task == "triples" ? std::string(ComplEx::name) : models_of(task)[0]) : model;
  if (task == "table") {
    options.rank = 10;
    options.loss = "auto";
    options.epochs = 300;
    // Where a row has few cells, or cells of little to tell, its vector must be held; for numbers the rank does that.
    if (options.model != "pca" && options.model != "svd" && options.model != "nmf") options.strength = 1;
    return options;
  }
  if (is_graph(task)) {
    options = graph_preset(std::move(options));
    return encoder.empty() ? options : encoder_preset(std::move(options));
  }
  if (task == "labels") return label_preset(std::move(options));
  options.loss = losses_of(task, options.solver)[0];
  if (options.solver == "als") options.epochs = 10;
  if (options.solver == "gibbs") options.rank = 32, options.epochs = 150, options.init = 0.3;
  if (options.solver == "ials") {
    options.epochs = 16;
    options.strength = 0.3;
    options.penalty_power = 0.25;
    options.init = 0.1;
  }
  if (task == "likes") options.clip = false;
  if (task == "likes" && options.solver == "sgd") {
    options.loss = NegativeSampling::name;
    options.rate = 0.1;
    options.strength = 0.01;
  }
  if (options.solver == "lightgcn") return light_preset(std::move(options));
  return options;
}

double rate_share(const std::string& decay, std::size_t epoch, std::size_t epochs) {
  const double done = double(epoch) / double(epochs);
  if (decay == "linear") return 1 - done;
  if (decay == "cosine") return (1 + std::cos(std::numbers::pi * done)) / 2;
  if (decay == "none") return 1;
  double factor = 0;
  const auto [end, error] = std::from_chars(decay.data(), decay.data() + decay.size(), factor);
  if (error != std::errc() || end != decay.data() + decay.size() || !(factor > 0 && factor <= 1))
    throw UsageError("unknown decay '" + decay + "'", "--decay",
                     known_choices(decay, kDecays) + ", or a factor an epoch above 0 and up to 1");
  return std::pow(factor, double(epoch));
}

}  // namespace kinfold
