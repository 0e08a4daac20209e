// A graph as SVG, drawn once or several times beside each other, its nodes at the same places and coloured anew.
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "plot/layout.h"

namespace kinfold::app {

struct GraphPanel {
  std::string title;
  std::vector<std::string> fills;  // of the nodes: "#1a2b3c", or a class of the paper's colours such as "c0"
  std::vector<std::string> names;  // of the nodes, shown by a pointer that rests on them; none: those of the picture
};

struct GraphPlot {
  std::string title;
  std::vector<Point> at;           // of the nodes
  std::vector<std::string> names;  // of the nodes
  NodePairs links;
  std::vector<GraphPanel> panels;
  std::vector<std::pair<std::string, std::string>> legend;  // fills and what they mean
};

std::string svg_graph(const GraphPlot& plot);

}  // namespace kinfold::app
