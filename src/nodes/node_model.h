// A model of node classification: the parameters of a network, the graph, and the predictions for all nodes.
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
  std::string kind = "gcn";              // one of kNetworks
  Vocabulary nodes, classes, relations;  // relations: those of the links; more than one only for rgcn
  bool multi_label = false;              // a node may have several classes
  NetworkSpec network_spec;
  AdjacencyOptions adjacency_options;
  std::vector<Matrix> parameters;          // in the order of Network::parameters()
  std::vector<Triple> links;               // with the ids of `nodes`
  std::vector<float> link_weights;         // empty: all weights are 1
  std::vector<std::string> feature_names;  // empty: each node has a trained embedding instead of features
  CsrMatrix features;                      // before scaling; empty if there are no features
  FeatureScaler feature_scale;
  Matrix scores, hidden;                                    // of all nodes: class logits, and the last hidden layer
  std::vector<NodeLabel> training_labels, validation_rows;  // sorted by node
  struct Baseline {
    std::string name;
    Matrix scores;
  };
  std::vector<Baseline> baselines;  // for comparison (nodes/label_baselines.h)

  bool has_features() const { return !feature_names.empty(); }
};

// The scores and the last hidden layer of all nodes of a graph, which may have more nodes than the model. Of the
// `nodes` nodes, those of the model come first, in the same order.
struct NodeScores {
  Matrix scores, hidden;
};
NodeScores score_nodes(const NodeModel& model, std::size_t nodes, std::span<const Triple> links,
                       std::span<const float> weights, const CsrMatrix& features, Pool& pool);

// The class with the highest score of each node.
std::vector<Id> predicted_classes(const Matrix& scores);
// Replaces scores by probabilities: by softmax, or by the logistic function for several classes per node.
void to_probabilities(Matrix& scores, bool multi_label);

}  // namespace kinfold
