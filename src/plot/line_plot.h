// Small line plots: in a terminal with braille dots, and as SVG.
#pragma once
#include <string>
#include <vector>

namespace kinfold::app {

struct LineSeries {
  std::string name;
  std::vector<double> y;  // at x = 1, 2, ...; NaN leaves a gap
};

// One plot below the other, each of width x height characters with axis labels, its own y scale and the name of the
// line above it.
std::string terminal_plot(const std::vector<LineSeries>& lines, int width = 60, int height = 10);

// One panel for each line, since their scales differ. `mark` is an x value from 1, drawn as a vertical line with its
// label; 0: none.
std::string svg_plot(const std::string& title, const std::string& x_label, const std::vector<LineSeries>& lines,
                     std::size_t mark, const std::string& mark_label);

std::string escape_xml(const std::string& text);  // escapes &, < and > for SVG and HTML

}  // namespace kinfold::app
