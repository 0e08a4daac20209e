#include "data/told_facts.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace kinfold {
namespace {

std::pair<Id, Id> ends_of(const Triple& t) { return {t.head, t.tail}; }
auto ends_first(const Triple& t) { return std::tuple(t.head, t.tail, t.relation); }

// Facts in the order of their two ends, each once, without those of an entity and itself.
std::vector<Triple> by_ends(std::span<const Triple> facts) {
  std::vector<Triple> rows;
  for (const Triple& t : facts)
    if (t.head != t.tail) rows.push_back(t);
  std::ranges::sort(rows, {}, ends_first);
  rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
  return rows;
}

}  // namespace

std::vector<ToldFacts> told_facts(std::span<const Triple> facts, std::span<const Triple> among) {
  const std::vector<Triple> rows = by_ends(facts), others = by_ends(among);
  std::map<Id, std::size_t> of_relation;
  std::map<std::tuple<Id, Id, bool>, std::size_t> told;
  for (const Triple& t : rows) {
    ++of_relation[t.relation];
    for (const bool reversed : {false, true}) {
      const std::pair<Id, Id> ends = reversed ? std::pair(t.tail, t.head) : std::pair(t.head, t.tail);
      const auto last = std::ranges::upper_bound(others, ends, {}, ends_of);
      for (auto s = std::ranges::lower_bound(others, ends, {}, ends_of); s != last; ++s)
        if (reversed || s->relation != t.relation) ++told[{t.relation, s->relation, reversed}];
    }
  }
  std::vector<ToldFacts> result;
  for (const auto& [key, count] : told) {
    const auto& [relation, by, reversed] = key;
    result.push_back({relation, by, reversed, of_relation[relation], count});
  }
  std::ranges::stable_sort(result, std::greater{}, &ToldFacts::told);
  return result;
}

std::vector<ToldFacts> told_by_rule(std::span<const Triple> facts) {
  std::vector<ToldFacts> found = told_facts(facts, facts);
  std::erase_if(found, [](const ToldFacts& f) { return f.told < 2 || f.share() < 0.5; });
  return found;
}

ToldTest told_by_training(std::span<const Triple> train, std::span<const Triple> test) {
  std::set<std::tuple<Id, Id, bool>> rules;
  for (const ToldFacts& rule : told_by_rule(train)) rules.emplace(rule.relation, rule.by, rule.reversed);
  ToldTest told{told_facts(test, train)};
  std::erase_if(told.by, [&](const ToldFacts& f) { return !rules.contains({f.relation, f.by, f.reversed}); });
  const std::vector<Triple> learned = by_ends(train);
  const auto is_there = [&](const Triple& t) {
    return std::ranges::binary_search(learned, ends_first(t), {}, ends_first);
  };
  const auto is_told = [&](const Triple& t) {
    return t.head != t.tail && std::ranges::any_of(told.by, [&](const ToldFacts& f) {
             return f.relation == t.relation &&
                    is_there(f.reversed ? Triple{t.tail, f.by, t.head} : Triple{t.head, f.by, t.tail});
           });
  };
  const std::set<Triple> distinct(test.begin(), test.end());
  told.facts = std::size_t(std::ranges::count_if(distinct, is_told));
  return told;
}

}  // namespace kinfold
