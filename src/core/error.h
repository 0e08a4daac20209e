// The one error of kinfold: what failed, where, and what to do about it.
#pragma once
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace kinfold {

class Error : public std::runtime_error {
 public:
  // where: file, row, column or option; advice: the next step, known choices. Either may be empty.
  Error(std::string what, std::string where = "", std::string advice = "");

  const std::string& problem() const { return problem_; }
  const std::string& where() const { return where_; }
  const std::string& advice() const { return advice_; }

 private:
  std::string problem_, where_, advice_;
};

// The mistake is in the command line or a configuration file rather than in the work: exit status 2.
class UsageError : public Error {
 public:
  using Error::Error;
};

// Up to `count` names nearest to `word` by edit distance, nearest first; far ones are left out.
std::vector<std::string> closest(std::string_view word, const std::vector<std::string>& names, std::size_t count = 3);

// "known: a, b, c", led by "did you mean b?" where a name is close.
std::string known_choices(std::string_view word, const std::vector<std::string>& names);

std::string join(const std::vector<std::string>& parts, std::string_view between = ", ");

}  // namespace kinfold
