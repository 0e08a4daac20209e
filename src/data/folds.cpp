#include "data/folds.h"

#include <algorithm>
#include <charconv>

#include "core/error.h"

namespace kinfold {
namespace {

constexpr std::size_t kFolds = 5, kMaxFolds = 254;

std::string strategy_name(const std::string& strategy) { return strategy.substr(0, strategy.find(':')); }

}  // namespace

std::size_t num_folds(const std::string& strategy) {
  const std::string name = strategy_name(strategy);
  if (name != "k-fold" && name != "rolling") return 1;
  if (name == strategy) return kFolds;
  const std::string amount = strategy.substr(name.size() + 1);
  std::size_t folds = 0;
  const auto [end, error] = std::from_chars(amount.data(), amount.data() + amount.size(), folds);
  if (error != std::errc() || end != amount.data() + amount.size() || folds < 2 || folds > kMaxFolds)
    throw UsageError("invalid number of folds '" + amount + "' for the split '" + name + "'", strategy,
                     "use a whole number from 2 to 254, such as " + name + ":5");
  return folds;
}

void require_single_split(const std::string& strategy, const std::string& option) {
  if (strategy_name(strategy) == "k-fold" || strategy_name(strategy) == "rolling")
    throw UsageError("training validates on a single split, but folds are several", option + " " + strategy,
                     "use one split, such as " + option + " random:0.2; kinfold cross-validate trains on each fold");
}

std::vector<std::uint8_t> fold_marks(const std::vector<std::uint8_t>& marks, const std::string& strategy,
                                     std::size_t fold) {
  const std::string name = strategy_name(strategy);
  if (name != "k-fold" && name != "rolling") return marks;
  std::vector<std::uint8_t> result;
  for (const std::uint8_t mark : marks)
    if (name == "k-fold")
      result.push_back(mark == fold);
    else
      result.push_back(mark <= fold ? 0 : mark == fold + 1 ? 1 : 2);
  return result;
}

std::vector<std::uint8_t> time_windows(const std::vector<double>& time, std::size_t folds) {
  std::vector<double> sorted = time, cuts;
  std::ranges::sort(sorted);
  for (std::size_t f = 1; f <= folds && !sorted.empty(); ++f) cuts.push_back(sorted[sorted.size() * f / (folds + 1)]);
  const bool distinct = !sorted.empty() && sorted[0] < cuts[0] && std::ranges::adjacent_find(cuts) == cuts.end();
  if (!distinct)
    throw Error("a time window would be empty: " + std::to_string(time.size()) +
                    " rows are too few, or too many of them have the same time",
                "rolling:" + std::to_string(folds), "use fewer folds");
  std::vector<std::uint8_t> windows;
  for (const double t : time) windows.push_back(std::uint8_t(std::ranges::upper_bound(cuts, t) - cuts.begin()));
  return windows;
}

}  // namespace kinfold
