// Maps the ids of the data (texts) to row numbers and back. Rows are numbered in order of first appearance.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/matrix.h"

namespace kinfold {

inline constexpr Id kUnseen = ~Id{0};  // an id that is not in the vocabulary

class Vocabulary {
 public:
  Vocabulary();

  Id add(std::string_view id);  // returns the row number; a new id gets the next one
  std::optional<Id> find(std::string_view id) const;
  std::string_view operator[](Id row) const { return {text_.data() + begin_[row], begin_[row + 1] - begin_[row]}; }
  std::size_t size() const { return begin_.size() - 1; }

  std::vector<std::string> closest_to(std::string_view id) const;  // similar ids, for error messages

  // All ids concatenated, and their size() + 1 offsets.
  std::string_view text() const { return text_; }
  const std::vector<std::uint64_t>& begins() const { return begin_; }

  friend bool operator==(const Vocabulary& a, const Vocabulary& b) {
    return a.text_ == b.text_ && a.begin_ == b.begin_;
  }

 private:
  // Hash table with linear probing, at most half full. The tag, part of the hash, avoids most text comparisons.
  struct Slot {
    std::uint32_t tag = 0;
    Id row = kEmpty;
  };
  static constexpr Id kEmpty = ~Id{0};

  std::size_t slot_of(std::string_view id, std::uint64_t hash) const;
  void grow();

  std::string text_;
  std::vector<std::uint64_t> begin_{0};
  std::vector<Slot> slots_;
};

// "nearest names: a, b; ", or empty if no name is similar.
std::string nearest_names(const Vocabulary& names, std::string_view id);

// The row in `other` of each id in `ids`; kUnseen if it is not there.
std::vector<Id> lookup_ids(const Vocabulary& other, const Vocabulary& ids);

}  // namespace kinfold
