// A model that labels the nodes of a graph: a network's weights, the graph that it mixes over, and what it says of all
// nodes that it knows.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "data/labels.h"
#include "data/node_features.h"
#include "data/triples.h"
#include "graph/adjacency.h"
#include "graph/network.h"
#include "model/model.h"

namespace kinfold {

// How features become what goes in: x' = (x - shift) * scale in each column; then rows divided by the sum of their
// sizes, if so asked for. Zeros that a table leaves out stay out where there is no shift.
struct FeatureScale {
  bool by_row = false;
  std::vector<float> shift, scale;  // of the columns; empty: 0 and 1
};

struct NodeModel {
  std::string kind = "gcn";              // of kNetworks
  Vocabulary nodes, classes, relations;  // of the links; one relation but for rgcn
  bool several = false;                  // a node may have several classes
  NetworkShape shape;
  AdjacencyRule rule;
  std::vector<Table> parameters;           // of the network, in its order
  std::vector<Triple> links;               // of nodes' rows
  std::vector<float> link_weights;         // empty: 1 each
  std::vector<std::string> feature_names;  // none: each node has an embedding of its own
  Sparse features;                         // of the nodes as they came; without rows where there are none
  FeatureScale feature_scale;
  Table scores, hidden;                       // of all nodes: of the classes, and before the last weights
  std::vector<NodeLabel> trained, validated;  // what it was shown
  struct Baseline {
    std::string name;
    Table scores;
  };
  std::vector<Baseline> baselines;  // what simpler ways say of the same nodes
  std::vector<CurvePoint> curve;
  std::size_t best_epoch = 0;
  std::string stopped;
  std::map<std::string, std::string> options, data;

  bool featured() const { return !feature_names.empty(); }
};

// What goes into a network: scaled features, or one-hot rows of so many columns where the model has no features.
Sparse inputs(const FeatureScale& scale, const Sparse& features);
Sparse one_hot(std::size_t nodes, std::size_t columns);
// By one of kFeatureScales.
FeatureScale find_scale(const Sparse& features, const std::string& name);

// Scores and hidden rows of all nodes of a graph that may have more nodes than the model knows: `nodes` of them, of
// which the model's come first.
struct Labelled {
  Table scores, hidden;
};
Labelled label_nodes(const NodeModel& model, std::size_t nodes, std::span<const Triple> links,
                     std::span<const float> weights, const Sparse& features, Pool& pool);

// The class of greatest score of each node.
std::vector<Id> likeliest(const Table& scores);
// Scores to chances: softmax, or of several classes each by itself.
void to_chances(Table& scores, bool several);

}  // namespace kinfold
