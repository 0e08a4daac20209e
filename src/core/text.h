// Formatting of numbers for display.
#pragma once
#include <cstdio>
#include <string>

namespace kinfold {

// Up to ten significant digits, without trailing zeros.
inline std::string plain_number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.10g", value);
  return text;
}

}  // namespace kinfold
