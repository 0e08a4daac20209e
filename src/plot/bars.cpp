#include "plot/bars.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "plot/canvas.h"
#include "plot/line_plot.h"

namespace kinfold::app {
namespace {

constexpr double kBarWidth = 720, kBarHeight = 300, kBarLeft = 64, kBarRight = 20, kBarTop = 64, kBarBottom = 52;
constexpr double kBarFloor = kBarHeight - kBarBottom;

// Linear scale over all values, interval ends and zero.
class BarScale {
 public:
  explicit BarScale(const BarChart& chart) {
    for (const BarSeries& series : chart.series)
      for (const auto* values : {&series.values, &series.low, &series.high})
        for (const double x : *values)
          if (std::isfinite(x)) low_ = std::min(low_, x), high_ = std::max(high_, x);
    if (high_ == low_) high_ = low_ + 1;
  }
  double operator()(double x) const { return kBarFloor - (x - low_) / (high_ - low_) * (kBarFloor - kBarTop); }
  std::vector<double> ticks() const {
    const double step = tick_step(high_ - low_, 5);
    std::vector<double> result;
    for (double n = std::ceil(low_ / step - 1e-9); n * step <= high_ * (1 + 1e-9); ++n)
      result.push_back(n * step + 0.0);  // not -0
    return result;
  }

 private:
  double low_ = 0, high_ = 0;
};

std::string grid(const BarScale& y) {
  std::string svg;
  for (const double value : y.ticks())
    svg += fmt::format(
        "<line class=\"grid\" x1=\"{0}\" x2=\"{1}\" y1=\"{2:.1f}\" y2=\"{2:.1f}\"/><text x=\"{3}\" y=\"{4:.1f}\" "
        "text-anchor=\"end\">{5:.3g}</text>\n",
        kBarLeft, kBarWidth - kBarRight, y(value), kBarLeft - 6, y(value) + 4, value);
  return svg + fmt::format("<line class=\"axis\" x1=\"{0}\" x2=\"{1}\" y1=\"{2:.1f}\" y2=\"{2:.1f}\"/>\n", kBarLeft,
                           kBarWidth - kBarRight, y(0));
}

std::string bar(const BarSeries& series, std::size_t color, std::size_t n, const std::string& group, double x,
                double width, const BarScale& y) {
  const double value = series.values[n], top = std::min(y(value), y(0)), height = std::fabs(y(value) - y(0));
  std::string svg = fmt::format(
      "<rect class=\"bar c{}\" data-value=\"{:.6g}\" x=\"{:.1f}\" y=\"{:.2f}\" width=\"{:.1f}\" height=\"{:.2f}\">"
      "<title>{}, {}: {:.4g}</title></rect>\n",
      color, value, x, top, width, height, escape_xml(group), escape_xml(series.name), value);
  if (!series.low.empty() && std::isfinite(series.low[n]))
    svg += fmt::format("<line class=\"whisker\" x1=\"{0:.1f}\" x2=\"{0:.1f}\" y1=\"{1:.1f}\" y2=\"{2:.1f}\"/>\n",
                       x + width / 2, y(series.low[n]), y(series.high[n]));
  return svg;
}

std::string legend(const BarChart& chart) {
  if (chart.series.size() < 2) return "";
  std::string svg;
  double x = kBarLeft;
  for (std::size_t s = 0; s < chart.series.size(); ++s) {
    svg += fmt::format("<rect class=\"c{}\" x=\"{:.1f}\" y=\"38\" width=\"10\" height=\"10\"/>", s, x);
    svg += fmt::format("<text x=\"{:.1f}\" y=\"47\">{}</text>\n", x + 15, escape_xml(chart.series[s].name));
    x += 30 + 7.2 * double(chart.series[s].name.size());
  }
  return svg;
}

// Keeps the end of a long name. Relations such as the paths of Freebase share their beginning.
std::string shorten(const std::string& name) {
  constexpr std::size_t kMaxLetters = 22;
  std::size_t begin = name.size() > kMaxLetters ? name.size() - kMaxLetters : 0;
  while (begin < name.size() && (name[begin] & 0xc0) == 0x80) ++begin;  // not within a UTF-8 character
  return (begin > 0 ? "…" : "") + name.substr(begin);
}

}  // namespace

std::string svg_bars(const BarChart& chart) {
  const BarScale y(chart);
  const double step = (kBarWidth - kBarLeft - kBarRight) / double(std::max<std::size_t>(chart.groups.size(), 1));
  const double width = 0.8 * step / double(std::max<std::size_t>(chart.series.size(), 1));
  // Slant the labels if they would overlap.
  std::size_t longest = 0;
  for (const std::string& group : chart.groups) longest = std::max(longest, group.size());
  const bool slanted = 6.5 * double(longest) > step;
  std::string svg =
      svg_header(chart.title, kBarWidth, slanted ? kBarHeight + 40 : kBarHeight) + grid(y) + legend(chart);
  for (std::size_t n = 0; n < chart.groups.size(); ++n) {
    const double begin = kBarLeft + step * double(n) + 0.1 * step, center = kBarLeft + step * (double(n) + 0.5);
    for (std::size_t s = 0; s < chart.series.size(); ++s)
      if (std::isfinite(chart.series[s].values[n]))
        svg += bar(chart.series[s], s, n, chart.groups[n], begin + width * double(s), width, y);
    const std::string label_position =
        slanted ? fmt::format("text-anchor=\"end\" transform=\"translate({:.1f} {}) rotate(-30)\"", center + 4,
                              kBarFloor + 14)
                : fmt::format("text-anchor=\"middle\" x=\"{:.1f}\" y=\"{}\"", center, kBarFloor + 16);
    const std::string group_label = slanted ? shorten(chart.groups[n]) : chart.groups[n];
    svg += fmt::format("<text {}>{}</text>\n", label_position, escape_xml(group_label));
  }
  return svg + fmt::format("<text x=\"{}\" y=\"{}\" text-anchor=\"end\">{}</text>\n</svg>\n", kBarWidth - kBarRight,
                           (slanted ? kBarHeight + 40 : kBarHeight) - 8, escape_xml(chart.x_label));
}

}  // namespace kinfold::app
