// The SVG canvas of scatter plots and graph plots: its size and style, its scales, and labels that stay readable over
// points.
#pragma once
#include <string>
#include <vector>

namespace kinfold::app {

struct Canvas {
  static constexpr double kWidth = 720, kHeight = 560, kLeft = 64, kTop = 44, kRight = 150, kBottom = 52;
  static constexpr double kEnd = kWidth - kRight, kFloor = kHeight - kBottom;  // right, bottom of the drawing area
};

// Start of an SVG file: root element, style sheet, background and title. The title begins at `left`. The style sheet
// defines the fill colours as classes c0 to c9, for the light and the dark theme.
std::string svg_header(const std::string& title, double width = Canvas::kWidth, double height = Canvas::kHeight,
                       double left = Canvas::kLeft);

// A text with a halo in the background colour. `anchor` is start, middle or end.
std::string text_at(double x, double y, const std::string& anchor, const std::string& css_class,
                    const std::string& text);

// A round step (1, 2 or 5 times a power of ten) so that about `count` ticks cover the range. `range` is positive.
double tick_step(double range, int count);

// Linear scale from values to pixels `from` to `to`, with a margin of 6 % at both ends.
class LinearScale {
 public:
  LinearScale(const std::vector<double>& values, double from, double to);
  double operator()(double value) const { return from_ + (value - low_) / (high_ - low_) * (to_ - from_); }
  std::vector<double> ticks() const;  // at round values

 private:
  double low_ = -1, high_ = 1, from_, to_;
};

}  // namespace kinfold::app
