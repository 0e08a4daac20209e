// Small line plots: in a terminal with braille dots, and as SVG.
#pragma once
#include <string>
#include <vector>

namespace kinfold::app {

struct LineSeries {
  std::string name;
  std::vector<double> y;  // at x = 1, 2, ...; NaN leaves a gap
};

// width x height characters with axis labels; the lines share the scale and are told apart by name above the plot.
std::string terminal_plot(const std::vector<LineSeries>& lines, int width = 60, int height = 10);

// One panel for each line, since their scales differ; `mark` (from 1; 0: none) is drawn as a vertical rule with its
// label.
std::string svg_plot(const std::string& title, const std::string& x_label, const std::vector<LineSeries>& lines,
                     std::size_t mark, const std::string& mark_label);

std::string escape_xml(const std::string& text);  // for SVG

}  // namespace kinfold::app
