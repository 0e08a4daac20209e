#include "registry/registry.h"

#include <algorithm>

#include "factorization/options.h"
#include "kg/options.h"
#include "nodes/options.h"
#include "table/options.h"

namespace kinfold {
namespace {

const std::vector<std::string>& losses_of(const TrainingChoice& c) {
  if (is_graph(c.task)) return graph_losses(c.all_entities);
  if (c.task == "nodes") return node_losses();
  if (c.task == "table") return table_losses();
  return factorization_losses(c.task, c.solver);
}

const std::vector<std::string>& regularizers_of(const TrainingChoice& c) {
  return is_graph(c.task) ? kGraphRegularizers : factorization_regularizers(c.task, c.solver);
}

const std::vector<std::string>& optimizers_of(const TrainingChoice& c) {
  return c.factorization() ? factorization_optimizers(c.task, c.solver) : kOptimizers;
}

void merge(std::vector<std::string>& all, const std::vector<std::string>& more) {
  for (const std::string& name : more)
    if (std::ranges::find(all, name) == all.end()) all.push_back(name);
}

}  // namespace

const std::vector<std::string>& solvers_of(const std::string& task) {
  if (is_graph(task) || task == "nodes") return kGradientSolvers;
  return task == "table" ? kTableSolvers : factorization_solvers(task);
}

const std::vector<std::string>& models_of(const std::string& task) {
  if (is_graph(task)) return graph_models(task);
  return task == "nodes" ? kNetworks : task == "table" ? kTableModels : kFactorizationModels;
}

std::vector<std::string> choices_of(const std::string& option, const TrainingChoice& choice) {
  if (option == "model") return models_of(choice.task);
  if (option == "solver") return solvers_of(choice.task);
  if (option == "loss") return losses_of(choice);
  if (option == "regularizer") return regularizers_of(choice);
  if (option == "optimizer") return optimizers_of(choice);
  if (option == "encoder") return kNetworks;
  return {};
}

std::vector<std::string> all_choices(const std::string& option) {
  std::vector<std::string> all;
  for (const std::string& task : kTasks)
    for (const std::string& solver : solvers_of(task))
      for (bool entities : {false, true}) {
        TrainingChoice choice{task, "", solver, "", "", entities};
        // An encoder is optional: any text is checked later, and none is allowed.
        if (option != "encoder") merge(all, choices_of(option, choice));
      }
  return all;
}

}  // namespace kinfold
