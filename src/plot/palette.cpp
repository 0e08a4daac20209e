#include "plot/palette.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "io/cells.h"
#include "plot/canvas.h"
#include "plot/line_plot.h"

namespace kinfold::app {
namespace {

constexpr std::size_t kNumColors = 10, kMaxLabelLetters = 18;

void sort_as_numbers(std::vector<std::string>& labels) {
  const auto is_number = [](const std::string& label) { return number_of(label).has_value(); };
  if (std::ranges::all_of(labels, is_number))
    std::ranges::stable_sort(labels, {}, [](const std::string& label) { return *number_of(label); });
}

std::string shorten_label(const std::string& name) {
  if (name.size() <= kMaxLabelLetters) return name;
  std::size_t end = kMaxLabelLetters - 1;
  while (end > 0 && (name[end] & 0xc0) == 0x80) --end;  // not within a UTF-8 character
  return name.substr(0, end) + "…";
}

}  // namespace

Palette::Palette(const std::vector<std::string>& labels) {
  std::map<std::string, std::size_t> count;
  for (const std::string& label : labels) ++count[label];
  std::vector<std::string> order;
  for (const auto& [label, frequency] : count) order.push_back(label);
  if (order.size() > kNumColors) {
    std::ranges::stable_sort(order, std::greater{}, [&](const std::string& label) { return count[label]; });
    std::sort(order.begin(), order.begin() + kNumColors - 1);
  } else {
    sort_as_numbers(order);
  }
  for (std::size_t i = 0; i < order.size(); ++i) {
    const std::size_t color = color_[order[i]] = std::min(i, kNumColors - 1);
    if (color == names_.size()) names_.push_back(order[i].empty() ? "(none)" : order[i]);
  }
  if (order.size() > kNumColors) names_.back() = kOthers;
}

std::string Palette::legend() const {
  std::string svg;
  for (std::size_t c = 0; c < names_.size(); ++c) {
    const double y = Canvas::kTop + 12 + 20 * double(c);
    svg += fmt::format("<circle class=\"c{}\" cx=\"{}\" cy=\"{}\" r=\"5\"/><text x=\"{}\" y=\"{}\">{}</text>\n", c,
                       Canvas::kEnd + 18, y, Canvas::kEnd + 30, y + 4, escape_xml(shorten_label(names_[c])));
  }
  return svg;
}

}  // namespace kinfold::app
