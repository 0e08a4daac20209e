// Facts (head, relation, tail) with the names of their source. The links of a plain graph are facts of a single
// relation.
#pragma once
#include <cstdint>
#include <vector>

#include "core/matrix.h"
#include "data/vocabulary.h"

namespace kinfold {

enum class TripleEnd : std::uint8_t { kTail, kHead };  // the queried end of a fact

struct Triple {
  Id head, relation, tail;
  friend auto operator<=>(const Triple&, const Triple&) = default;
};

struct Triples {
  std::vector<Triple> rows;
  std::vector<float> weight;  // empty: all weights are 1
  std::vector<double> time;   // seconds since 1970; empty if the data has no times
  Vocabulary entities, relations;

  float weight_of(std::size_t row) const { return weight.empty() ? 1 : weight[row]; }
  bool has_time() const { return !time.empty(); }
};

// The rows with ids of other vocabularies. Names that are not in them become kUnseen (data/vocabulary.h).
std::vector<Triple> translate(const Triples& triples, const Vocabulary& entities, const Vocabulary& relations);

// The rows, weights and times whose mark equals `part`, with the full vocabularies.
Triples select(const Triples& triples, const std::vector<std::uint8_t>& marks, std::uint8_t part);

// XXH3 over names, rows, weights and times: two sources with equal checksums hold the same facts in the same order.
std::uint64_t checksum(const Triples& triples);

}  // namespace kinfold
