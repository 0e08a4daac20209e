// Assigns a colour to each label of a plot.
#pragma once
#include <map>
#include <string>
#include <vector>

namespace kinfold::app {

class Palette {
 public:
  static constexpr const char* kOthers = "others";

  // `labels` has one label per point. Labels are sorted as numbers if all are numbers, otherwise as text. If there are
  // more than ten labels, the most frequent nine get a colour each, and all others share the last colour.
  explicit Palette(const std::vector<std::string>& labels);

  // Index of the colour class (c0, c1, ...) of a label.
  std::size_t operator[](const std::string& label) const { return color_.at(label); }
  const std::vector<std::string>& names() const { return names_; }  // legend text of each colour
  std::string legend() const;                                       // SVG, to the right of the drawing area

 private:
  std::map<std::string, std::size_t> color_;
  std::vector<std::string> names_;
};

}  // namespace kinfold::app
