// Facts (head, relation, tail) with the names they came with. The links of a plain graph are facts of one relation.
#pragma once
#include <cstdint>
#include <vector>

#include "core/matrix.h"
#include "data/vocabulary.h"

namespace kinfold {

enum class TripleEnd : std::uint8_t { kTail, kHead };  // the end of a fact that is asked for

struct Triple {
  Id head, relation, tail;
  friend auto operator<=>(const Triple&, const Triple&) = default;
};

struct Triples {
  std::vector<Triple> rows;
  std::vector<float> weight;  // empty: all count alike
  std::vector<double> time;   // seconds since 1970; empty when the data has none
  Vocabulary entities, relations;

  float weight_of(std::size_t row) const { return weight.empty() ? 1 : weight[row]; }
  bool has_time() const { return !time.empty(); }
};

// The same rows with names translated into other vocabularies; names that those lack become kUnseen (data/ratings.h).
std::vector<Triple> translate(const Triples& triples, const Vocabulary& entities, const Vocabulary& relations);

// The rows (with weights and times) whose mark equals `part`; the vocabularies stay whole.
Triples select(const Triples& triples, const std::vector<std::uint8_t>& marks, std::uint8_t part);

// XXH3 over names, rows, weights and times: two sources with equal checksums hold the same facts in the same order.
std::uint64_t checksum(const Triples& triples);

}  // namespace kinfold
