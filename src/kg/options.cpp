#include "kg/options.h"

#include <algorithm>

#include "kg/one_vs_all_loss.h"
#include "kg/relational_scorer.h"
#include "loss/group.h"

namespace kinfold {
namespace {

bool is_scorer(const std::string& name) {
  static const std::vector<std::string> names = AllScorers::names();
  return std::ranges::find(names, name) != names.end();
}

}  // namespace

const std::vector<std::string>& graph_models(const std::string& task) {
  static const std::vector<std::string> links = LinkScorers::names(), triples = TripleScorers::names();
  return task == "links" ? links : triples;
}

bool is_linear_scorer(const std::string& model) { return is_scorer(model) && RelationalScorer(model, {}).linear(); }

bool is_distance_scorer(const std::string& model) {
  return is_scorer(model) && RelationalScorer(model, {}).similarity() != Similarity::kDot;
}

const std::vector<std::string>& graph_losses(bool all_entities) {
  static const std::vector<std::string> sampled = GraphLosses::names();
  static const std::vector<std::string> all = [] {
    std::vector<std::string> names;
    for (const OneVsAllLoss& loss : one_vs_all_losses()) names.push_back(loss.name);
    return names;
  }();
  return all_entities ? all : sampled;
}

}  // namespace kinfold
