#include "train/search.h"

#include <algorithm>
#include <optional>
#include <tuple>

namespace kinfold {
namespace {

constexpr std::size_t kShortest = 3;  // epochs: fewer say little of what a longer training will come to

}  // namespace

std::vector<Rung> halving_rungs(std::size_t trials, std::size_t epochs, std::size_t factor) {
  std::vector<Rung> rungs;
  for (std::size_t share = 1;; share *= factor) {
    rungs.push_back({0, (epochs + share / 2) / share});
    if (factor < 2 || trials / share < factor || epochs / share < factor * kShortest) break;
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

std::vector<Trial> run_search(const SearchPlan& plan, std::vector<Trial>& finished,
                              const std::function<bool(Trial&)>& run) {
  std::vector<Trial> done, alive;
  for (std::size_t number = 0; number < plan.rungs.front().trials; ++number)
    alive.push_back({.number = number, .setting = draw(plan.space, plan.seed, number)});
  const auto outcome = [&](Trial trial) -> std::optional<Trial> {
    const auto known = std::ranges::find_if(
        finished, [&](const Trial& f) { return f.number == trial.number && f.epochs == trial.epochs; });
    if (known != finished.end()) return *known;
    if (!run(trial)) return {};
    finished.push_back(trial);
    return trial;
  };
  for (const Rung& rung : plan.rungs) {
    std::erase_if(alive, [&](const Trial& t) { return t.epochs > 0 && !std::isfinite(t.score); });
    alive.resize(std::min(alive.size(), rung.trials));
    for (Trial& trial : alive) {
      trial.epochs = rung.epochs;
      const auto found = outcome(trial);
      if (!found) {
        rank_trials(done, plan.higher_is_better);
        return done;
      }
      trial = *found;
      done.push_back(trial);
    }
    rank_trials(alive, plan.higher_is_better);
  }
  rank_trials(done, plan.higher_is_better);
  return done;
}

}  // namespace kinfold
