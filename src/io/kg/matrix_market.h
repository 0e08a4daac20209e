// Parses a Matrix Market file in coordinate format, line by line: a banner, comments, the size, and one entry per line.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace kinfold {

class MatrixMarketParser {
 public:
  enum class Kind { kSkip, kEntry, kBadEntry, kError };  // kError: the banner or size is invalid; stop reading

  struct Entry {
    std::uint64_t row, column;  // from 1
    std::string_view value;     // empty in a pattern matrix
  };

  // entry() and its views are valid as long as `line` is.
  Kind parse_line(std::string_view line);
  const Entry& entry() const { return entry_; }
  const std::string& error() const { return error_; }
  const std::string& advice() const { return advice_; }

  bool has_banner() const { return state_ != State::kBanner; }
  bool has_size() const { return state_ == State::kEntries; }
  bool has_values() const { return !is_pattern_; }
  std::uint64_t expected() const { return expected_; }  // number of entries according to the size line

 private:
  enum class State { kBanner, kSize, kEntries };

  Kind banner(std::string_view line);
  Kind size(std::string_view line);
  Kind next_entry(std::string_view line);
  Kind fail(Kind kind, const std::string& what, const std::string& advice = "");

  State state_ = State::kBanner;
  bool is_pattern_ = false;
  std::uint64_t nodes_ = 0, expected_ = 0;
  Entry entry_{};
  std::string error_, advice_;
};

}  // namespace kinfold
