// Node-link diagram of a graph as SVG, in one or more panels. All panels have the same layout; each has its own node
// colours.
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "plot/layout.h"

namespace kinfold::app {

struct GraphPanel {
  std::string title;
  std::vector<std::string> fills;  // one per node: "#1a2b3c", or a colour class of the canvas such as "c0"
  std::vector<std::string> names;  // tooltips, one per node; empty: those of the plot
};

struct GraphPlot {
  std::string title;
  std::vector<Point> at;           // node positions, see layout()
  std::vector<std::string> names;  // tooltips, one per node
  NodePairs links;
  std::vector<GraphPanel> panels;
  std::vector<std::pair<std::string, std::string>> legend;  // fill and label
};

std::string svg_graph(const GraphPlot& plot);

}  // namespace kinfold::app
