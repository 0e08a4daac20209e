// Values to color the rows of one side by: a feature, the predicted class, the label, or the number of training
// examples.
#pragma once
#include <string>
#include <vector>

#include "serve/named_rows.h"

namespace kinfold {

// Either a level or a number for each row.
struct Colors {
  static constexpr std::uint16_t kNone = 0xffff;
  std::vector<std::string> levels;   // level names by descending frequency; empty: numbers
  std::vector<std::uint16_t> level;  // per row; kNone: missing
  std::vector<float> number;         // per row; NaN: missing
  bool numbers() const { return levels.empty(); }
};

// The available color kinds: "class", "label", feature names ("genres" for "genres=Comedy") and "count".
std::vector<std::string> color_kinds(const AnyModel& model, const NamedRows& rows);

// The colors of all rows. `kind` is one of color_kinds(). If a row has several values of a feature, the most frequent
// one is used.
Colors colors_of(const AnyModel& model, const NamedRows& rows, const std::string& kind);

}  // namespace kinfold
