// What the verbs do with models of links and triples.
#pragma once
#include <string>
#include <vector>

#include "cli/call.h"
#include "io/kg/triple_reader.h"
#include "kg/graph_evaluation.h"
#include "kg/graph_model.h"
#include "kg/query.h"

namespace kinfold::app {

struct SplitAsked;

GraphTask graph_of(const std::string& task);

void train_graph_call(Call& call, const std::string& task, const std::string& source, const std::string& out);

struct GraphEvaluation {
  std::string test;
  std::vector<std::string> known;  // further sources that the filter leaves out
  std::vector<std::size_t> ks;
};
void evaluate_graph_call(Call& call, const GraphModel& model, const GraphEvaluation& asked);
Json info_json(const GraphModel& model);
void show_graph_info(Call& call, const GraphModel& model);
// The score of each fact of a source.
void predict_graph_call(Call& call, const GraphModel& model, const std::string& source, const std::string& out);
// Likely links of nodes, that training does not show.
void recommend_links_call(Call& call, const GraphModel& model, const std::vector<std::string>& nodes, std::size_t top,
                          bool include_seen);
// Withholds facts, never nodes: those of training keep every node and relation, where the split is at random.
void split_graph_call(Call& call, const SplitAsked& asked);
void similar_in_graph_call(Call& call, const GraphModel& model, const std::string& side, const std::string& id,
                           std::size_t top);

}  // namespace kinfold::app
