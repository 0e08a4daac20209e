#include "kg/leaked_facts.h"

#include <algorithm>
#include <tuple>
#include <unordered_map>
#include <unordered_set>

#include "kg/queries.h"

namespace kinfold {
namespace {

// Packs (relation, by, reversed) into one number.
std::uint64_t key_of(Id relation, Id by, bool reversed) {
  return std::uint64_t(relation) << 32 | std::uint64_t(by) << 1 | std::uint64_t(reversed);
}

// The relations between a head and a tail. Facts (h, r, t) are stored as true answers r of the queries (h, t, ?).
class RelationsByPair {
 public:
  explicit RelationsByPair(std::span<const Triple> facts) : relations_(as_pair_queries(facts), {}, TripleEnd::kTail) {}

  std::span<const Id> between(Id head, Id tail) const { return relations_.find({head, tail, TripleEnd::kTail}); }
  bool contains(const Triple& t) const { return std::ranges::binary_search(between(t.head, t.tail), t.relation); }
  std::vector<Triple> distinct() const {
    std::vector<Triple> facts;
    for (std::size_t n = 0; n < relations_.size(); ++n)
      for (const Id r : relations_.answers(n)) facts.push_back({relations_[n].entity, r, relations_[n].relation});
    return facts;
  }

 private:
  static std::vector<Triple> as_pair_queries(std::span<const Triple> facts) {
    std::vector<Triple> result;
    for (const Triple& t : facts) result.push_back({t.head, t.tail, t.relation});
    return result;
  }

  QueryAnswers relations_;
};

std::vector<Triple> distinct(std::span<const Triple> facts) {
  std::vector<Triple> rows(facts.begin(), facts.end());
  std::ranges::sort(rows);
  rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
  return rows;
}

std::vector<LeakedFacts> count_leaked(const std::vector<Triple>& rows, const RelationsByPair& others) {
  std::unordered_map<Id, std::size_t> of_relation;
  std::unordered_map<std::uint64_t, std::size_t> leaked;
  for (const Triple& t : rows) {
    if (t.head == t.tail) continue;
    ++of_relation[t.relation];
    for (const Id by : others.between(t.head, t.tail))
      if (by != t.relation) ++leaked[key_of(t.relation, by, false)];
    for (const Id by : others.between(t.tail, t.head)) ++leaked[key_of(t.relation, by, true)];
  }
  std::vector<LeakedFacts> result;
  for (const auto& [key, count] : leaked) {
    const Id relation = Id(key >> 32);
    result.push_back({relation, Id(key) >> 1, bool(key & 1), of_relation[relation], count});
  }
  std::ranges::sort(result, [](const LeakedFacts& a, const LeakedFacts& b) {
    return std::tuple(b.leaked, a.relation, a.by, a.reversed) < std::tuple(a.leaked, b.relation, b.by, b.reversed);
  });
  return result;
}

std::vector<LeakedFacts> rules_of(const RelationsByPair& facts) {
  std::vector<LeakedFacts> rules = count_leaked(facts.distinct(), facts);
  std::erase_if(rules, [](const LeakedFacts& f) { return f.leaked < 2 || f.fraction() < 0.5; });
  return rules;
}

}  // namespace

std::vector<LeakedFacts> leaked_facts(std::span<const Triple> facts, std::span<const Triple> among) {
  return count_leaked(distinct(facts), RelationsByPair(among));
}

std::vector<LeakedFacts> leakage_rules(std::span<const Triple> facts) { return rules_of(RelationsByPair(facts)); }

TestLeakage leakage_from_training(std::span<const Triple> train, std::span<const Triple> test) {
  const RelationsByPair relations(train);
  std::unordered_set<std::uint64_t> rules;
  for (const LeakedFacts& rule : rules_of(relations)) rules.insert(key_of(rule.relation, rule.by, rule.reversed));
  const std::vector<Triple> rows = distinct(test);
  TestLeakage leaked{count_leaked(rows, relations)};
  std::erase_if(leaked.rules,
                [&](const LeakedFacts& f) { return !rules.contains(key_of(f.relation, f.by, f.reversed)); });
  const auto is_leaked = [&](const Triple& t) {
    return t.head != t.tail && std::ranges::any_of(leaked.rules, [&](const LeakedFacts& f) {
             return f.relation == t.relation &&
                    relations.contains(f.reversed ? Triple{t.tail, f.by, t.head} : Triple{t.head, f.by, t.tail});
           });
  };
  leaked.facts = std::size_t(std::ranges::count_if(rows, is_leaked));
  leaked.reversed = std::size_t(
      std::ranges::count_if(test, [&](const Triple& t) { return !relations.between(t.tail, t.head).empty(); }));
  return leaked;
}

}  // namespace kinfold
