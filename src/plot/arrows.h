// Draws the arrows of a biplot: the loadings of columns, with labels that do not overlap.
#pragma once
#include <string>
#include <vector>

#include "plot/canvas.h"

namespace kinfold::app {

struct Arrow {
  std::string name;
  double x, y;  // end of the arrow; all arrows have the same unit
};

// SVG of the (at most 14) longest arrows. They start at the origin of the scales and are scaled together to fit the
// canvas. Labels without space are omitted.
std::string svg_arrows(std::vector<Arrow> arrows, const LinearScale& x, const LinearScale& y);

}  // namespace kinfold::app
