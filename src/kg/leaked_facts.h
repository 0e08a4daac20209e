// Detects leakage between facts: (h, r, t) is leaked by (t, s, h) if s is the inverse of r, or if r is symmetric; and
// by (h, s, t) if s is nearly a duplicate of r.
#pragma once
#include <span>
#include <string>
#include <vector>

#include "data/triples.h"

namespace kinfold {

struct LeakedFacts {
  Id relation, by;                    // r and s
  bool reversed;                      // leaked by (t, s, h); otherwise by (h, s, t)
  std::size_t facts = 0, leaked = 0;  // all facts of r; those that are leaked
  double fraction() const { return double(leaked) / double(facts); }
};

// The counts for each r, s and direction by which at least one fact is leaked by a fact of `among`, which may be the
// facts themselves. Sorted by decreasing number of leaked facts. Repeated facts count once, and self-loops are ignored.
std::vector<LeakedFacts> leaked_facts(std::span<const Triple> facts, std::span<const Triple> among);

// The counts of the facts among themselves that make a rule: at least half of the facts of r are leaked, and at least
// two.
std::vector<LeakedFacts> leakage_rules(std::span<const Triple> facts);

// The test facts that training facts leak, by the rules among the training facts.
struct TestLeakage {
  std::vector<LeakedFacts> rules;  // counts over the test facts, for each rule that leaks any
  std::size_t facts = 0;           // leaked test facts; a fact counts once, even if several rules leak it
  std::size_t reversed = 0;        // test facts (h, r, t) with a training fact (t, s, h) of any relation s
};
TestLeakage leakage_from_training(std::span<const Triple> train, std::span<const Triple> test);

}  // namespace kinfold
