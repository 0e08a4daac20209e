// Clouds of points as SVG: rows of a table on two or three of its directions, coloured by labels, with arrows for its
// columns if asked for; and how much each direction explains.
#pragma once
#include <string>
#include <vector>

namespace kinfold::app {

struct ScatterAxis {
  std::string name;
  std::vector<double> at;     // of each point
  std::vector<double> arrow;  // of each arrow's end, in units of its own
};

struct ScatterPlot {
  std::string title;
  std::vector<ScatterAxis> axes;    // two or three
  std::vector<std::string> labels;  // of the points, by which they are coloured; empty: all alike
  std::vector<std::string> names;   // of the points, shown by a pointer that rests on them; may be empty
  std::vector<std::string> arrows;  // their names; the longest are drawn
};

std::string svg_scatter_plot(const ScatterPlot& plot);

// Shares by direction as bars, and their sum as a line.
std::string svg_explained_variance(const std::string& title, const std::vector<double>& shares);

}  // namespace kinfold::app
