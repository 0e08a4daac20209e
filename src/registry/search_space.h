// The search space of a hyperparameter search, and sampling from it.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "registry/options.h"

namespace kinfold {

// The values of one option: a list of choices, or a range of numbers with both ends included.
struct SearchRange {
  std::string name;                  // an option name of TrainOptions::fields()
  std::vector<std::string> choices;  // empty: numbers from low to high
  double low = 0, high = 0;
  bool integer = false;      // sample integers
  bool log_scale = false;    // sample uniformly on a logarithmic scale
  std::string text() const;  // "lr=0.005..0.2:log", as parse_ranges() reads it
};

using SearchSpace = std::vector<SearchRange>;

// Option names and values of one trial, in the order of the space.
using TrialParams = std::vector<std::pair<std::string, std::string>>;

// Parses "name=low..high", "name=low..high:log" or "name=a,b,c". Without '=', the text is a list of option names, each
// of which gets its default range. Throws a UsageError for unknown options and for values that the option does not
// allow.
SearchSpace parse_ranges(const std::string& text);

// Parses all `texts` into one space, sorted by name, so that the order of the texts does not matter. Throws a
// UsageError if an option has two ranges.
SearchSpace make_search_space(const std::vector<std::string>& texts);

// Samples the values of one trial. Deterministic in seed, space and trial. Real numbers are rounded to four significant
// digits.
TrialParams sample_params(const SearchSpace& space, std::uint64_t seed, std::size_t trial);

// Returns `options` with the values of a trial.
TrainOptions apply_params(const TrialParams& params, TrainOptions options);

}  // namespace kinfold
