// Bars beside each other as SVG: groups of them along the axis, a colour for each series, each bar with its interval if
// it has one. Every bar tells its number to a pointer that rests on it, and stands from zero.
#pragma once
#include <string>
#include <vector>

namespace kinfold::app {

struct BarSeries {
  std::string name;
  std::vector<double> values;     // of each group; NaN leaves a gap
  std::vector<double> low, high;  // empty: no intervals
};

struct BarChart {
  std::string title, x_label;
  std::vector<std::string> groups;
  std::vector<BarSeries> series;
};

std::string svg_bars(const BarChart& chart);

}  // namespace kinfold::app
