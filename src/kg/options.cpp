#include "kg/options.h"

#include "kg/relational_scorer.h"
#include "loss/group.h"

namespace kinfold {

const std::vector<std::string>& graph_models(const std::string& task) {
  static const std::vector<std::string> links = LinkScorers::names(), triples = TripleScorers::names();
  return task == "links" ? links : triples;
}

const std::vector<std::string>& graph_losses(bool all_entities) {
  static const std::vector<std::string> all = {"softmax", "logistic"}, sampled = GraphLosses::names();
  return all_entities ? all : sampled;
}

}  // namespace kinfold
