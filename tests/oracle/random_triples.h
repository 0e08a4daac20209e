// Random facts for tests of cleaning and splitting.
#pragma once
#include <algorithm>

#include "core/random.h"
#include "data/triples.h"
#include "oracle/graph_models.h"

namespace kinfold::oracle {

// Facts with duplicates in both directions, self-loops, weights and times.
inline Triples some_facts(std::uint64_t seed, std::size_t count = 400, std::size_t entities = 25) {
  Random random(seed);
  Triples facts;
  add_names(facts.entities, "e", entities);
  add_names(facts.relations, "r", 3);
  for (std::size_t n = 0; n < count; ++n) {
    facts.rows.push_back({Id(random.below(entities)), Id(random.below(3)), Id(random.below(entities))});
    facts.weight.push_back(float(1 + random.below(8)));
    facts.time.push_back(double(random.below(100)));
  }
  return facts;
}

// The canonical direction of a fact of an undirected graph.
inline Triple sorted(const Triple& t) { return {std::min(t.head, t.tail), t.relation, std::max(t.head, t.tail)}; }

}  // namespace kinfold::oracle
