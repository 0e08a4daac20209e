// What the verbs do with models of nodes' labels.
#pragma once
#include <string>

#include "cli/call.h"
#include "nodes/node_model.h"

namespace kinfold::app {

void train_labels_call(Call& call, const std::string& source, const std::string& out);
void evaluate_labels_call(Call& call, const NodeModel& model, const std::string& test);
// The classes of the nodes in the first column of a source. Further links and features (--graph, --node-features) bring
// in nodes that the model does not know.
void predict_labels_call(Call& call, const NodeModel& model, const std::string& source, const std::string& out);
Json info_json(const NodeModel& model);
void show_node_info(Call& call, const NodeModel& model);
void similar_nodes_call(Call& call, const NodeModel& model, const std::string& side, const std::string& id,
                        std::size_t top);

// Sources of nodes as a command line names them, with what is said of them.
NodeLabels load_labels(Call& call, const std::string& source, const TrainOptions& options);
NodeFeatures load_node_features(Call& call, const TrainOptions& options);
// Of --graph: triples where relations matter, else links.
Triples load_links(Call& call, const TrainOptions& options, bool by_relation);

}  // namespace kinfold::app
