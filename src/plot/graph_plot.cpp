#include "plot/graph_plot.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <tuple>

#include "plot/canvas.h"
#include "plot/line_plot.h"

namespace kinfold::app {
namespace {

constexpr std::size_t kGraphColumns = 3;
constexpr double kMargin = 16, kGraphTop = 44, kTitleHeight = 24;  // kTitleHeight: of a panel's title
constexpr double kLegend = 150;

struct PanelLayout {
  std::size_t columns;
  double width;       // of the node area of a panel
  double height = 0;  // of the node area; set by fit_panel()
  double radius;      // of a node

  PanelLayout(std::size_t count, std::size_t nodes) {
    columns = std::clamp(count, std::size_t{1}, kGraphColumns);
    width = columns == 1 ? 480 : columns == 2 ? 336 : 224;
    radius = width * std::clamp(0.15 / std::sqrt(double(nodes)), 0.004, 0.024);
  }
  double x(std::size_t panel) const { return kMargin + double(panel % columns) * (width + kMargin); }
  double y(std::size_t panel) const { return kGraphTop + double(panel / columns) * (kTitleHeight + height + kMargin); }
};

struct BoundingBox {
  double left, right, top, bottom;

  explicit BoundingBox(const std::vector<Point>& at) {
    std::tie(left, right) = min_max(at, &Point::x);
    std::tie(top, bottom) = min_max(at, &Point::y);
  }
  static std::pair<double, double> min_max(const std::vector<Point>& at, double Point::*member) {
    const auto [min, max] = std::ranges::minmax_element(at, {}, member);
    return {(*min).*member, (*max).*member};
  }
};

void scale(std::vector<Point>& at, double width) {
  const BoundingBox box(at);
  const double by = width / std::max({box.right - box.left, box.bottom - box.top, 1e-3});
  for (Point& p : at) p = {by * (p.x - box.left), by * (p.y - box.top)};
}

// Rotates and scales the nodes to the width of a panel, below its title, and centers them. Sets the panel height.
std::vector<Point> fit_panel(std::vector<Point> at, PanelLayout& panels) {
  const double available = panels.width - 2 * panels.radius - 2;
  align_to_principal_axis(at);
  scale(at, available);
  separate(at, 2.3 * panels.radius);
  scale(at, available);
  const BoundingBox box(at);
  panels.height = box.bottom - box.top + 2 * panels.radius + 2;
  const Point shift{(panels.width - box.right - box.left) / 2, kTitleHeight + panels.radius + 1};
  for (Point& p : at) p = {p.x + shift.x, p.y + shift.y};
  return at;
}

std::string lines(const std::vector<Point>& at, const NodePairs& links) {
  std::string path;
  for (const auto& [a, b] : links)
    path += fmt::format("M{:.1f} {:.1f}L{:.1f} {:.1f}", at[a].x, at[a].y, at[b].x, at[b].y);
  return fmt::format("<defs><path id=\"links\" class=\"link\" d=\"{}\"/></defs>\n", path);
}

std::string fill_attribute(const std::string& fill) {
  return fmt::format("{}=\"{}\"", fill.starts_with('#') ? "fill" : "class", fill);
}

std::string legend(const GraphPlot& plot, double left) {
  std::string svg;
  for (std::size_t n = 0; n < plot.legend.size(); ++n) {
    const auto& [fill, name] = plot.legend[n];
    const double y = kGraphTop + kTitleHeight + 10 + 20 * double(n);
    svg += fmt::format("<g><circle {} cx=\"{:.1f}\" cy=\"{}\" r=\"5\"/><text x=\"{:.1f}\" y=\"{}\">{}</text></g>\n",
                       fill_attribute(fill), left + 6, y, left + 18, y + 4, escape_xml(name));
  }
  return svg;
}

std::string nodes(const GraphPlot& plot, const GraphPanel& panel, const std::vector<Point>& at, double radius) {
  std::string svg;
  const std::vector<std::string>& names = panel.names.empty() ? plot.names : panel.names;
  for (std::size_t node = 0; node < at.size(); ++node)
    svg += fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"{:.1f}\" {}><title>{}</title></circle>\n", at[node].x,
                       at[node].y, radius, fill_attribute(panel.fills[node]), escape_xml(names[node]));
  return svg;
}

}  // namespace

std::string svg_graph(const GraphPlot& plot) {
  PanelLayout panels(plot.panels.size(), plot.at.size());
  const std::vector<Point> at = fit_panel(plot.at, panels);
  const double right = panels.x(panels.columns - 1) + panels.width,
               bottom = panels.y(plot.panels.size() - 1) + kTitleHeight + panels.height,
               lowest = std::max(bottom, kGraphTop + kTitleHeight + 20 * double(plot.legend.size()));
  const double width = right + kMargin + (plot.legend.empty() ? 0 : kLegend);
  std::string svg = svg_header(plot.title, width, std::ceil(lowest + kMargin), kMargin) + lines(at, plot.links) +
                    legend(plot, right + kMargin);
  for (std::size_t p = 0; p < plot.panels.size(); ++p)
    svg += fmt::format(
        "<g class=\"panel\" transform=\"translate({:.1f} {:.1f})\">\n<text class=\"over\" x=\"{:.1f}\" y=\"13\" "
        "text-anchor=\"middle\" font-size=\"13\">{}</text>\n<use href=\"#links\"/>\n<g class=\"node\" "
        "stroke-width=\"{:.2f}\">\n{}</g>\n</g>\n",
        panels.x(p), panels.y(p), panels.width / 2, escape_xml(plot.panels[p].title), panels.radius / 8,
        nodes(plot, plot.panels[p], at, panels.radius));
  return svg + "</svg>\n";
}

}  // namespace kinfold::app
