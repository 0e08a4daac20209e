// Lines of a Matrix Market file of coordinates: a banner, comments, the size, and one entry a line.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace kinfold {

class MatrixMarketParser {
 public:
  enum class Kind { kSkip, kEntry, kBadEntry, kError };  // after a fault of banner or size nothing can be read

  struct Entry {
    std::uint64_t row, column;  // from 1
    std::string_view value;     // empty in a pattern
  };

  // Views are valid as long as the line is.
  Kind take(std::string_view line);
  const Entry& entry() const { return entry_; }
  const std::string& error() const { return error_; }
  const std::string& advice() const { return advice_; }

  bool has_banner() const { return state_ != State::kBanner; }
  bool has_size() const { return state_ == State::kEntries; }
  bool has_values() const { return !is_pattern_; }
  std::uint64_t expected() const { return expected_; }  // entries, as the size says

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
