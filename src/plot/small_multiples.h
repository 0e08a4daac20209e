// Small multiples as SVG: one scatter plot per hyperparameter, all with the same score on the y axis.
#pragma once
#include <string>
#include <vector>

namespace kinfold::app {

struct ScatterPanel {
  std::string name;
  bool logarithmic = false;
  std::vector<std::string> choices;  // categorical parameter: x is an index from 0; empty: numeric
  double low = 0, high = 1;          // range of x
  std::vector<double> x;             // one per score
};

// `y` are the scores, `weight` (from 0 to 1) the opacities of the points; `best` is the index of the point with a ring.
// Scores that are not finite are not drawn.
std::string svg_small_multiples(const std::string& title, const std::string& y_label,
                                const std::vector<ScatterPanel>& panels, const std::vector<double>& y,
                                const std::vector<double>& weight, std::size_t best);

}  // namespace kinfold::app
