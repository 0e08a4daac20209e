#include "plot/scatter_plot.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "plot/arrows.h"
#include "plot/canvas.h"
#include "plot/line_plot.h"
#include "plot/palette.h"

namespace kinfold::app {
namespace {

constexpr std::size_t kManyPoints = 500;  // more points than this are drawn smaller

// 2D positions of points and arrow ends. Three axes are projected orthographically.
struct Projection {
  std::vector<double> x, y, arrow_x, arrow_y;
};

std::array<double, 2> project_point(const std::vector<double>& axes) {
  if (axes.size() == 2) return {axes[0], axes[1]};
  return {0.82 * axes[0] - 0.57 * axes[1], 0.26 * axes[0] + 0.37 * axes[1] + 0.89 * axes[2]};
}

Projection project(const ScatterPlot& plot) {
  Projection projection;
  const auto add_point = [&](std::size_t i, auto member, std::vector<double>& x, std::vector<double>& y) {
    std::vector<double> at;
    for (const ScatterAxis& axis : plot.axes) at.push_back((axis.*member)[i]);
    const auto [across, up] = project_point(at);
    x.push_back(across);
    y.push_back(up);
  };
  for (std::size_t i = 0; i < plot.axes[0].at.size(); ++i) add_point(i, &ScatterAxis::at, projection.x, projection.y);
  for (std::size_t i = 0; i < plot.arrows.size(); ++i)
    add_point(i, &ScatterAxis::arrow, projection.arrow_x, projection.arrow_y);
  return projection;
}

std::string grid(const ScatterPlot& plot, const LinearScale& x, const LinearScale& y) {
  std::string svg;
  for (double at : x.ticks())
    svg += fmt::format(
        "<line class=\"grid\" x1=\"{0:.1f}\" x2=\"{0:.1f}\" y1=\"{1}\" y2=\"{2}\"/><text x=\"{0:.1f}\" "
        "y=\"{3}\" text-anchor=\"middle\">{4:.3g}</text>\n",
        x(at), Canvas::kTop, Canvas::kFloor, Canvas::kFloor + 16, at);
  for (double at : y.ticks())
    svg += fmt::format(
        "<line class=\"grid\" x1=\"{0}\" x2=\"{1}\" y1=\"{2:.1f}\" y2=\"{2:.1f}\"/><text x=\"{3}\" "
        "y=\"{4:.1f}\" text-anchor=\"end\">{5:.3g}</text>\n",
        Canvas::kLeft, Canvas::kEnd, y(at), Canvas::kLeft - 6, y(at) + 4, at);
  svg += fmt::format("<text x=\"{}\" y=\"{}\" text-anchor=\"end\">{}</text>\n", Canvas::kEnd, Canvas::kHeight - 14,
                     escape_xml(plot.axes[0].name));
  return svg + fmt::format("<text transform=\"translate(16 {}) rotate(-90)\" text-anchor=\"middle\">{}</text>\n",
                           (Canvas::kTop + Canvas::kFloor) / 2, escape_xml(plot.axes[1].name));
}

double max_abs(const ScatterAxis& axis) {
  double max = 0;
  for (double at : axis.at) max = std::max(max, std::fabs(at));
  return max;
}

std::vector<double> unit_vector(std::size_t axis, double length) {
  std::vector<double> at(3);
  at[axis] = length;
  return at;
}

// The three axes through the origin, each as long as the largest absolute coordinate.
std::string axes_3d(const ScatterPlot& plot, const LinearScale& x, const LinearScale& y) {
  std::string svg;
  for (std::size_t a = 0; a < 3; ++a) {
    const auto [to_x, to_y] = project_point(unit_vector(a, max_abs(plot.axes[a])));
    svg += fmt::format("<line class=\"axis\" x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" y2=\"{:.1f}\"/>\n", x(-to_x),
                       y(-to_y), x(to_x), y(to_y));
    svg += text_at(x(to_x) + 4, y(to_y) - 5, to_x > 0.5 * max_abs(plot.axes[a]) ? "end" : "start", "name",
                   plot.axes[a].name);
  }
  return svg;
}

// The name of each group at the median of its points.
std::string group_names(const ScatterPlot& plot, const Palette& palette, const Projection& projection,
                        const LinearScale& x, const LinearScale& y) {
  if (palette.names().size() < 2 || !plot.arrows.empty()) return "";
  const auto middle = [](std::vector<double>& values) {
    std::ranges::nth_element(values, values.begin() + long(values.size() / 2));
    return values[values.size() / 2];
  };
  std::string svg;
  for (std::size_t c = 0; c < palette.names().size(); ++c) {
    if (palette.names()[c] == Palette::kOthers) continue;
    std::vector<double> across, up;
    for (std::size_t i = 0; i < projection.x.size(); ++i)
      if (palette[plot.labels[i]] == c) across.push_back(x(projection.x[i])), up.push_back(y(projection.y[i]));
    svg += text_at(middle(across), middle(up) + 5, "middle", "group", palette.names()[c]);
  }
  return svg;
}

std::string dots(const ScatterPlot& plot, const Palette& palette, const Projection& projection, const LinearScale& x,
                 const LinearScale& y) {
  std::string svg;
  for (std::size_t i = 0; i < projection.x.size(); ++i) {
    svg += fmt::format("<circle class=\"{} c{}\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"{}\"",
                       plot.arrows.empty() ? "dot" : "faint", plot.labels.empty() ? 0 : palette[plot.labels[i]],
                       x(projection.x[i]), y(projection.y[i]), projection.x.size() > kManyPoints ? 2.6 : 3.5);
    const std::string name = plot.names.empty() ? "" : plot.names[i];
    svg += name.empty() ? "/>\n" : "><title>" + escape_xml(name) + "</title></circle>\n";
  }
  return svg;
}

}  // namespace

std::string svg_scatter_plot(const ScatterPlot& plot) {
  const Projection projection = project(plot);
  std::vector<double> across = projection.x, up = projection.y;  // including the ends of the 3D axes
  for (std::size_t a = 0; a < plot.axes.size() && plot.axes.size() == 3; ++a)
    for (const double end : {-max_abs(plot.axes[a]), max_abs(plot.axes[a])}) {
      const auto [end_x, end_y] = project_point(unit_vector(a, end));
      across.push_back(end_x);
      up.push_back(end_y);
    }
  const LinearScale x(across, Canvas::kLeft, Canvas::kEnd), y(up, Canvas::kFloor, Canvas::kTop);
  const Palette palette(plot.labels);
  std::vector<Arrow> arrows;
  for (std::size_t i = 0; i < plot.arrows.size(); ++i)
    arrows.push_back({plot.arrows[i], projection.arrow_x[i], projection.arrow_y[i]});
  const bool is_3d = plot.axes.size() == 3;
  return svg_header(plot.title) + (is_3d ? "" : grid(plot, x, y)) + dots(plot, palette, projection, x, y) +
         (is_3d ? axes_3d(plot, x, y) : "") + svg_arrows(std::move(arrows), x, y) +
         group_names(plot, palette, projection, x, y) + palette.legend() + "</svg>\n";
}

std::string svg_explained_variance(const std::string& title, const std::vector<double>& ratios) {
  std::string svg = svg_header(title);
  const double bottom = Canvas::kFloor, height = bottom - Canvas::kTop, width = Canvas::kWidth - Canvas::kLeft - 30;
  for (int tick = 0; tick <= 5; ++tick)
    svg += fmt::format(
        "<line class=\"grid\" x1=\"{0}\" x2=\"{1}\" y1=\"{2}\" y2=\"{2}\"/><text x=\"{3}\" y=\"{4}\" "
        "text-anchor=\"end\">{5} %</text>\n",
        Canvas::kLeft, Canvas::kLeft + width, bottom - height * tick / 5, Canvas::kLeft - 6,
        bottom - height * tick / 5 + 4, 20 * tick);
  const double step = width / double(std::max<std::size_t>(ratios.size(), 1));
  std::string line;
  double sum = 0;
  for (std::size_t k = 0; k < ratios.size(); ++k) {
    sum += ratios[k];
    const double middle = Canvas::kLeft + step * (double(k) + 0.5);
    svg += fmt::format("<rect class=\"c0\" x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\"/>\n",
                       middle - 0.35 * step, bottom - height * ratios[k], 0.7 * step, height * ratios[k]);
    if (ratios.size() <= 20 || (k + 1) % 5 == 0)
      svg += fmt::format("<text x=\"{:.1f}\" y=\"{}\" text-anchor=\"middle\">{}</text>\n", middle, bottom + 16, k + 1);
    line += fmt::format("{:.1f},{:.1f} ", middle, bottom - height * sum);
  }
  svg += fmt::format("<polyline fill=\"none\" stroke=\"#d55e00\" stroke-width=\"2\" points=\"{}\"/>\n", line);
  return svg +
         fmt::format("<text x=\"{}\" y=\"{}\" text-anchor=\"end\">component; the line is cumulative</text>\n</svg>\n",
                     Canvas::kLeft + width, Canvas::kHeight - 14);
}

}  // namespace kinfold::app
