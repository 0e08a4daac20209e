// The verbs train, evaluate, info, predict, recommend, split and similar for links and triples.
#pragma once
#include <string>
#include <vector>

#include "cli/call.h"
#include "io/kg/triple_reader.h"
#include "kg/graph_evaluation.h"
#include "kg/graph_model.h"
#include "kg/query.h"

namespace kinfold::app {

struct SplitArgs;

GraphTask graph_of(const std::string& task);

void train_graph_call(Call& call, const std::string& task, const std::string& source, const std::string& out);

struct GraphEvaluateArgs {
  std::string test;
  std::vector<std::string> filter_facts;  // further sources of true facts for filtered ranking
  std::vector<std::size_t> ks;
};
void evaluate_graph_call(Call& call, const GraphModel& model, const GraphEvaluateArgs& args);
Json info_json(const GraphModel& model);
void show_graph_info(Call& call, const GraphModel& model);
// Scores each fact of a source. Writes to the file `out`, or to stdout if it is empty.
void predict_graph_call(Call& call, const GraphModel& model, const std::string& source, const std::string& out);
// The most likely links of nodes. `include_seen`: also links of the training set.
void recommend_links_call(Call& call, const GraphModel& model, const std::vector<std::string>& nodes, std::size_t top,
                          bool include_seen);
// Splits facts. With a random split the training part keeps every entity and relation.
void split_graph_call(Call& call, const SplitArgs& args);
void similar_in_graph_call(Call& call, const GraphModel& model, const std::string& side, const std::string& id,
                           std::size_t top);

}  // namespace kinfold::app
