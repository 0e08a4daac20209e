// The verbs train, evaluate, predict, info and similar for node classification, and their data sources.
#pragma once
#include <string>

#include "cli/call.h"
#include "nodes/node_model.h"

namespace kinfold::app {

void train_nodes_call(Call& call, const std::string& source, const std::string& out);
void evaluate_nodes_call(Call& call, const NodeModel& model, const std::string& test);
// Predicts the class of each node in the first column of a source. Further links and features (--graph,
// --node-features) add nodes that the model has not seen.
void predict_nodes_call(Call& call, const NodeModel& model, const std::string& source, const std::string& out);
Json info_json(const NodeModel& model);
void show_node_info(Call& call, const NodeModel& model);
void similar_nodes_call(Call& call, const NodeModel& model, const std::string& side, const std::string& id,
                        std::size_t top);

// Load the sources of node classification. Each warns about rows that it skips.
NodeLabels load_labels(Call& call, const std::string& source, const TrainOptions& options);
NodeFeatures load_node_features(Call& call, const TrainOptions& options);
// Reads --graph as triples if `by_relation`, otherwise as links.
Triples load_links(Call& call, const TrainOptions& options, bool by_relation);

}  // namespace kinfold::app
