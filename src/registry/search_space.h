// The options that a search may change, and what it draws for them.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "registry/options.h"

namespace kinfold {

// What one option may become: one of some values, or a number between two, both included.
struct SearchRange {
  std::string name;                  // of TrainOptions::fields()
  std::vector<std::string> choices;  // empty: a number from low to high
  double low = 0, high = 0;
  bool integer = false;      // a whole number
  bool log_scale = false;    // drawn evenly by its logarithm
  std::string text() const;  // "rate=0.005..0.2:log", as parse_range() reads it
};

using SearchSpace = std::vector<SearchRange>;

// Option and value, in the order of the space.
using TrialParams = std::vector<std::pair<std::string, std::string>>;

// "name=low..high", "name=low..high:log" or "name=a,b,c"; without '=' a list of names, each with its usual range. Every
// end and every choice must be a value that the option takes.
SearchSpace parse_ranges(const std::string& text);

// All of `texts` together, by name: the order in which they were declared changes nothing.
SearchSpace make_search_space(const std::vector<std::string>& texts);

// The values of one trial; the same seed, space and trial give the same ones. Numbers have four digits.
TrialParams sample_params(const SearchSpace& space, std::uint64_t seed, std::size_t trial);

TrainOptions apply_params(const TrialParams& params, TrainOptions options);

}  // namespace kinfold
