// A model that labels the nodes of a graph: a network's weights, the graph that it mixes over, and what it says of all
// nodes that it knows.
#pragma once
#include <string>
#include <vector>

#include "data/node_features.h"
#include "data/triples.h"
#include "gnn/adjacency.h"
#include "gnn/input_features.h"
#include "gnn/network.h"
#include "nodes/labels.h"
#include "store/training_info.h"

namespace kinfold {

struct NodeModel : TrainingInfo {
  std::string kind = "gcn";              // of kNetworks
  Vocabulary nodes, classes, relations;  // of the links; one relation but for rgcn
  bool multi_label = false;              // a node may have several classes
  NetworkSpec shape;
  AdjacencyOptions rule;
  std::vector<Matrix> parameters;          // of the network, in its order
  std::vector<Triple> links;               // of nodes' rows
  std::vector<float> link_weights;         // empty: 1 each
  std::vector<std::string> feature_names;  // none: each node has an embedding of its own
  CsrMatrix features;                      // of the nodes as they came; without rows where there are none
  FeatureScaler feature_scale;
  Matrix scores, hidden;                                    // of all nodes: of the classes, and before the last weights
  std::vector<NodeLabel> training_labels, validation_rows;  // what it was shown
  struct Baseline {
    std::string name;
    Matrix scores;
  };
  std::vector<Baseline> baselines;  // what simpler ways say of the same nodes

  bool has_features() const { return !feature_names.empty(); }
};

// Scores and hidden rows of all nodes of a graph that may have more nodes than the model knows: `nodes` of them, of
// which the model's come first.
struct NodeScores {
  Matrix scores, hidden;
};
NodeScores score_nodes(const NodeModel& model, std::size_t nodes, std::span<const Triple> links,
                       std::span<const float> weights, const CsrMatrix& features, Pool& pool);

// The class of greatest score of each node.
std::vector<Id> predicted_classes(const Matrix& scores);
// Scores to chances: softmax, or of several classes each by itself.
void to_probabilities(Matrix& scores, bool multi_label);

}  // namespace kinfold
