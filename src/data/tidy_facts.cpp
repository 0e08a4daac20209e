#include "data/tidy_facts.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/error.h"
#include "core/random.h"
#include "data/split.h"

namespace kinfold {
namespace {

std::string text_of(const Triples& facts, const Triple& t) {
  const std::string relation(facts.relations[t.relation]);
  return "(" + std::string(facts.entities[t.head]) + ", " + (facts.relations.size() > 1 ? relation + ", " : "") +
         std::string(facts.entities[t.tail]) + ")";
}

Triple key_of(const Triple& t, bool undirected) {
  return undirected && t.tail < t.head ? Triple{t.tail, t.relation, t.head} : t;
}

// Nothing is known of the facts but themselves: rows may be sorted in their place.
bool are_bare(const Triples& facts) { return facts.weight.empty() && !facts.has_time(); }

// Rows with equal keys one after the other, each group in the order of the rows.
std::vector<std::uint32_t> grouped_rows(const Triples& facts, bool undirected) {
  std::vector<std::uint32_t> order(facts.rows.size());
  std::iota(order.begin(), order.end(), 0u);
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return std::pair(key_of(facts.rows[a], undirected), a) < std::pair(key_of(facts.rows[b], undirected), b);
  });
  return order;
}

std::size_t drop_loops(Triples& facts, const std::string& loops) {
  if (loops == "drop" && are_bare(facts))
    return std::erase_if(facts.rows, [](const Triple& t) { return t.head == t.tail; });
  std::vector<std::uint8_t> loop(facts.rows.size());
  for (std::size_t n = 0; n < loop.size() && loops != "keep"; ++n) {
    loop[n] = facts.rows[n].head == facts.rows[n].tail;
    if (loop[n] && loops == "error")
      throw Error("a fact is of an entity and itself: " + text_of(facts, facts.rows[n]), "",
                  "choose with --loops keep|drop");
  }
  const auto count = std::size_t(std::ranges::count(loop, 1));
  if (count > 0) facts = select(facts, loop, 0);
  return count;
}

std::size_t merge_bare(Triples& facts, bool undirected) {
  for (Triple& t : facts.rows) t = key_of(t, undirected);
  std::sort(facts.rows.begin(), facts.rows.end());
  const auto rest = std::unique(facts.rows.begin(), facts.rows.end());
  const auto count = std::size_t(facts.rows.end() - rest);
  facts.rows.erase(rest, facts.rows.end());
  return count;
}

std::size_t merge_repeated(Triples& facts, const std::string& policy, bool undirected) {
  if (policy != "error" && are_bare(facts)) return merge_bare(facts, undirected);
  const std::vector<std::uint32_t> order = grouped_rows(facts, undirected);
  std::vector<std::uint8_t> away(order.size());
  for (std::size_t begin = 0, end = 0; begin < order.size(); begin = end) {
    const auto key = [&](std::size_t n) { return key_of(facts.rows[order[n]], undirected); };
    double sum = 0;
    for (end = begin; end < order.size() && key(end) == key(begin); ++end) {
      if (end > begin) away[order[end]] = 1;
      if (!facts.weight.empty()) sum += double(facts.weight[order[end]]);
    }
    if (end - begin > 1 && policy == "error")
      throw Error("a fact is there more than once: " + text_of(facts, facts.rows[order[begin]]), "",
                  "choose with --on-duplicate last|mean|sum");
    if (facts.weight.empty()) continue;
    float& weight = facts.weight[order[begin]];
    if (policy == "sum") weight = float(sum);
    if (policy == "mean") weight = float(sum / double(end - begin));
    if (policy == "last") weight = facts.weight[order[end - 1]];
  }
  const auto count = std::size_t(std::ranges::count(away, 1));
  if (count > 0) facts = select(facts, away, 0);
  return count;
}

std::vector<std::uint8_t> latest(const Triples& facts, double share) {
  if (!facts.has_time())
    throw Error("a split by 'temporal' needs times, and this source has none", "",
                "name the time column with --columns time=NAME, or split by random");
  std::vector<double> first = facts.time;  // when each row's fact first came up
  const std::vector<std::uint32_t> order = grouped_rows(facts, true);
  for (std::size_t begin = 0, end = 0; begin < order.size(); begin = end) {
    const Triple key = key_of(facts.rows[order[begin]], true);
    double earliest = facts.time[order[begin]];
    for (end = begin; end < order.size() && key_of(facts.rows[order[end]], true) == key; ++end)
      earliest = std::min(earliest, facts.time[order[end]]);
    for (std::size_t n = begin; n < end; ++n) first[order[n]] = earliest;
  }
  std::vector<double> times = first;
  std::ranges::sort(times);
  const std::size_t cut = times.size() - std::size_t(std::llround(share * double(times.size())));
  std::vector<std::uint8_t> marks(times.size());
  for (std::size_t n = 0; n < marks.size() && cut < times.size(); ++n) marks[n] = first[n] >= times[cut];
  return marks;
}

std::vector<std::uint8_t> covered(const Triples& facts, double share, std::uint64_t seed) {
  const std::vector<std::uint32_t> order = grouped_rows(facts, true);
  std::vector<std::pair<std::size_t, std::size_t>> groups;  // of facts that stay together
  for (std::size_t begin = 0, end = 0; begin < order.size(); begin = end) {
    const Triple key = key_of(facts.rows[order[begin]], true);
    for (end = begin + 1; end < order.size() && key_of(facts.rows[order[end]], true) == key;) ++end;
    groups.emplace_back(begin, end);
  }
  std::vector<std::size_t> of_entity(facts.entities.size()), of_relation(facts.relations.size());
  for (const auto& [begin, end] : groups) {
    const Triple& t = facts.rows[order[begin]];
    ++of_entity[t.head], ++of_entity[t.tail], ++of_relation[t.relation];
  }
  Random(seed, {0x11f5}).shuffle(groups);
  std::vector<std::uint8_t> marks(order.size());
  auto left = std::size_t(std::llround(share * double(order.size())));
  for (const auto& [begin, end] : groups) {
    const Triple& t = facts.rows[order[begin]];
    const std::size_t both = t.head == t.tail ? 2 : 1;
    if (end - begin > left || of_entity[t.head] <= both || of_entity[t.tail] <= both || of_relation[t.relation] <= 1)
      continue;
    --of_entity[t.head], --of_entity[t.tail], --of_relation[t.relation];
    for (std::size_t n = begin; n < end; ++n) marks[order[n]] = 1;
    left -= end - begin;
  }
  return marks;
}

// Names that some mark is set for, and what their numbers become.
std::vector<Id> keep_marked(Vocabulary& names, const std::vector<std::uint8_t>& marks) {
  std::vector<Id> becomes(names.size(), kUnseen);
  Vocabulary kept;
  for (Id id = 0; id < marks.size(); ++id)
    if (marks[id]) becomes[id] = kept.add(names[id]);
  names = std::move(kept);
  return becomes;
}

void drop_unused_names(Triples& facts) {
  std::vector<std::uint8_t> entity(facts.entities.size()), relation(facts.relations.size());
  for (const Triple& t : facts.rows) entity[t.head] = entity[t.tail] = relation[t.relation] = 1;
  if (std::ranges::count(entity, 0) + std::ranges::count(relation, 0) == 0) return;
  const std::vector<Id> entities = keep_marked(facts.entities, entity),
                        relations = keep_marked(facts.relations, relation);
  for (Triple& t : facts.rows) t = {entities[t.head], relations[t.relation], entities[t.tail]};
}

}  // namespace

TidyFacts tidy_facts(Triples& facts, const std::string& on_duplicate, const std::string& loops, bool undirected) {
  TidyFacts tidy;
  tidy.loops = drop_loops(facts, loops);
  tidy.repeated = merge_repeated(facts, on_duplicate, undirected);
  drop_unused_names(facts);
  return tidy;
}

std::vector<std::uint8_t> split_facts(const Triples& facts, const std::string& text, std::uint64_t seed) {
  const SplitRule rule = parse_split_rule(text);
  if (rule.by == "random") return covered(facts, rule.amount, seed);
  if (rule.by == "temporal") return latest(facts, rule.amount);
  throw UsageError("facts are not split by '" + rule.by + "'", text, "use random:0.1 or temporal:0.1");
}

}  // namespace kinfold
