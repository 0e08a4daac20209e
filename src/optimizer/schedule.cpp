#include "optimizer/schedule.h"

#include <charconv>
#include <cmath>
#include <numbers>

#include "core/error.h"

namespace kinfold {
namespace {

[[noreturn]] void refuse_schedule(const std::string& schedule) {
  throw UsageError("unknown lr-schedule '" + schedule + "'", "--lr-schedule",
                   known_choices(schedule, kLrSchedules) + ", with a factor above 0 and up to 1");
}

}  // namespace

double lr_factor(const std::string& schedule, std::size_t epoch, std::size_t epochs) {
  const double done = double(epoch) / double(epochs);
  if (schedule == "constant") return 1;
  if (schedule == "linear") return 1 - done;
  if (schedule == "cosine") return (1 + std::cos(std::numbers::pi * done)) / 2;
  const std::string kind = "exponential:";
  if (!schedule.starts_with(kind)) refuse_schedule(schedule);
  double factor = 0;
  const char *begin = schedule.data() + kind.size(), *end = schedule.data() + schedule.size();
  const auto [stop, error] = std::from_chars(begin, end, factor);
  if (error != std::errc() || stop != end || !(factor > 0 && factor <= 1)) refuse_schedule(schedule);
  return std::pow(factor, double(epoch));
}

}  // namespace kinfold
