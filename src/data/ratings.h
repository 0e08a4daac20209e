// Examples (user, item, value[, time]) with the ids of their source.
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
  std::vector<double> time;  // seconds since 1970; empty if the data has no times
  Vocabulary users, items;

  bool has_time() const { return !time.empty(); }
};

// Row numbers grouped by left id u, in order of appearance: row[begin[u]] ... row[begin[u + 1] - 1].
struct RowsByLeft {
  std::vector<std::uint64_t> begin;
  std::vector<std::uint32_t> row;
};
RowsByLeft rows_by_left(const std::vector<Rating>& rows, std::size_t lefts);

// The rows with ids of other vocabularies. Ids that are not in them become kUnseen.
std::vector<Rating> translate(const Ratings& ratings, const Vocabulary& users, const Vocabulary& items);

// The rows and times whose mark equals `part`, with the full vocabularies.
Ratings select(const Ratings& ratings, const std::vector<std::uint8_t>& marks, std::uint8_t part);

// The same with new vocabularies of only the selected ids, in order of appearance, as if read from a separate file.
Ratings select_reindexed(const Ratings& ratings, const std::vector<std::uint8_t>& marks, std::uint8_t part);

// XXH3 over ids, values and times: two sources with equal checksums hold the same examples in the same order.
std::uint64_t checksum(const Ratings& ratings);

}  // namespace kinfold
