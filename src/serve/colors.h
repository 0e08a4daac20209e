// What the rows of a side can be coloured by: a kind of their traits, their class, how often training showed them.
#pragma once
#include <string>
#include <vector>

#include "serve/named_rows.h"

namespace kinfold {

struct Colors {
  static constexpr std::uint16_t kNone = 0xffff;
  std::vector<std::string> levels;   // names of the levels, the most frequent first; empty where they are numbers
  std::vector<std::uint16_t> level;  // of each row; kNone where it has none
  std::vector<float> number;         // of each row; NaN where it has none
  bool numbers() const { return levels.empty(); }
};

// "genres", "class", "count", ...: by kinds of traits ("genres=Comedy" is of kind "genres").
std::vector<std::string> color_kinds(const AnyModel& model, const NamedRows& rows);

// Of a row with several traits of the kind, the one that most rows have. `kind` is one of the above.
Colors colors_of(const AnyModel& model, const NamedRows& rows, const std::string& kind);

}  // namespace kinfold
