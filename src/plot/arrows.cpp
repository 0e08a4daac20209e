#include "plot/arrows.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>

namespace kinfold::app {
namespace {

constexpr std::size_t kMaxArrows = 14;
constexpr double kLetterWidth = 7, kLineHeight = 12;  // approximate size of a label character, in pixels

struct TextBox {
  double left, right, top, bottom;
  bool overlaps(const TextBox& other) const {
    return left < other.right && other.left < right && top < other.bottom && other.top < bottom;
  }
};

TextBox box_of(double x, double y, const std::string& anchor, std::size_t num_letters) {
  const double width = kLetterWidth * double(num_letters), left = anchor == "end" ? x - width : x;
  return {left - 3, left + width + 3, y - kLineHeight + 2, y + 3};
}

std::string line(double x0, double y0, double x1, double y1) {
  const double size = std::hypot(x1 - x0, y1 - y0), ux = (x1 - x0) / size, uy = (y1 - y0) / size;
  return fmt::format(
      "<line class=\"arrow\" x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" y2=\"{:.1f}\"/><path class=\"head\" "
      "d=\"M{:.1f} {:.1f}L{:.1f} {:.1f}L{:.1f} {:.1f}Z\"/>\n",
      x0, y0, x1 - 5 * ux, y1 - 5 * uy, x1, y1, x1 - 8 * ux + 3 * uy, y1 - 8 * uy - 3 * ux, x1 - 8 * ux - 3 * uy,
      y1 - 8 * uy + 3 * ux);
}

// The largest factor by which an arrow may be scaled so that it and its label stay within the drawing area.
double max_scale(const Arrow& arrow, double x, double y) {
  const double space_x = arrow.x < 0 ? Canvas::kLeft - x : Canvas::kEnd - x,
               space_y = arrow.y < 0 ? Canvas::kFloor - 1.5 * kLineHeight - y : Canvas::kTop + 2 * kLineHeight - y;
  return std::min(arrow.x == 0 ? INFINITY : std::max(space_x / arrow.x, 0.0),
                  arrow.y == 0 ? INFINITY : std::max(-space_y / arrow.y, 0.0));
}

// Places labels one after another, each as close to the end of its arrow as the earlier labels allow.
class LabelPlacer {
 public:
  std::string add(const std::string& name, double x, double y, double dx, double dy) {
    const std::string anchor = dx < 0 ? "end" : "start";
    const TextBox preferred = box_of(x + 6 * dx, y, anchor, name.size());
    const double label_x = x + 6 * dx + std::max(Canvas::kLeft + 3 - preferred.left, 0.0) -
                           std::max(preferred.right - Canvas::kWidth + 3, 0.0);
    const double label_y = y + 8 * dy + 4;
    for (int step = 0; step < 24; ++step) {
      const double at = label_y + (step % 2 ? -1 : 1) * (dy < 0 ? -1 : 1) * 4 * ((step + 1) / 2);
      const TextBox box = box_of(label_x, at, anchor, name.size());
      const bool within = at > Canvas::kTop + kLineHeight && at < Canvas::kFloor - 2;
      if (!within || std::ranges::any_of(placed_, [&](const TextBox& other) { return other.overlaps(box); })) continue;
      placed_.push_back(box);
      return text_at(label_x, at, anchor, "name", name);
    }
    return "";  // no free position
  }

 private:
  std::vector<TextBox> placed_;
};

}  // namespace

std::string svg_arrows(std::vector<Arrow> arrows, const LinearScale& x, const LinearScale& y) {
  const auto length = [](const Arrow& arrow) { return std::hypot(arrow.x, arrow.y); };
  std::ranges::stable_sort(arrows, std::greater{}, length);
  arrows.resize(std::min(arrows.size(), kMaxArrows));
  if (arrows.empty() || !(length(arrows[0]) > 0)) return "";
  double scale = 0.4 * std::min(Canvas::kEnd - Canvas::kLeft, Canvas::kFloor - Canvas::kTop) / length(arrows[0]);
  for (const Arrow& arrow : arrows) scale = std::min(scale, max_scale(arrow, x(0), y(0)));
  std::erase_if(arrows, [&](const Arrow& arrow) { return scale * length(arrow) < 10; });
  std::string lines, label_svg;
  LabelPlacer labels;
  for (const Arrow& arrow : arrows) {
    const double end_x = x(0) + scale * arrow.x, end_y = y(0) - scale * arrow.y, size = length(arrow);
    lines += line(x(0), y(0), end_x, end_y);
    label_svg += labels.add(arrow.name, end_x, end_y, arrow.x / size, -arrow.y / size);
  }
  return lines + label_svg;
}

}  // namespace kinfold::app
