// Plots of a node classification model as SVG.
#pragma once
#include <string>

#include "nodes/node_model.h"

namespace kinfold::app {

// The graph in two panels with the same layout: training labels and predicted labels. For graphs of up to
// kMaxLayoutNodes nodes.
std::string svg_node_labels(const NodeModel& model, const std::string& title);
// Scatter plot of the nodes by the first two principal components of the last hidden layer. The colour is the predicted
// label.
std::string svg_node_embeddings(const NodeModel& model, const std::string& title);

// The most probable class. For a multi-label model, all classes with a probability above 1/2, such as "a|b"; empty if
// there is none.
std::string predicted_label(const NodeModel& model, std::span<const float> probabilities);

}  // namespace kinfold::app
