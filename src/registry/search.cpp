#include "registry/search.h"

#include <algorithm>
#include <optional>
#include <tuple>

namespace kinfold {
namespace {

constexpr std::size_t kMinEpochs = 3;  // scores after fewer epochs say little about longer training

}  // namespace

std::vector<Rung> halving_rungs(std::size_t trials, std::size_t epochs, std::size_t factor) {
  std::vector<Rung> rungs;
  for (std::size_t divisor = 1;; divisor *= factor) {
    rungs.push_back({0, (epochs + divisor / 2) / divisor});
    if (factor < 2 || trials / divisor < factor || epochs / divisor < factor * kMinEpochs) break;
  }
  std::ranges::reverse(rungs);
  for (Rung& rung : rungs) {
    rung.trials = trials;
    trials /= std::max<std::size_t>(factor, 1);
  }
  return rungs;
}

void rank_trials(std::vector<Trial>& trials, bool higher_is_better) {
  const auto key = [&](const Trial& t) {
    const double cost = higher_is_better ? -t.score : t.score;
    return std::tuple(!std::isfinite(t.score), -double(t.epochs), std::isfinite(cost) ? cost : 0, t.number);
  };
  std::ranges::sort(trials, {}, key);
}

std::vector<Trial> run_search(const SearchPlan& plan, std::vector<Trial>& history,
                              const std::function<bool(Trial&)>& run) {
  std::vector<Trial> results, active;
  for (std::size_t number = 0; number < plan.rungs.front().trials; ++number)
    active.push_back({.number = number, .params = sample_params(plan.space, plan.seed, number)});
  const auto outcome = [&](Trial trial) -> std::optional<Trial> {
    const auto cached = std::ranges::find_if(
        history, [&](const Trial& f) { return f.number == trial.number && f.epochs == trial.epochs; });
    if (cached != history.end()) return *cached;
    if (!run(trial)) return {};
    history.push_back(trial);
    return trial;
  };
  for (const Rung& rung : plan.rungs) {
    std::erase_if(active, [&](const Trial& t) { return t.epochs > 0 && !std::isfinite(t.score); });
    active.resize(std::min(active.size(), rung.trials));
    for (Trial& trial : active) {
      trial.epochs = rung.epochs;
      const auto result = outcome(trial);
      if (!result) {
        rank_trials(results, plan.higher_is_better);
        return results;
      }
      trial = *result;
      results.push_back(trial);
    }
    rank_trials(active, plan.higher_is_better);
  }
  rank_trials(results, plan.higher_is_better);
  return results;
}

}  // namespace kinfold
