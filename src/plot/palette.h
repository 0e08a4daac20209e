// Which colour the points of a label have.
#pragma once
#include <map>
#include <string>
#include <vector>

namespace kinfold::app {

class Palette {
 public:
  static constexpr const char* kOthers = "others";

  // Labels in their order, numbers by size. Where there are more of them than colours, the most frequent have one each
  // and the others share the last.
  explicit Palette(const std::vector<std::string>& labels);

  std::size_t operator[](const std::string& label) const { return color_.at(label); }
  const std::vector<std::string>& names() const { return names_; }  // of the colours in use
  std::string legend() const;

 private:
  std::map<std::string, std::size_t> color_;
  std::vector<std::string> names_;
};

}  // namespace kinfold::app
