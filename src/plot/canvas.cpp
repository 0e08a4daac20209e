#include "plot/canvas.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "plot/line_plot.h"

namespace kinfold::app {
namespace {

// Colours for colour-blind readers (Okabe, Ito 2008), and a few more.
constexpr const char* kStyle =
    "<style>text{fill:#333}.page{fill:#fff}.grid{stroke:#ddd}.axis{stroke:#888}.arrow{stroke:#444;stroke-width:1.4}"
    ".link{stroke:#bbb;stroke-width:.7;fill:none}.node{stroke:#555}"
    ".head{fill:#444}.over{stroke:#fff;stroke-width:3.5;stroke-linejoin:round;paint-order:stroke}.name{font-size:11px}"
    ".group{font-size:15px;font-weight:bold}.dot{fill-opacity:.72}.faint{fill-opacity:.45}"
    ".c0{fill:#0072b2}.c1{fill:#d55e00}.c2{fill:#009e73}.c3{fill:#cc79a7}.c4{fill:#e69f00}.c5{fill:#56b4e9}"
    ".c6{fill:#8a7d00}.c7{fill:#7a4fc0}.c8{fill:#8c4a2f}.c9{fill:#777}"
    ".line{fill:none;stroke:#0072b2;stroke-width:2}.mark{stroke:#d55e00;stroke-dasharray:4 3}"
    ".whisker{stroke:#222;stroke-width:1.6}"
    "@media(prefers-color-scheme:dark){.line{stroke:#2f97d8}.whisker{stroke:#eee}text{fill:#ddd}.page{fill:#181a1b}."
    "grid{stroke:#333}.axis{stroke:#777}"
    ".link{stroke:#555}.node{stroke:#bbb}.arrow{stroke:#ccc}.head{fill:#ccc}.over{stroke:#181a1b}.c0{fill:#2f97d8}.c7{"
    "fill:#a98be0}.c8{fill:#c08a6a}"
    ".c9{fill:#999}}</style>\n";

}  // namespace

std::string svg_header(const std::string& title, double width, double height, double left) {
  return fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {1}\" width=\"{0}\" height=\"{1}\" role=\"img\" "
      "font-family=\"sans-serif\" font-size=\"12\">\n<title>{2}</title>\n{3}<rect class=\"page\" width=\"100%\" "
      "height=\"100%\"/>\n<text x=\"{4}\" y=\"26\" font-size=\"15\" font-weight=\"bold\">{2}</text>\n",
      width, height, escape_xml(title), kStyle, left);
}

std::string text_at(double x, double y, const std::string& anchor, const std::string& css_class,
                    const std::string& text) {
  return fmt::format("<text class=\"over {}\" x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\">{}</text>\n", css_class, x,
                     y, anchor, escape_xml(text));
}

double tick_step(double range, int count) {
  const double raw = range / count, size = std::pow(10, std::floor(std::log10(raw))), lead = raw / size;
  return size * (lead < 1.5 ? 1 : lead < 3.5 ? 2 : lead < 7.5 ? 5 : 10);
}

LinearScale::LinearScale(const std::vector<double>& values, double from, double to) : from_(from), to_(to) {
  if (values.empty()) return;
  const auto [low, high] = std::ranges::minmax(values);
  const double margin = high > low ? 0.06 * (high - low) : 1;
  low_ = low - margin;
  high_ = high + margin;
}

std::vector<double> LinearScale::ticks() const {
  std::vector<double> result;
  const double step = tick_step(high_ - low_, 6);
  for (double at = std::ceil(low_ / step) * step; at <= high_; at += step)
    result.push_back(std::fabs(at) < step / 1000 ? 0 : at);
  return result;
}

}  // namespace kinfold::app
