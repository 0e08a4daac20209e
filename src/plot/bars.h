// Grouped bar chart as SVG: one group of bars per category, one colour per series, with optional confidence intervals.
// Bars start at zero. A tooltip shows the value of each bar.
#pragma once
#include <string>
#include <vector>

namespace kinfold::app {

struct BarSeries {
  std::string name;
  std::vector<double> values;     // one per group; NaN leaves a gap
  std::vector<double> low, high;  // ends of the confidence intervals; empty: none
};

struct BarChart {
  std::string title, x_label;
  std::vector<std::string> groups;
  std::vector<BarSeries> series;
};

// Group labels that do not fit beside each other are slanted.
std::string svg_bars(const BarChart& chart);

}  // namespace kinfold::app
