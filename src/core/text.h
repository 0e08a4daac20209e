// Formatting of numbers for display, and lower case.
#pragma once
#include <cctype>
#include <cstdio>
#include <string>

namespace kinfold {

// Up to ten significant digits, without trailing zeros.
inline std::string plain_number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.10g", value);
  return text;
}

// ASCII letters in lower case; other bytes stay.
inline std::string lower_case(std::string text) {
  for (char& c : text) c = char(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

}  // namespace kinfold
