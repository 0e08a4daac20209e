#include "report/format.h"

#include <cmath>
#include <nlohmann/json.hpp>

namespace kinfold::app {

Json json_of(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

std::string format_count(std::size_t count) {
  std::string text = std::to_string(count);
  for (int at = int(text.size()) - 3; at > 0; at -= 3) text.insert(std::size_t(at), ",");
  return text;
}

std::string format_pairs(const Properties& pairs) {
  constexpr std::size_t kPairWidth = 100;
  std::string text, line;
  for (const auto& [name, value] : pairs) {
    const std::string pair = name + " " + property_text(value);
    if (!line.empty() && line.size() + pair.size() + 2 > kPairWidth) {
      text += "  " + line + ",\n";
      line.clear();
    }
    line += (line.empty() ? "" : ", ") + pair;
  }
  return line.empty() ? text : text + "  " + line + "\n";
}

}  // namespace kinfold::app
