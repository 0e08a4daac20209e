// Examples of (user, item, value[, time]) with the ids they came with.
#pragma once
#include <cstdint>
#include <vector>

#include "core/matrix.h"
#include "data/vocabulary.h"

namespace kinfold {

// left: user, right: item.
struct Rating {
  Id left, right;
  float value;
  friend bool operator==(const Rating&, const Rating&) = default;
};

struct Ratings {
  std::vector<Rating> rows;
  std::vector<double> time;  // seconds since 1970; empty when the data has none
  Vocabulary users, items;

  bool has_time() const { return !time.empty(); }
};

// Rows of each left id, in their order of appearance: row numbers begin[u] ... begin[u + 1] of `row`.
struct RowsByLeft {
  std::vector<std::uint64_t> begin;
  std::vector<std::uint32_t> row;
};
RowsByLeft rows_by_left(const std::vector<Rating>& rows, std::size_t lefts);

// The same rows with ids translated into other vocabularies; ids that those lack become kUnseen.
std::vector<Rating> translate(const Ratings& ratings, const Vocabulary& users, const Vocabulary& items);

// The rows (and times) whose mark equals `part`; the vocabularies stay whole.
Ratings select(const Ratings& ratings, const std::vector<std::uint8_t>& marks, std::uint8_t part);

// The same with the names alone that the rows show, numbered as they come up: as read from a file of their own.
Ratings select_reindexed(const Ratings& ratings, const std::vector<std::uint8_t>& marks, std::uint8_t part);

// XXH3 over ids, values and times: two sources with equal checksums hold the same examples in the same order.
std::uint64_t checksum(const Ratings& ratings);

}  // namespace kinfold
