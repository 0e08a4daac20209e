// The paper that clouds and graphs are drawn on, as SVG: its size and style, scales, and texts that stay readable over
// points.
#pragma once
#include <string>
#include <vector>

namespace kinfold::app {

struct Canvas {
  static constexpr double kWidth = 720, kHeight = 560, kLeft = 64, kTop = 44, kRight = 150, kBottom = 52;
  static constexpr double kEnd = kWidth - kRight, kFloor = kHeight - kBottom;  // where the drawing ends
};

// All up to what is drawn; colours are classes c0, c1, ... of its style, which has them in light and in dark. The title
// begins at `left`.
std::string svg_header(const std::string& title, double width = Canvas::kWidth, double height = Canvas::kHeight,
                       double left = Canvas::kLeft);

// A text of a class on a halo of the paper's colour. `anchor` is start, middle or end.
std::string text_at(double x, double y, const std::string& anchor, const std::string& css_class,
                    const std::string& text);

// A round step by which about `count` ticks cover a range above zero.
double tick_step(double range, int count);

// Values along one axis of the paper, with some room to either side.
class LinearScale {
 public:
  LinearScale(const std::vector<double>& values, double from, double to);
  double operator()(double value) const { return from_ + (value - low_) / (high_ - low_) * (to_ - from_); }
  std::vector<double> ticks() const;  // round ones

 private:
  double low_ = -1, high_ = 1, from_, to_;
};

}  // namespace kinfold::app
