// Small multiples as SVG: one score against each of several parameters.
#pragma once
#include <string>
#include <vector>

namespace kinfold::app {

struct ScatterPanel {
  std::string name;
  bool logarithmic = false;
  std::vector<std::string> choices;  // if not empty, x counts along them from 0
  double low = 0, high = 1;          // of x
  std::vector<double> x;             // one for each score
};

// `weight` from 0 to 1 is how strongly a point is drawn; `best` is the one that is ringed. Scores that are not finite
// leave gaps.
std::string svg_small_multiples(const std::string& title, const std::string& y_label,
                                const std::vector<ScatterPanel>& panels, const std::vector<double>& y,
                                const std::vector<double>& weight, std::size_t best);

}  // namespace kinfold::app
