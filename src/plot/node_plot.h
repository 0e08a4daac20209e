// A model of labels as SVG. Small graphs twice, their nodes at the same places: the labels that it learned from, and
// what it tells of all nodes. Nodes of larger ones as points, on the two directions in which what the network has of
// them before its last weights varies most.
#pragma once
#include <string>

#include "nodes/node_model.h"

namespace kinfold::app {

std::string svg_node_labels(const NodeModel& model, const std::string& title);
std::string svg_node_embeddings(const NodeModel& model, const std::string& title);

// "a", or of several classes "a|b", or nothing where none is likely.
std::string predicted_label(const NodeModel& model, std::span<const float> probabilities);

}  // namespace kinfold::app
