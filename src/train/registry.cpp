#include "train/registry.h"

#include <charconv>
#include <cmath>
#include <numbers>

#include "core/error.h"

namespace kinfold {

double rate_share(const std::string& decay, std::size_t epoch, std::size_t epochs) {
  const double done = double(epoch) / double(epochs);
  if (decay == "linear") return 1 - done;
  if (decay == "cosine") return (1 + std::cos(std::numbers::pi * done)) / 2;
  if (decay == "none") return 1;
  double factor = 0;
  const auto [end, error] = std::from_chars(decay.data(), decay.data() + decay.size(), factor);
  if (error != std::errc() || end != decay.data() + decay.size() || !(factor > 0 && factor <= 1))
    throw UsageError("unknown decay '" + decay + "'", "--decay",
                     known_choices(decay, kDecays) + ", or a factor an epoch above 0 and up to 1");
  return std::pow(factor, double(epoch));
}

}  // namespace kinfold
