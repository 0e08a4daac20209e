#include "plot/small_multiples.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "plot/line_plot.h"

namespace kinfold::app {
namespace {

constexpr int kPanelColumns = 3, kPanelWidth = 280, kPanelHeight = 210, kPanelLeft = 62, kPanelRight = 14,
              kPanelTop = 60, kPlot = 140;

double fraction(double low, double high, double at) { return high > low ? (at - low) / (high - low) : 0.5; }

// Maps x and y to the coordinates of one panel, and draws its axes.
class Panel {
 public:
  Panel(const ScatterPanel& scatter, double low, double high) : scatter_(scatter), low_(low), high_(high) {}

  double x(double value) const {
    double position = scatter_.logarithmic ? fraction(std::log(scatter_.low), std::log(scatter_.high), std::log(value))
                                           : fraction(scatter_.low, scatter_.high, value);
    if (!scatter_.choices.empty()) position = (value + 0.5) / double(scatter_.choices.size());
    return kPanelLeft + position * (kPanelWidth - kPanelLeft - kPanelRight);
  }
  double y(double value) const { return kPlot * (1 - fraction(low_, high_, value)); }

  std::string axes(const std::string& y_label) const {
    std::string svg = fmt::format("<text x=\"{}\" y=\"-10\" font-weight=\"bold\" fill=\"#1f5fa8\">{}{}</text>\n",
                                  kPanelLeft, escape_xml(scatter_.name), scatter_.logarithmic ? " (log)" : "");
    for (int tick = 0; tick <= 3; ++tick) {
      const double value = low_ + (high_ - low_) * tick / 3;
      svg += fmt::format(
          "<line x1=\"{0}\" x2=\"{1}\" y1=\"{2:.1f}\" y2=\"{2:.1f}\" stroke=\"#ddd\"/>"
          "<text x=\"{3}\" y=\"{4:.1f}\" text-anchor=\"end\" fill=\"#444\">{5:.4f}</text>\n",
          kPanelLeft, kPanelWidth - kPanelRight, y(value), kPanelLeft - 6, y(value) + 4, value);
    }
    for (const auto& [value, label] : ticks())
      svg += fmt::format("<text x=\"{:.1f}\" y=\"{}\" text-anchor=\"middle\" fill=\"#444\">{}</text>\n", x(value),
                         kPlot + 17, escape_xml(label));
    return svg + fmt::format(
                     "<text transform=\"translate(12 {}) rotate(-90)\" text-anchor=\"middle\" "
                     "fill=\"#444\">{}</text>\n",
                     kPlot / 2, escape_xml(y_label));
  }

 private:
  std::vector<std::pair<double, std::string>> ticks() const {
    std::vector<std::pair<double, std::string>> tick_list;
    for (std::size_t i = 0; i < scatter_.choices.size(); ++i) tick_list.emplace_back(double(i), scatter_.choices[i]);
    if (!tick_list.empty()) return tick_list;
    const double low = scatter_.low, high = scatter_.high;
    for (double value : {low, scatter_.logarithmic ? std::sqrt(low * high) : (low + high) / 2, high})
      tick_list.emplace_back(value, fmt::format("{:.3g}", value));
    return tick_list;
  }

  const ScatterPanel& scatter_;
  double low_, high_;
};

}  // namespace

std::string svg_small_multiples(const std::string& title, const std::string& y_label,
                                const std::vector<ScatterPanel>& panels, const std::vector<double>& y,
                                const std::vector<double>& weight, std::size_t best) {
  double low = INFINITY, high = -INFINITY;
  for (double value : y) {
    if (!std::isfinite(value)) continue;
    low = std::min(low, value);
    high = std::max(high, value);
  }
  const int columns = std::clamp(int(panels.size()), 1, kPanelColumns),
            rows = (int(panels.size()) + columns - 1) / columns;
  std::string svg = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {1}\" width=\"{0}\" height=\"{1}\" role=\"img\" "
      "font-family=\"sans-serif\" font-size=\"11\">\n<title>{2}</title>\n<rect width=\"100%\" height=\"100%\" "
      "fill=\"white\"/>\n<text x=\"{3}\" y=\"24\" font-size=\"15\" font-weight=\"bold\">{2}</text>\n",
      std::max(columns * kPanelWidth, 2 * kPanelWidth), kPanelTop + rows * kPanelHeight, escape_xml(title), 20);
  for (std::size_t p = 0; p < panels.size(); ++p) {
    const Panel panel(panels[p], low, high);
    svg += fmt::format("<g transform=\"translate({} {})\">\n{}", int(p) % columns * kPanelWidth,
                       kPanelTop + int(p) / columns * kPanelHeight, panel.axes(y_label));
    for (std::size_t i = 0; i < y.size(); ++i) {
      if (!std::isfinite(y[i])) continue;
      const double x = panel.x(panels[p].x[i]), at = panel.y(y[i]);
      svg += fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"3.5\" fill=\"#1f5fa8\" fill-opacity=\"{:.2f}\"/>\n",
                         x, at, 0.2 + 0.65 * weight[i]);
      if (i == best)
        svg += fmt::format(
            "<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"7\" fill=\"none\" stroke=\"#b3541e\" "
            "stroke-width=\"2\"/>\n",
            x, at);
    }
    svg += "</g>\n";
  }
  return svg + "</svg>\n";
}

}  // namespace kinfold::app
