#include "plot/arrows.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>

namespace kinfold::app {
namespace {

constexpr std::size_t kMost = 14;
constexpr double kLetter = 7, kLine = 12;  // size of the names' letters

struct Box {
  double left, right, top, bottom;
  bool meets(const Box& other) const {
    return left < other.right && other.left < right && top < other.bottom && other.top < bottom;
  }
};

Box box_of(double x, double y, const std::string& anchor, std::size_t letters) {
  const double width = kLetter * double(letters), left = anchor == "end" ? x - width : x;
  return {left - 3, left + width + 3, y - kLine + 2, y + 3};
}

std::string line(double x0, double y0, double x1, double y1) {
  const double size = std::hypot(x1 - x0, y1 - y0), ux = (x1 - x0) / size, uy = (y1 - y0) / size;
  return fmt::format(
      "<line class=\"arrow\" x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" y2=\"{:.1f}\"/><path class=\"head\" "
      "d=\"M{:.1f} {:.1f}L{:.1f} {:.1f}L{:.1f} {:.1f}Z\"/>\n",
      x0, y0, x1 - 5 * ux, y1 - 5 * uy, x1, y1, x1 - 8 * ux + 3 * uy, y1 - 8 * uy - 3 * ux, x1 - 8 * ux - 3 * uy,
      y1 - 8 * uy + 3 * ux);
}

// How many times as long an arrow may be to end within the drawing, its name above or below it too.
double room_for(const Arrow& arrow, double x, double y) {
  const double across = arrow.x < 0 ? Paper::kLeft - x : Paper::kEnd - x,
               down = arrow.y < 0 ? Paper::kFloor - 1.5 * kLine - y : Paper::kTop + 2 * kLine - y;
  return std::min(arrow.x == 0 ? INFINITY : std::max(across / arrow.x, 0.0),
                  arrow.y == 0 ? INFINITY : std::max(-down / arrow.y, 0.0));
}

// Places names one after another, each as near to its arrow's end as those before it allow.
class Names {
 public:
  std::string add(const std::string& name, double x, double y, double across, double up) {
    const std::string anchor = across < 0 ? "end" : "start";
    const Box wished = box_of(x + 6 * across, y, anchor, name.size());
    const double beside = x + 6 * across + std::max(Paper::kLeft + 3 - wished.left, 0.0) -
                          std::max(wished.right - Paper::kWidth + 3, 0.0);
    const double from = y + 8 * up + 4;
    for (int step = 0; step < 24; ++step) {
      const double at = from + (step % 2 ? -1 : 1) * (up < 0 ? -1 : 1) * 4 * ((step + 1) / 2);
      const Box box = box_of(beside, at, anchor, name.size());
      const bool within = at > Paper::kTop + kLine && at < Paper::kFloor - 2;
      if (!within || std::ranges::any_of(taken_, [&](const Box& other) { return other.meets(box); })) continue;
      taken_.push_back(box);
      return text_at(beside, at, anchor, "name", name);
    }
    return "";  // no room: the arrow stays without a name
  }

 private:
  std::vector<Box> taken_;
};

}  // namespace

std::string svg_arrows(std::vector<Arrow> arrows, const Span& x, const Span& y) {
  const auto length = [](const Arrow& arrow) { return std::hypot(arrow.x, arrow.y); };
  std::ranges::stable_sort(arrows, std::greater{}, length);
  arrows.resize(std::min(arrows.size(), kMost));
  if (arrows.empty() || !(length(arrows[0]) > 0)) return "";
  double reach = 0.4 * std::min(Paper::kEnd - Paper::kLeft, Paper::kFloor - Paper::kTop) / length(arrows[0]);
  for (const Arrow& arrow : arrows) reach = std::min(reach, room_for(arrow, x(0), y(0)));
  std::erase_if(arrows, [&](const Arrow& arrow) { return reach * length(arrow) < 10; });
  std::string lines, texts;
  Names names;
  for (const Arrow& arrow : arrows) {
    const double end_x = x(0) + reach * arrow.x, end_y = y(0) - reach * arrow.y, size = length(arrow);
    lines += line(x(0), y(0), end_x, end_y);
    texts += names.add(arrow.name, end_x, end_y, arrow.x / size, -arrow.y / size);
  }
  return lines + texts;
}

}  // namespace kinfold::app
