#include "evaluate/spread.h"

#include <algorithm>
#include <cmath>

namespace kinfold {

Spread spread_of(const std::vector<double>& values) {
  Spread spread{0, 0, 0, INFINITY, -INFINITY};
  for (const double value : values) {
    if (!std::isfinite(value)) continue;
    ++spread.count;
    spread.mean += value;
    spread.least = std::min(spread.least, value), spread.most = std::max(spread.most, value);
  }
  const double count = double(spread.count);
  if (spread.count == 0) return {0, NAN, NAN, NAN, NAN};
  spread.mean /= count;
  for (const double value : values)
    if (std::isfinite(value)) spread.deviation += (value - spread.mean) * (value - spread.mean);
  spread.deviation = spread.count > 1 ? std::sqrt(spread.deviation / (count - 1)) : NAN;
  return spread;
}

}  // namespace kinfold
