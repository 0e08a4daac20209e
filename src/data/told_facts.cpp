#include "data/told_facts.h"

#include <algorithm>
#include <tuple>
#include <unordered_map>
#include <unordered_set>

#include "data/questions.h"

namespace kinfold {
namespace {

// A rule as one number: relation, by, reversed.
std::uint64_t key_of(Id relation, Id by, bool reversed) {
  return std::uint64_t(relation) << 32 | std::uint64_t(by) << 1 | std::uint64_t(reversed);
}

// Which relations join a head and a tail: facts (h, r, t) as answers r of the questions (h, t, ?).
class Joined {
 public:
  explicit Joined(std::span<const Triple> facts) : relations_(turned(facts), {}, End::kTail) {}

  std::span<const Id> by(Id head, Id tail) const { return relations_.find({head, tail, End::kTail}); }
  bool contains(const Triple& t) const { return std::ranges::binary_search(by(t.head, t.tail), t.relation); }
  std::vector<Triple> distinct() const {
    std::vector<Triple> facts;
    for (std::size_t n = 0; n < relations_.size(); ++n)
      for (const Id r : relations_.answers(n)) facts.push_back({relations_[n].entity, r, relations_[n].relation});
    return facts;
  }

 private:
  static std::vector<Triple> turned(std::span<const Triple> facts) {
    std::vector<Triple> result;
    for (const Triple& t : facts) result.push_back({t.head, t.tail, t.relation});
    return result;
  }

  Questions relations_;
};

std::vector<Triple> distinct(std::span<const Triple> facts) {
  std::vector<Triple> rows(facts.begin(), facts.end());
  std::ranges::sort(rows);
  rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
  return rows;
}

std::vector<ToldFacts> told_by(const std::vector<Triple>& rows, const Joined& others) {
  std::unordered_map<Id, std::size_t> of_relation;
  std::unordered_map<std::uint64_t, std::size_t> told;
  for (const Triple& t : rows) {
    if (t.head == t.tail) continue;
    ++of_relation[t.relation];
    for (const Id by : others.by(t.head, t.tail))
      if (by != t.relation) ++told[key_of(t.relation, by, false)];
    for (const Id by : others.by(t.tail, t.head)) ++told[key_of(t.relation, by, true)];
  }
  std::vector<ToldFacts> result;
  for (const auto& [key, count] : told) {
    const Id relation = Id(key >> 32);
    result.push_back({relation, Id(key) >> 1, bool(key & 1), of_relation[relation], count});
  }
  std::ranges::sort(result, [](const ToldFacts& a, const ToldFacts& b) {
    return std::tuple(b.told, a.relation, a.by, a.reversed) < std::tuple(a.told, b.relation, b.by, b.reversed);
  });
  return result;
}

std::vector<ToldFacts> rules_of(const Joined& facts) {
  std::vector<ToldFacts> found = told_by(facts.distinct(), facts);
  std::erase_if(found, [](const ToldFacts& f) { return f.told < 2 || f.share() < 0.5; });
  return found;
}

}  // namespace

std::vector<ToldFacts> told_facts(std::span<const Triple> facts, std::span<const Triple> among) {
  return told_by(distinct(facts), Joined(among));
}

std::vector<ToldFacts> told_by_rule(std::span<const Triple> facts) { return rules_of(Joined(facts)); }

ToldTest told_by_training(std::span<const Triple> train, std::span<const Triple> test) {
  const Joined joined(train);
  std::unordered_set<std::uint64_t> rules;
  for (const ToldFacts& rule : rules_of(joined)) rules.insert(key_of(rule.relation, rule.by, rule.reversed));
  const std::vector<Triple> rows = distinct(test);
  ToldTest told{told_by(rows, joined)};
  std::erase_if(told.by, [&](const ToldFacts& f) { return !rules.contains(key_of(f.relation, f.by, f.reversed)); });
  const auto is_told = [&](const Triple& t) {
    return t.head != t.tail && std::ranges::any_of(told.by, [&](const ToldFacts& f) {
             return f.relation == t.relation &&
                    joined.contains(f.reversed ? Triple{t.tail, f.by, t.head} : Triple{t.head, f.by, t.tail});
           });
  };
  told.facts = std::size_t(std::ranges::count_if(rows, is_told));
  told.reversed =
      std::size_t(std::ranges::count_if(test, [&](const Triple& t) { return !joined.by(t.tail, t.head).empty(); }));
  return told;
}

}  // namespace kinfold
