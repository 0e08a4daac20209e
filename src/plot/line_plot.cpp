#include "plot/line_plot.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "plot/canvas.h"

namespace kinfold::app {
namespace {

struct ValueRange {
  double low = INFINITY, high = -INFINITY;
  void add(double y) {
    if (!std::isfinite(y)) return;
    low = std::min(low, y);
    high = std::max(high, y);
  }
  bool empty() const { return low > high; }
  double fraction(double y) const { return high > low ? (y - low) / (high - low) : 0.5; }
};

ValueRange range_of(const LineSeries& line) {
  ValueRange range;
  for (double y : line.y) range.add(y);
  return range;
}

// A grid of braille cells, 2 x 4 dots each.
class BrailleGrid {
 public:
  BrailleGrid(int width, int height) : width_(width), height_(height), cells_(std::size_t(width * height)) {}

  void set(int x, int y) {  // from the top left
    static constexpr int bits[4][2] = {{0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}};
    if (x < 0 || y < 0 || x >= 2 * width_ || y >= 4 * height_) return;
    cells_[std::size_t(y / 4 * width_ + x / 2)] |= bits[y % 4][x % 2];
  }
  void line(double x0, double y0, double x1, double y1) {
    const int steps = int(std::max({std::fabs(x1 - x0), std::fabs(y1 - y0), 1.0}));
    for (int i = 0; i <= steps; ++i)
      set(int(std::lround(x0 + (x1 - x0) * i / steps)), int(std::lround(y0 + (y1 - y0) * i / steps)));
  }
  std::string row(int y) const {
    std::string text;
    for (int x = 0; x < width_; ++x) {
      const int code = 0x2800 + cells_[std::size_t(y * width_ + x)];
      text += char(0xe0 | (code >> 12));
      text += char(0x80 | ((code >> 6) & 0x3f));
      text += char(0x80 | (code & 0x3f));
    }
    return text;
  }

 private:
  int width_, height_;
  std::vector<int> cells_;
};

}  // namespace

std::string escape_xml(const std::string& text) {
  std::string result;
  for (char c : text) result += c == '&' ? "&amp;" : c == '<' ? "&lt;" : c == '>' ? "&gt;" : std::string(1, c);
  return result;
}

std::string terminal_plot(const std::vector<LineSeries>& lines, int width, int height) {
  std::string text;
  for (const LineSeries& line : lines) {
    const ValueRange range = range_of(line);
    if (range.empty()) continue;
    BrailleGrid dots(width, height);
    const double x_step = line.y.size() > 1 ? double(2 * width - 1) / double(line.y.size() - 1) : 0;
    const auto y_of = [&](double y) { return (1 - range.fraction(y)) * (4 * height - 1); };
    for (std::size_t i = 0; i + 1 < line.y.size(); ++i)
      if (std::isfinite(line.y[i]) && std::isfinite(line.y[i + 1]))
        dots.line(x_step * double(i), y_of(line.y[i]), x_step * double(i + 1), y_of(line.y[i + 1]));
    if (line.y.size() == 1) dots.set(0, int(y_of(line.y[0])));
    text += fmt::format("{}\n", line.name);
    for (int row = 0; row < height; ++row)
      text += fmt::format("{:>9} ┤{}\n",
                          row == 0            ? fmt::format("{:.4f}", range.high)
                          : row == height - 1 ? fmt::format("{:.4f}", range.low)
                                              : "",
                          dots.row(row));
    text += fmt::format("{:>9}  1{:>{}}\n", "epoch", line.y.size(), width - 1);
  }
  return text;
}

std::string svg_plot(const std::string& title, const std::string& x_label, const std::vector<LineSeries>& lines,
                     std::size_t mark, const std::string& mark_label) {
  constexpr int kWidth = 640, kPanel = 220, kLeft = 70, kTop = 56, kPlot = 150, kRight = 20;
  std::vector<LineSeries> visible;
  for (const LineSeries& line : lines)
    if (!range_of(line).empty()) visible.push_back(line);
  std::string svg = svg_header(title, kWidth, kTop + kPanel * int(std::max<std::size_t>(visible.size(), 1)), kLeft);
  for (std::size_t panel = 0; panel < visible.size(); ++panel) {
    const LineSeries& line = visible[panel];
    const ValueRange range = range_of(line);
    const double top = kTop + double(panel) * kPanel, bottom = top + kPlot,
                 last = double(std::max<std::size_t>(line.y.size(), 2) - 1);
    const auto x = [&](double i) { return kLeft + i / last * (kWidth - kLeft - kRight); };
    const auto y = [&](double value) { return bottom - range.fraction(value) * kPlot; };
    svg +=
        fmt::format("<text x=\"{}\" y=\"{}\" font-weight=\"bold\">{}</text>\n", kLeft, top - 8, escape_xml(line.name));
    for (int tick = 0; tick <= 4; ++tick) {
      const double value = range.low + (range.high - range.low) * tick / 4;
      svg += fmt::format(
          "<line class=\"grid\" x1=\"{0}\" x2=\"{1}\" y1=\"{2:.1f}\" y2=\"{2:.1f}\"/>"
          "<text x=\"{3}\" y=\"{4:.1f}\" text-anchor=\"end\">{5:.4f}</text>\n",
          kLeft, kWidth - kRight, y(value), kLeft - 8, y(value) + 4, value);
    }
    for (int tick = 0; tick <= 5; ++tick) {
      const double at = std::round(last * tick / 5);
      svg +=
          fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"middle\">{}</text>\n", x(at), bottom + 18, at + 1);
    }
    svg += fmt::format("<text x=\"{}\" y=\"{}\" text-anchor=\"end\">{}</text>\n", kWidth - kRight, bottom + 34,
                       escape_xml(x_label));
    std::string points;
    for (std::size_t i = 0; i < line.y.size(); ++i)
      if (std::isfinite(line.y[i])) points += fmt::format("{:.1f},{:.1f} ", x(double(i)), y(line.y[i]));
    svg += fmt::format("<polyline class=\"line\" points=\"{}\"/>\n", points);
    if (mark > 0)
      svg += fmt::format(
          "<line class=\"mark\" x1=\"{0:.1f}\" x2=\"{0:.1f}\" y1=\"{1}\" y2=\"{2}\"/>"
          "<text x=\"{3:.1f}\" y=\"{4}\" text-anchor=\"end\">{5}</text>\n",
          x(double(mark - 1)), top, bottom, x(double(mark - 1)) - 5, top + 12, escape_xml(mark_label));
  }
  return svg + "</svg>\n";
}

}  // namespace kinfold::app
