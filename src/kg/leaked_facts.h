// Facts that others tell: (h, r, t) by (t, s, h), where s is the inverse of r or r is symmetric, and by (h, s, t),
// where s says nearly the same as r.
#pragma once
#include <span>
#include <string>
#include <vector>

#include "data/triples.h"

namespace kinfold {

struct LeakedFacts {
  Id relation, by;                    // r and s
  bool reversed;                      // told by (t, s, h), else by (h, s, t)
  std::size_t facts = 0, leaked = 0;  // of r in all, and those of them that are told
  double share() const { return double(leaked) / double(facts); }
};

// For each r, s and direction by which any of the facts is told from `among`, which may be the facts themselves; by
// falling counts. Facts that are there twice count once; those of an entity and itself are left out.
std::vector<LeakedFacts> leaked_facts(std::span<const Triple> facts, std::span<const Triple> among);

// Those which are a rule and no accident: of all facts of r at least half are told, and at least two.
std::vector<LeakedFacts> leakage_rules(std::span<const Triple> facts);

// Facts of a test that training tells by a rule of its own.
struct TestLeakage {
  std::vector<LeakedFacts> by;  // the test's counts, of each rule by which any is told
  std::size_t facts = 0;        // of them all; one may be told by several rules
  std::size_t reversed = 0;     // whose two entities training joins the other way round, by whatever relation
};
TestLeakage leakage_from_training(std::span<const Triple> train, std::span<const Triple> test);

}  // namespace kinfold
