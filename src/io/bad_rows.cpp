#include "io/bad_rows.h"

namespace kinfold {

void BadRows::add(std::size_t row, const std::string& what, const std::string& advice) {
  if (!source_.options().skip_bad_rows) throw Error(what, source_.location_of(row), advice);
  ++count_;
  if (first_.size() < 3) first_.emplace_back(row, what);
}

std::size_t BadRows::count(std::vector<std::string>& examples) {
  for (const auto& [row, what] : first_) examples.push_back(source_.location_of(row) + ": " + what);
  return count_ + source_.rejected(examples);
}

}  // namespace kinfold
