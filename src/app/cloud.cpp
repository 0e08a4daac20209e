#include "app/cloud.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numeric>

#include "app/plot.h"

namespace kinfold::app {
namespace {

constexpr double kWidth = 720, kHeight = 560, kLeft = 64, kTop = 44, kRight = 150, kBottom = 52;
constexpr std::size_t kArrows = 12, kColours = 8;

// Colours that are told apart by people who do not see all (Okabe, Ito 2008), in light and in dark.
constexpr const char* kStyle =
    "<style>text{fill:#333}.page{fill:#fff}.grid{stroke:#ddd}.axis{stroke:#888}.arrow{stroke:#555;stroke-width:1.4}"
    ".head{fill:#555}.name{font-size:11px}.c0{fill:#0072b2}.c1{fill:#d55e00}.c2{fill:#009e73}.c3{fill:#cc79a7}"
    ".c4{fill:#e69f00}.c5{fill:#56b4e9}.c6{fill:#8a7d00}.c7{fill:#777}.dot{fill-opacity:.72}"
    "@media(prefers-color-scheme:dark){text{fill:#ddd}.page{fill:#181a1b}.grid{stroke:#333}.axis{stroke:#777}"
    ".arrow{stroke:#bbb}.head{fill:#bbb}}</style>\n";

std::string page(const std::string& title) {
  return fmt::format(
             "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {1}\" width=\"{0}\" height=\"{1}\" "
             "role=\"img\" "
             "font-family=\"sans-serif\" font-size=\"12\">\n<title>{2}</title>\n",
             kWidth, kHeight, escaped(title)) +
         kStyle +
         fmt::format(
             "<rect class=\"page\" width=\"100%\" height=\"100%\"/>\n<text x=\"{}\" y=\"26\" font-size=\"15\" "
             "font-weight=\"bold\">{}</text>\n",
             kLeft, escaped(title));
}

// A round step by which about `count` ticks cover a range.
double step_of(double range, int count) {
  const double raw = range / count, size = std::pow(10, std::floor(std::log10(raw))), lead = raw / size;
  return size * (lead < 1.5 ? 1 : lead < 3.5 ? 2 : lead < 7.5 ? 5 : 10);
}

class Span {
 public:
  Span(const std::vector<double>& values, double from, double to) : from_(from), to_(to) {
    const auto [low, high] = std::ranges::minmax_element(values);
    low_ = values.empty() ? -1 : *low;
    high_ = values.empty() ? 1 : *high;
    const double margin = high_ > low_ ? 0.06 * (high_ - low_) : 1;
    low_ -= margin;
    high_ += margin;
  }
  double operator()(double value) const { return from_ + (value - low_) / (high_ - low_) * (to_ - from_); }
  std::vector<double> ticks() const {
    std::vector<double> result;
    const double step = step_of(high_ - low_, 6);
    for (double at = std::ceil(low_ / step) * step; at <= high_; at += step)
      result.push_back(std::fabs(at) < step / 1000 ? 0 : at);
    return result;
  }

 private:
  double low_, high_, from_, to_;
};

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
        x(at), kTop, kHeight - kBottom, kHeight - kBottom + 16, at);
  for (double at : y.ticks())
    svg += fmt::format(
        "<line class=\"grid\" x1=\"{0}\" x2=\"{1}\" y1=\"{2:.1f}\" y2=\"{2:.1f}\"/><text x=\"{3}\" "
        "y=\"{4:.1f}\" text-anchor=\"end\">{5:.3g}</text>\n",
        kLeft, kWidth - kRight, y(at), kLeft - 6, y(at) + 4, at);
  svg += fmt::format("<text x=\"{}\" y=\"{}\" text-anchor=\"end\">{}</text>\n", kWidth - kRight, kHeight - 14,
                     escaped(cloud.axes[0].name));
  return svg + fmt::format("<text transform=\"translate(16 {}) rotate(-90)\" text-anchor=\"middle\">{}</text>\n",
                           (kTop + kHeight - kBottom) / 2, escaped(cloud.axes[1].name));
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
    svg += fmt::format(
        "<line class=\"axis\" x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" y2=\"{:.1f}\"/><text x=\"{:.1f}\" y=\"{:.1f}\">"
        "{}</text>\n",
        x(-to_x), y(-to_y), x(to_x), y(to_y), x(to_x) + 4, y(to_y) - 4, escaped(cloud.axes[a].name));
  }
  return svg;
}

// The most frequent labels have colours of their own, the others share the last.
std::map<std::string, std::size_t> colours_of(const std::vector<std::string>& labels) {
  std::map<std::string, std::size_t> count, colour;
  for (const std::string& label : labels) ++count[label];
  std::vector<std::string> order;
  for (const auto& [label, times] : count) order.push_back(label);
  if (order.size() > kColours) std::ranges::stable_sort(order, std::greater{}, [&](const auto& l) { return count[l]; });
  for (std::size_t i = 0; i < order.size(); ++i) colour[order[i]] = std::min(i, kColours - 1);
  return colour;
}

std::string legend(const std::map<std::string, std::size_t>& colour) {
  std::string svg;
  std::vector<std::string> name(kColours);
  for (const auto& [label, number] : colour)
    name[number] = name[number].empty() ? (label.empty() ? "(none)" : label) : "others";
  double y = kTop + 12;
  for (std::size_t c = 0; c < kColours; ++c) {
    if (name[c].empty()) continue;
    svg += fmt::format("<circle class=\"c{}\" cx=\"{}\" cy=\"{}\" r=\"5\"/><text x=\"{}\" y=\"{}\">{}</text>\n", c,
                       kWidth - kRight + 18, y, kWidth - kRight + 30, y + 4, escaped(name[c]));
    y += 20;
  }
  return svg;
}

std::string arrows(const Cloud& cloud, const Flat& flat, const Span& x, const Span& y) {
  std::vector<std::size_t> order(cloud.arrows.size());
  std::iota(order.begin(), order.end(), 0u);
  const auto length = [&](std::size_t i) { return std::hypot(flat.arrow_x[i], flat.arrow_y[i]); };
  std::ranges::stable_sort(order, std::greater{}, length);
  order.resize(std::min(order.size(), kArrows));
  if (order.empty() || !(length(order[0]) > 0)) return "";
  const double reach = 0.38 * std::min(kWidth - kLeft - kRight, kHeight - kTop - kBottom) / length(order[0]);
  std::string svg;
  std::vector<std::array<double, 2>> taken;  // where names stand
  for (std::size_t i : order) {
    const double dx = reach * flat.arrow_x[i], dy = -reach * flat.arrow_y[i], size = std::hypot(dx, dy);
    if (size < 4) continue;
    const double tx = x(0) + dx, ty = y(0) + dy, ux = dx / size, uy = dy / size;
    double name_y = ty + 6 * uy + 4;
    while (std::ranges::any_of(
        taken, [&](const auto& at) { return std::fabs(at[0] - tx) < 70 && std::fabs(at[1] - name_y) < 12; }))
      name_y += dy < 0 ? -4 : 4;
    taken.push_back({tx, name_y});
    svg += fmt::format(
        "<line class=\"arrow\" x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" y2=\"{:.1f}\"/><path class=\"head\" "
        "d=\"M{:.1f} "
        "{:.1f}L{:.1f} {:.1f}L{:.1f} {:.1f}Z\"/><text class=\"name\" x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\">{}"
        "</text>\n",
        x(0), y(0), tx, ty, tx, ty, tx - 8 * ux + 3 * uy, ty - 8 * uy - 3 * ux, tx - 8 * ux - 3 * uy,
        ty - 8 * uy + 3 * ux, tx + 6 * ux, name_y, dx < 0 ? "end" : "start", escaped(cloud.arrows[i]));
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
  const Span x(across, kLeft, kWidth - kRight), y(up, kHeight - kBottom, kTop);
  std::string svg = page(cloud.title) + (cloud.axes.size() == 3 ? axes_in_space(cloud, x, y) : grid(cloud, x, y));
  const auto colour = colours_of(cloud.labels);
  for (std::size_t i = 0; i < flat.x.size(); ++i) {
    svg += fmt::format("<circle class=\"dot c{}\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"3.5\"",
                       cloud.labels.empty() ? 0 : colour.at(cloud.labels[i]), x(flat.x[i]), y(flat.y[i]));
    const std::string name = cloud.names.empty() ? "" : cloud.names[i];
    svg += name.empty() ? "/>\n" : "><title>" + escaped(name) + "</title></circle>\n";
  }
  return svg + arrows(cloud, flat, x, y) + legend(colour) + "</svg>\n";
}

std::string svg_shares(const std::string& title, const std::vector<double>& shares) {
  std::string svg = page(title);
  const double bottom = kHeight - kBottom, height = bottom - kTop, width = kWidth - kLeft - 30;
  for (int tick = 0; tick <= 5; ++tick)
    svg += fmt::format(
        "<line class=\"grid\" x1=\"{0}\" x2=\"{1}\" y1=\"{2}\" y2=\"{2}\"/><text x=\"{3}\" y=\"{4}\" "
        "text-anchor=\"end\">{5} %</text>\n",
        kLeft, kLeft + width, bottom - height * tick / 5, kLeft - 6, bottom - height * tick / 5 + 4, 20 * tick);
  const double step = width / double(std::max<std::size_t>(shares.size(), 1));
  std::string line;
  double sum = 0;
  for (std::size_t k = 0; k < shares.size(); ++k) {
    sum += shares[k];
    const double middle = kLeft + step * (double(k) + 0.5);
    svg += fmt::format("<rect class=\"c0\" x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\"/>\n",
                       middle - 0.35 * step, bottom - height * shares[k], 0.7 * step, height * shares[k]);
    if (shares.size() <= 20 || (k + 1) % 5 == 0)
      svg += fmt::format("<text x=\"{:.1f}\" y=\"{}\" text-anchor=\"middle\">{}</text>\n", middle, bottom + 16, k + 1);
    line += fmt::format("{:.1f},{:.1f} ", middle, bottom - height * sum);
  }
  svg += fmt::format("<polyline fill=\"none\" stroke=\"#d55e00\" stroke-width=\"2\" points=\"{}\"/>\n", line);
  return svg +
         fmt::format("<text x=\"{}\" y=\"{}\" text-anchor=\"end\">direction; the line is the sum</text>\n</svg>\n",
                     kLeft + width, kHeight - 14);
}

}  // namespace kinfold::app
