// Scatter plot as SVG: rows of a table by two or three components, coloured by label, optionally with arrows for the
// columns (biplot). And a scree plot of the explained variance.
#pragma once
#include <string>
#include <vector>

namespace kinfold::app {

struct ScatterAxis {
  std::string name;
  std::vector<double> at;     // coordinate of each point
  std::vector<double> arrow;  // coordinate of the end of each arrow; arrows have their own unit
};

struct ScatterPlot {
  std::string title;
  std::vector<ScatterAxis> axes;    // two, or three for a 3D projection
  std::vector<std::string> labels;  // one per point, shown as colour; empty: one colour
  std::vector<std::string> names;   // tooltips, one per point; may be empty
  std::vector<std::string> arrows;  // names; only the longest arrows are drawn
};

std::string svg_scatter_plot(const ScatterPlot& plot);

// The explained variance ratio of each component as bars, and the cumulative ratio as a line.
std::string svg_explained_variance(const std::string& title, const std::vector<double>& ratios);

}  // namespace kinfold::app
