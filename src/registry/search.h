// Hyperparameter search: random search with successive halving (Jamieson and Talwalkar 2016). Many short trials, then
// longer trials of the best ones.
#pragma once
#include <cmath>
#include <cstddef>
#include <functional>
#include <vector>

#include "registry/search_space.h"

namespace kinfold {

// A rung of successive halving: number of trials, and epochs of each.
struct Rung {
  std::size_t trials, epochs;
};

// Rungs from short to long. The last rung trains for `epochs`; each earlier rung trains for 1/factor of the next one's
// epochs, with `factor` times its trials. There are as many rungs as possible with at least one trial in the last rung
// and at least 3 epochs in the first. One rung if factor < 2.
std::vector<Rung> halving_rungs(std::size_t trials, std::size_t epochs, std::size_t factor);

struct Trial {
  std::size_t number = 0, epochs = 0;  // number: index of the parameter sample, from 0
  TrialParams params;
  double score = NAN;  // validation score; NaN: training diverged
  std::size_t best_epoch = 0;
  double seconds = 0;
};

struct SearchPlan {
  SearchSpace space;
  std::vector<Rung> rungs;
  std::uint64_t seed = 1;
  bool higher_is_better = false;
};

// Sorts trials from best to worst. Longer trials precede shorter ones, and diverged trials come last. Ties are broken
// by number.
void rank_trials(std::vector<Trial>& trials, bool higher_is_better);

// Runs the search. `run` trains a trial and fills in its result; it returns false to stop the search. `history`
// contains the trials of an interrupted search, which are not run again; new trials are appended to it. Returns the
// trials of the plan that have a result, ranked.
std::vector<Trial> run_search(const SearchPlan& plan, std::vector<Trial>& history,
                              const std::function<bool(Trial&)>& run);

}  // namespace kinfold
