// Random search with successive halving: many short trials, then longer ones of the best (Jamieson and Talwalkar 2016).
#pragma once
#include <cmath>
#include <cstddef>
#include <functional>
#include <vector>

#include "registry/search_space.h"

namespace kinfold {

// So many trials of so many epochs each.
struct Rung {
  std::size_t trials, epochs;
};

// The last rung trains for all `epochs`, each one before it for a `factor`-th of the next, with `factor` times its
// trials. As many rungs as leave one trial at the end and no rung shorter than 3 epochs; one rung if factor < 2.
std::vector<Rung> halving_rungs(std::size_t trials, std::size_t epochs, std::size_t factor);

struct Trial {
  std::size_t number = 0, epochs = 0;  // number counts from 0 and names the draw
  TrialParams params;
  double score = NAN;  // on validation rows; NaN: the training diverged
  std::size_t best_epoch = 0;
  double seconds = 0;
};

struct SearchPlan {
  SearchSpace space;
  std::vector<Rung> rungs;
  std::uint64_t seed = 1;
  bool higher_is_better = false;
};

// Best first: of longer trials before shorter ones, diverged ones last, then by number.
void rank_trials(std::vector<Trial>& trials, bool higher_is_better);

// Runs the plan: `run` fills in a trial's outcome, or returns false to end the search there. `finished` holds trials
// of an earlier search, which are not run again, and receives the new ones. Returns all of the plan, ranked.
std::vector<Trial> run_search(const SearchPlan& plan, std::vector<Trial>& history,
                              const std::function<bool(Trial&)>& run);

}  // namespace kinfold
