// The exception type of kinfold: what failed, where, and what to do about it.
#pragma once
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace kinfold {

class Error : public std::runtime_error {
 public:
  // what: the failure. where: file, line, column or option. advice: the next step or the known choices. `where` and
  // `advice` may be empty.
  Error(std::string what, std::string where = "", std::string advice = "");

  const std::string& problem() const { return problem_; }
  const std::string& where() const { return where_; }
  const std::string& advice() const { return advice_; }

 private:
  std::string problem_, where_, advice_;
};

// An error in the command line, in a configuration file or in the arguments of a call. The exit status is 2.
class UsageError : public Error {
 public:
  using Error::Error;
};

// Up to `count` names that are similar to `word`, by edit distance, nearest first. Empty if no name is similar.
std::vector<std::string> closest(std::string_view word, const std::vector<std::string>& names, std::size_t count = 3);

// "known: a, b, c", preceded by "did you mean 'b'?" if a name is similar to `word`.
std::string known_choices(std::string_view word, const std::vector<std::string>& names);

std::string join(const std::vector<std::string>& parts, std::string_view between = ", ");

}  // namespace kinfold
