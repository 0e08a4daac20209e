// Ids as the user has them <-> row numbers, in order of first appearance.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/matrix.h"

namespace kinfold {

inline constexpr Id kUnseen = ~Id{0};  // an id that the vocabulary at hand does not have

class Vocabulary {
 public:
  Vocabulary();

  Id add(std::string_view id);  // its row number; a new id gets the next one
  std::optional<Id> find(std::string_view id) const;
  std::string_view operator[](Id row) const { return {text_.data() + begin_[row], begin_[row + 1] - begin_[row]}; }
  std::size_t size() const { return begin_.size() - 1; }

  std::vector<std::string> closest_to(std::string_view id) const;  // for error messages

  // All ids back to back, and where each begins; size() + 1 offsets.
  std::string_view text() const { return text_; }
  const std::vector<std::uint64_t>& begins() const { return begin_; }

  friend bool operator==(const Vocabulary& a, const Vocabulary& b) {
    return a.text_ == b.text_ && a.begin_ == b.begin_;
  }

 private:
  // Open addressing with linear probing, at most half full; the tag spares most comparisons of text.
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

// "nearest names: a, b; ", or nothing where none is near.
std::string nearest_names(const Vocabulary& names, std::string_view id);

// Where the ids of one vocabulary stand in another; kUnseen where it lacks them.
std::vector<Id> lookup_ids(const Vocabulary& other, const Vocabulary& ids);

}  // namespace kinfold
