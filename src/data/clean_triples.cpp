#include "data/clean_triples.h"

#include <algorithm>
#include <numeric>

#include "core/error.h"

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

// Without weights and times, rows can be sorted in place.
bool has_no_attributes(const Triples& facts) { return facts.weight.empty() && !facts.has_time(); }

// Row numbers sorted by key. Rows with equal keys keep their order.
std::vector<std::uint32_t> grouped_rows(const Triples& facts, bool undirected) {
  std::vector<std::uint32_t> order(facts.rows.size());
  std::iota(order.begin(), order.end(), 0u);
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return std::pair(key_of(facts.rows[a], undirected), a) < std::pair(key_of(facts.rows[b], undirected), b);
  });
  return order;
}

std::size_t drop_self_loops(Triples& facts, const std::string& self_loops) {
  if (self_loops == "drop" && has_no_attributes(facts))
    return std::erase_if(facts.rows, [](const Triple& t) { return t.head == t.tail; });
  std::vector<std::uint8_t> loop(facts.rows.size());
  for (std::size_t n = 0; n < loop.size() && self_loops != "keep"; ++n) {
    loop[n] = facts.rows[n].head == facts.rows[n].tail;
    if (loop[n] && self_loops == "error")
      throw Error("self-loop in the data: " + text_of(facts, facts.rows[n]), "",
                  "keep or drop self-loops with --self-loops keep|drop");
  }
  const auto count = std::size_t(std::ranges::count(loop, 1));
  if (count > 0) facts = select(facts, loop, 0);
  return count;
}

std::size_t merge_without_attributes(Triples& facts, bool undirected) {
  for (Triple& t : facts.rows) t = key_of(t, undirected);
  std::sort(facts.rows.begin(), facts.rows.end());
  const auto end = std::unique(facts.rows.begin(), facts.rows.end());
  const auto count = std::size_t(facts.rows.end() - end);
  facts.rows.erase(end, facts.rows.end());
  return count;
}

std::size_t merge_duplicates(Triples& facts, const std::string& policy, bool undirected) {
  if (policy != "error" && has_no_attributes(facts)) return merge_without_attributes(facts, undirected);
  const std::vector<std::uint32_t> order = grouped_rows(facts, undirected);
  std::vector<std::uint8_t> is_duplicate(order.size());
  for (std::size_t begin = 0, end = 0; begin < order.size(); begin = end) {
    const auto key = [&](std::size_t n) { return key_of(facts.rows[order[n]], undirected); };
    double sum = 0;
    for (end = begin; end < order.size() && key(end) == key(begin); ++end) {
      if (end > begin) is_duplicate[order[end]] = 1;
      if (!facts.weight.empty()) sum += double(facts.weight[order[end]]);
    }
    if (end - begin > 1 && policy == "error")
      throw Error("duplicate fact: " + text_of(facts, facts.rows[order[begin]]), "",
                  "merge duplicates with --on-duplicate last|mean|sum");
    if (facts.weight.empty()) continue;
    float& weight = facts.weight[order[begin]];
    if (policy == "sum") weight = float(sum);
    if (policy == "mean") weight = float(sum / double(end - begin));
    if (policy == "last") weight = facts.weight[order[end - 1]];
  }
  const auto count = std::size_t(std::ranges::count(is_duplicate, 1));
  if (count > 0) facts = select(facts, is_duplicate, 0);
  return count;
}

// Removes the names without a mark. Returns the new id of each old id, kUnseen for removed ones.
std::vector<Id> keep_marked(Vocabulary& names, const std::vector<std::uint8_t>& marks) {
  std::vector<Id> new_id(names.size(), kUnseen);
  Vocabulary marked;
  for (Id id = 0; id < marks.size(); ++id)
    if (marks[id]) new_id[id] = marked.add(names[id]);
  names = std::move(marked);
  return new_id;
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

CleaningReport clean_triples(Triples& facts, const std::string& on_duplicate, const std::string& self_loops,
                             bool undirected) {
  CleaningReport cleaning;
  cleaning.self_loops = drop_self_loops(facts, self_loops);
  cleaning.duplicates = merge_duplicates(facts, on_duplicate, undirected);
  drop_unused_names(facts);
  return cleaning;
}

}  // namespace kinfold
