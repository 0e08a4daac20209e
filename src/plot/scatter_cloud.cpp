#include "plot/scatter_cloud.h"

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

constexpr std::size_t kMany = 500;  // points, beyond which they are drawn smaller

// What stands on the paper: of three axes, as seen from a corner.
struct Flat {
  std::vector<double> x, y, arrow_x, arrow_y;
};

std::array<double, 2> seen(const std::vector<double>& axes) {
  if (axes.size() == 2) return {axes[0], axes[1]};
  return {0.82 * axes[0] - 0.57 * axes[1], 0.26 * axes[0] + 0.37 * axes[1] + 0.89 * axes[2]};
}

Flat flatten(const Cloud& cloud) {
  Flat flat;
  const auto place = [&](std::size_t i, auto member, std::vector<double>& x, std::vector<double>& y) {
    std::vector<double> at;
    for (const CloudAxis& axis : cloud.axes) at.push_back((axis.*member)[i]);
    const auto [across, up] = seen(at);
    x.push_back(across);
    y.push_back(up);
  };
  for (std::size_t i = 0; i < cloud.axes[0].at.size(); ++i) place(i, &CloudAxis::at, flat.x, flat.y);
  for (std::size_t i = 0; i < cloud.arrows.size(); ++i) place(i, &CloudAxis::arrow, flat.arrow_x, flat.arrow_y);
  return flat;
}

std::string grid(const Cloud& cloud, const Span& x, const Span& y) {
  std::string svg;
  for (double at : x.ticks())
    svg += fmt::format(
        "<line class=\"grid\" x1=\"{0:.1f}\" x2=\"{0:.1f}\" y1=\"{1}\" y2=\"{2}\"/><text x=\"{0:.1f}\" "
        "y=\"{3}\" text-anchor=\"middle\">{4:.3g}</text>\n",
        x(at), Paper::kTop, Paper::kFloor, Paper::kFloor + 16, at);
  for (double at : y.ticks())
    svg += fmt::format(
        "<line class=\"grid\" x1=\"{0}\" x2=\"{1}\" y1=\"{2:.1f}\" y2=\"{2:.1f}\"/><text x=\"{3}\" "
        "y=\"{4:.1f}\" text-anchor=\"end\">{5:.3g}</text>\n",
        Paper::kLeft, Paper::kEnd, y(at), Paper::kLeft - 6, y(at) + 4, at);
  svg += fmt::format("<text x=\"{}\" y=\"{}\" text-anchor=\"end\">{}</text>\n", Paper::kEnd, Paper::kHeight - 14,
                     escaped(cloud.axes[0].name));
  return svg + fmt::format("<text transform=\"translate(16 {}) rotate(-90)\" text-anchor=\"middle\">{}</text>\n",
                           (Paper::kTop + Paper::kFloor) / 2, escaped(cloud.axes[1].name));
}

double reach_of(const CloudAxis& axis) {
  double most = 0;
  for (double at : axis.at) most = std::max(most, std::fabs(at));
  return most;
}

std::vector<double> unit(std::size_t axis, double length) {
  std::vector<double> at(3);
  at[axis] = length;
  return at;
}

// The three axes through the origin, each as long as the points reach along it.
std::string axes_in_space(const Cloud& cloud, const Span& x, const Span& y) {
  std::string svg;
  for (std::size_t a = 0; a < 3; ++a) {
    const auto [to_x, to_y] = seen(unit(a, reach_of(cloud.axes[a])));
    svg += fmt::format("<line class=\"axis\" x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" y2=\"{:.1f}\"/>\n", x(-to_x),
                       y(-to_y), x(to_x), y(to_y));
    svg += text_at(x(to_x) + 4, y(to_y) - 5, to_x > 0.5 * reach_of(cloud.axes[a]) ? "end" : "start", "name",
                   cloud.axes[a].name);
  }
  return svg;
}

// Each group's name where the middle of its points is.
std::string group_names(const Cloud& cloud, const Palette& palette, const Flat& flat, const Span& x, const Span& y) {
  if (palette.names().size() < 2 || !cloud.arrows.empty()) return "";
  const auto middle = [](std::vector<double>& values) {
    std::ranges::nth_element(values, values.begin() + long(values.size() / 2));
    return values[values.size() / 2];
  };
  std::string svg;
  for (std::size_t c = 0; c < palette.names().size(); ++c) {
    if (palette.names()[c] == Palette::kOthers) continue;
    std::vector<double> across, up;
    for (std::size_t i = 0; i < flat.x.size(); ++i)
      if (palette[cloud.labels[i]] == c) across.push_back(x(flat.x[i])), up.push_back(y(flat.y[i]));
    svg += text_at(middle(across), middle(up) + 5, "middle", "group", palette.names()[c]);
  }
  return svg;
}

std::string dots(const Cloud& cloud, const Palette& palette, const Flat& flat, const Span& x, const Span& y) {
  std::string svg;
  for (std::size_t i = 0; i < flat.x.size(); ++i) {
    svg += fmt::format("<circle class=\"{} c{}\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"{}\"",
                       cloud.arrows.empty() ? "dot" : "faint", cloud.labels.empty() ? 0 : palette[cloud.labels[i]],
                       x(flat.x[i]), y(flat.y[i]), flat.x.size() > kMany ? 2.6 : 3.5);
    const std::string name = cloud.names.empty() ? "" : cloud.names[i];
    svg += name.empty() ? "/>\n" : "><title>" + escaped(name) + "</title></circle>\n";
  }
  return svg;
}

}  // namespace

std::string svg_cloud(const Cloud& cloud) {
  const Flat flat = flatten(cloud);
  std::vector<double> across = flat.x, up = flat.y;  // with the axes' ends
  for (std::size_t a = 0; a < cloud.axes.size() && cloud.axes.size() == 3; ++a)
    for (const double end : {-reach_of(cloud.axes[a]), reach_of(cloud.axes[a])}) {
      const auto [end_x, end_y] = seen(unit(a, end));
      across.push_back(end_x);
      up.push_back(end_y);
    }
  const Span x(across, Paper::kLeft, Paper::kEnd), y(up, Paper::kFloor, Paper::kTop);
  const Palette palette(cloud.labels);
  std::vector<Arrow> arrows;
  for (std::size_t i = 0; i < cloud.arrows.size(); ++i)
    arrows.push_back({cloud.arrows[i], flat.arrow_x[i], flat.arrow_y[i]});
  const bool in_space = cloud.axes.size() == 3;
  return paper(cloud.title) + (in_space ? "" : grid(cloud, x, y)) + dots(cloud, palette, flat, x, y) +
         (in_space ? axes_in_space(cloud, x, y) : "") + svg_arrows(std::move(arrows), x, y) +
         group_names(cloud, palette, flat, x, y) + palette.legend() + "</svg>\n";
}

std::string svg_shares(const std::string& title, const std::vector<double>& shares) {
  std::string svg = paper(title);
  const double bottom = Paper::kFloor, height = bottom - Paper::kTop, width = Paper::kWidth - Paper::kLeft - 30;
  for (int tick = 0; tick <= 5; ++tick)
    svg += fmt::format(
        "<line class=\"grid\" x1=\"{0}\" x2=\"{1}\" y1=\"{2}\" y2=\"{2}\"/><text x=\"{3}\" y=\"{4}\" "
        "text-anchor=\"end\">{5} %</text>\n",
        Paper::kLeft, Paper::kLeft + width, bottom - height * tick / 5, Paper::kLeft - 6,
        bottom - height * tick / 5 + 4, 20 * tick);
  const double step = width / double(std::max<std::size_t>(shares.size(), 1));
  std::string line;
  double sum = 0;
  for (std::size_t k = 0; k < shares.size(); ++k) {
    sum += shares[k];
    const double middle = Paper::kLeft + step * (double(k) + 0.5);
    svg += fmt::format("<rect class=\"c0\" x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\"/>\n",
                       middle - 0.35 * step, bottom - height * shares[k], 0.7 * step, height * shares[k]);
    if (shares.size() <= 20 || (k + 1) % 5 == 0)
      svg += fmt::format("<text x=\"{:.1f}\" y=\"{}\" text-anchor=\"middle\">{}</text>\n", middle, bottom + 16, k + 1);
    line += fmt::format("{:.1f},{:.1f} ", middle, bottom - height * sum);
  }
  svg += fmt::format("<polyline fill=\"none\" stroke=\"#d55e00\" stroke-width=\"2\" points=\"{}\"/>\n", line);
  return svg +
         fmt::format("<text x=\"{}\" y=\"{}\" text-anchor=\"end\">direction; the line is the sum</text>\n</svg>\n",
                     Paper::kLeft + width, Paper::kHeight - 14);
}

}  // namespace kinfold::app
