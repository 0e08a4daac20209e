#include "regularizer/row.h"

#include <cmath>

namespace kinfold {

float row_reg(double reg, double exponent, double count, double average) {
  return count > 0 ? float(reg * std::pow(count / average, exponent - 1)) : 0;
}

}  // namespace kinfold
