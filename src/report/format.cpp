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

}  // namespace kinfold::app
