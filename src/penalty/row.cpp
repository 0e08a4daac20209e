#include "penalty/row.h"

#include <cmath>

namespace kinfold {

float row_strength(double strength, double power, double count, double average) {
  return count > 0 ? float(strength * std::pow(count / average, power - 1)) : 0;
}

}  // namespace kinfold
