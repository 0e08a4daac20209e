// Numbers as people read them.
#pragma once
#include <cstdio>
#include <string>

namespace kinfold {

// With up to ten digits.
inline std::string plain_number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.10g", value);
  return text;
}

}  // namespace kinfold
