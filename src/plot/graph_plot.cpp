#include "plot/graph_plot.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <tuple>

#include "plot/canvas.h"
#include "plot/line_plot.h"

namespace kinfold::app {
namespace {

constexpr std::size_t kColumns = 3;
constexpr double kMargin = 16, kTop = 44, kHead = 24;  // kHead: where a panel's title stands
constexpr double kLegend = 150;

struct Panels {
  std::size_t columns;
  double width;       // of what a panel's nodes lie in
  double height = 0;  // the same
  double radius;      // of a node

  Panels(std::size_t count, std::size_t nodes) {
    columns = std::clamp(count, std::size_t{1}, kColumns);
    width = columns == 1 ? 480 : columns == 2 ? 336 : 224;
    radius = width * std::clamp(0.15 / std::sqrt(double(nodes)), 0.004, 0.024);
  }
  double x(std::size_t panel) const { return kMargin + double(panel % columns) * (width + kMargin); }
  double y(std::size_t panel) const { return kTop + double(panel / columns) * (kHead + height + kMargin); }
};

struct Box {
  double left, right, top, bottom;

  explicit Box(const std::vector<Point>& at) {
    std::tie(left, right) = ends(at, &Point::x);
    std::tie(top, bottom) = ends(at, &Point::y);
  }
  static std::pair<double, double> ends(const std::vector<Point>& at, double Point::*member) {
    const auto [least, most] = std::ranges::minmax_element(at, {}, member);
    return {(*least).*member, (*most).*member};
  }
};

void scale(std::vector<Point>& at, double width) {
  const Box box(at);
  const double by = width / std::max({box.right - box.left, box.bottom - box.top, 1e-3});
  for (Point& p : at) p = {by * (p.x - box.left), by * (p.y - box.top)};
}

// Below a panel's title, across its width or, where that is less, in its middle; its height follows.
std::vector<Point> fitted(std::vector<Point> at, Panels& panels) {
  const double room = panels.width - 2 * panels.radius - 2;
  lay_flat(at);
  scale(at, room);
  part(at, 2.3 * panels.radius);
  scale(at, room);
  const Box box(at);
  panels.height = box.bottom - box.top + 2 * panels.radius + 2;
  const Point shift{(panels.width - box.right - box.left) / 2, kHead + panels.radius + 1};
  for (Point& p : at) p = {p.x + shift.x, p.y + shift.y};
  return at;
}

std::string lines(const std::vector<Point>& at, const Pairs& links) {
  std::string path;
  for (const auto& [a, b] : links)
    path += fmt::format("M{:.1f} {:.1f}L{:.1f} {:.1f}", at[a].x, at[a].y, at[b].x, at[b].y);
  return fmt::format("<defs><path id=\"links\" class=\"link\" d=\"{}\"/></defs>\n", path);
}

std::string painted(const std::string& fill) {
  return fmt::format("{}=\"{}\"", fill.starts_with('#') ? "fill" : "class", fill);
}

std::string legend(const GraphPicture& picture, double left) {
  std::string svg;
  for (std::size_t n = 0; n < picture.legend.size(); ++n) {
    const auto& [fill, name] = picture.legend[n];
    const double y = kTop + kHead + 10 + 20 * double(n);
    svg += fmt::format("<g><circle {} cx=\"{:.1f}\" cy=\"{}\" r=\"5\"/><text x=\"{:.1f}\" y=\"{}\">{}</text></g>\n",
                       painted(fill), left + 6, y, left + 18, y + 4, escaped(name));
  }
  return svg;
}

std::string nodes(const GraphPicture& picture, const GraphPanel& panel, const std::vector<Point>& at, double radius) {
  std::string svg;
  const std::vector<std::string>& names = panel.names.empty() ? picture.names : panel.names;
  for (std::size_t node = 0; node < at.size(); ++node)
    svg += fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"{:.1f}\" {}><title>{}</title></circle>\n", at[node].x,
                       at[node].y, radius, painted(panel.fills[node]), escaped(names[node]));
  return svg;
}

}  // namespace

std::string svg_graph(const GraphPicture& picture) {
  Panels panels(picture.panels.size(), picture.at.size());
  const std::vector<Point> at = fitted(picture.at, panels);
  const double right = panels.x(panels.columns - 1) + panels.width,
               bottom = panels.y(picture.panels.size() - 1) + kHead + panels.height,
               lowest = std::max(bottom, kTop + kHead + 20 * double(picture.legend.size()));
  const double width = right + kMargin + (picture.legend.empty() ? 0 : kLegend);
  std::string svg = paper(picture.title, width, std::ceil(lowest + kMargin), kMargin) + lines(at, picture.links) +
                    legend(picture, right + kMargin);
  for (std::size_t p = 0; p < picture.panels.size(); ++p)
    svg += fmt::format(
        "<g class=\"panel\" transform=\"translate({:.1f} {:.1f})\">\n<text class=\"over\" x=\"{:.1f}\" y=\"13\" "
        "text-anchor=\"middle\" font-size=\"13\">{}</text>\n<use href=\"#links\"/>\n<g class=\"node\" "
        "stroke-width=\"{:.2f}\">\n{}</g>\n</g>\n",
        panels.x(p), panels.y(p), panels.width / 2, escaped(picture.panels[p].title), panels.radius / 8,
        nodes(picture, picture.panels[p], at, panels.radius));
  return svg + "</svg>\n";
}

}  // namespace kinfold::app
