// Arrows of a cloud: where columns point, with their names beside them such that none lies over another.
#pragma once
#include <string>
#include <vector>

#include "plot/canvas.h"

namespace kinfold::app {

struct Arrow {
  std::string name;
  double x, y;  // its end, in units of all arrows
};

// The longest of them, from the origin of the spans.
std::string svg_arrows(std::vector<Arrow> arrows, const LinearScale& x, const LinearScale& y);

}  // namespace kinfold::app
