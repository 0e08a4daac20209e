#include "kg/split_triples.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>
#include <tuple>

#include "core/error.h"
#include "core/random.h"
#include "data/folds.h"
#include "data/split.h"

namespace kinfold {
namespace {

using Marks = std::vector<std::uint8_t>;

// Rows that must be in the same part: order[begin] ... order[end - 1].
struct TripleGroup {
  std::uint32_t begin, end;
  std::size_t size() const { return end - begin; }
};

// All facts by group. A group stores only two numbers, because there may be many millions of them.
class TripleGroups {
 public:
  TripleGroups(const Triples& facts, bool by_pair) : facts_(facts), order_(facts.rows.size()) {
    const auto key = [&](std::uint32_t row) {
      const Triple& t = facts.rows[row];
      return Triple{std::min(t.head, t.tail), by_pair ? 0 : t.relation, std::max(t.head, t.tail)};
    };
    std::iota(order_.begin(), order_.end(), 0u);
    std::ranges::sort(order_, {},
                      [&](std::uint32_t row) { return std::tuple(key(row), facts.rows[row].relation, row); });
    for (std::uint32_t n = 0; n < order_.size(); ++n) {
      if (n == 0 || key(order_[n]) != key(order_[n - 1])) all.push_back({n, n});
      all.back().end = n + 1;
    }
  }

  std::span<const std::uint32_t> rows(const TripleGroup& group) const {
    return std::span(order_).subspan(group.begin, group.size());
  }
  Id head(const TripleGroup& group) const { return facts_.rows[order_[group.begin]].head; }
  Id tail(const TripleGroup& group) const { return facts_.rows[order_[group.begin]].tail; }
  // Calls visit(relation) once for each relation of the group.
  void relations(const TripleGroup& group, const auto& visit) const {
    Id last = kUnseen;
    for (const std::uint32_t row : rows(group))
      if (facts_.rows[row].relation != last) visit(last = facts_.rows[row].relation);
  }

  std::vector<TripleGroup> all;

 private:
  const Triples& facts_;
  std::vector<std::uint32_t> order_;
};

// The connected components of the entities.
class UnionFind {
 public:
  explicit UnionFind(std::size_t entities) : parent_(entities) { std::iota(parent_.begin(), parent_.end(), Id{0}); }

  // Returns false if the two entities are already connected.
  bool join(Id a, Id b) {
    a = root(a), b = root(b);
    parent_[a] = b;
    return a != b;
  }

 private:
  Id root(Id id) {
    while (parent_[id] != id) id = parent_[id] = parent_[parent_[id]];
    return id;
  }
  std::vector<Id> parent_;
};

// Marks the groups that must be trained on: the first group of each entity and relation, in the order of the groups,
// and for "forest" each group that connects two components.
Marks train_only_groups(const TripleGroups& groups, const Triples& facts, const std::string& keep) {
  Marks train_only(groups.all.size()), entity(facts.entities.size()), relation(facts.relations.size());
  if (keep == "nothing") return train_only;
  UnionFind components(facts.entities.size());
  const auto is_new = [](std::uint8_t& seen) { return !std::exchange(seen, std::uint8_t{1}); };
  for (std::size_t n = 0; n < train_only.size(); ++n) {
    const TripleGroup& group = groups.all[n];
    bool is_needed = is_new(entity[groups.head(group)]);
    is_needed |= is_new(entity[groups.tail(group)]);
    groups.relations(group, [&](Id r) { is_needed |= is_new(relation[r]); });
    if (keep == "forest") is_needed |= components.join(groups.head(group), groups.tail(group));
    train_only[n] = is_needed;
  }
  return train_only;
}

// The number of training groups that contain each entity and each relation.
class NameCounts {
 public:
  NameCounts(const TripleGroups& groups, const Triples& facts)
      : groups_(groups), entity_(facts.entities.size()), relation_(facts.relations.size()) {
    for (const TripleGroup& group : groups.all) {
      ++entity_[groups.head(group)], ++entity_[groups.tail(group)];
      groups.relations(group, [&](Id r) { ++relation_[r]; });
    }
  }

  // Removes the group from training, unless an entity or relation would have no group left. Returns whether it did.
  bool try_hold_out(const TripleGroup& group) {
    const Id head = groups_.head(group), tail = groups_.tail(group);
    const std::size_t both = head == tail ? 2 : 1;
    bool can_hold_out = entity_[head] > both && entity_[tail] > both;
    groups_.relations(group, [&](Id r) { can_hold_out &= relation_[r] > 1; });
    if (!can_hold_out) return false;
    --entity_[head], --entity_[tail];
    groups_.relations(group, [&](Id r) { --relation_[r]; });
    return true;
  }

 private:
  const TripleGroups& groups_;
  std::vector<std::size_t> entity_, relation_;
};

Marks random_split(const Triples& facts, const TripleSplitOptions& options, std::uint64_t seed) {
  TripleGroups groups(facts, options.together == "pair");
  Random(seed, {0x11f5}).shuffle(groups.all);
  NameCounts counts(groups, facts);
  const Marks train_only = train_only_groups(groups, facts, options.keep == "forest" ? "forest" : "nothing");
  auto remaining = std::size_t(std::llround(parse_split_strategy(options.strategy).amount * double(facts.rows.size())));
  Marks marks(facts.rows.size());
  for (std::size_t n = 0; n < train_only.size(); ++n) {
    const TripleGroup& group = groups.all[n];
    if (group.size() > remaining || train_only[n] || (options.keep == "nodes" && !counts.try_hold_out(group))) continue;
    for (const std::uint32_t row : groups.rows(group)) marks[row] = 1;
    remaining -= group.size();
  }
  return marks;
}

Marks k_fold_split(const Triples& facts, const TripleSplitOptions& options, std::uint64_t seed) {
  TripleGroups groups(facts, options.together == "pair");
  Random(seed, {0x11f5}).shuffle(groups.all);
  const Marks train_only = train_only_groups(groups, facts, options.keep);
  std::vector<std::size_t> sizes(num_folds(options.strategy));
  Marks marks(facts.rows.size(), kTrainOnly);
  for (std::size_t n = 0; n < train_only.size(); ++n) {
    if (train_only[n]) continue;
    const auto fold = std::ranges::min_element(sizes);
    *fold += groups.all[n].size();
    for (const std::uint32_t row : groups.rows(groups.all[n])) marks[row] = std::uint8_t(fold - sizes.begin());
  }
  return marks;
}

// The earliest time in the group of each fact.
std::vector<double> first_times(const Triples& facts, const TripleSplitOptions& options) {
  if (!facts.has_time())
    throw Error("the split '" + options.strategy.substr(0, options.strategy.find(':')) +
                    "' needs times, but the source has none",
                "", "name the time column with --columns time=NAME, or use the split random");
  std::vector<double> first = facts.time;
  const TripleGroups groups(facts, options.together == "pair");
  for (const TripleGroup& group : groups.all) {
    double earliest = INFINITY;
    for (const std::uint32_t row : groups.rows(group)) earliest = std::min(earliest, facts.time[row]);
    for (const std::uint32_t row : groups.rows(group)) first[row] = earliest;
  }
  return first;
}

Marks temporal_split(const Triples& facts, const TripleSplitOptions& options) {
  const std::vector<double> first = first_times(facts, options);
  std::vector<double> times = first;
  std::ranges::sort(times);
  const std::size_t cut =
      times.size() - std::size_t(std::llround(parse_split_strategy(options.strategy).amount * double(times.size())));
  Marks marks(times.size());
  for (std::size_t n = 0; n < marks.size() && cut < times.size(); ++n) marks[n] = first[n] >= times[cut];
  return marks;
}

void check(const std::string& option, const std::string& value, const std::vector<std::string>& known) {
  if (std::ranges::find(known, value) == known.end())
    throw UsageError("unknown " + option + " '" + value + "'", "--" + option, known_choices(value, known));
}

}  // namespace

std::vector<std::uint8_t> split_triples(const Triples& facts, const TripleSplitOptions& options, std::uint64_t seed) {
  check("keep", options.keep, kKeepPolicies);
  check("together", options.together, kTogetherPolicies);
  const SplitStrategy strategy = parse_split_strategy(options.strategy);
  if (strategy.name == "random") return random_split(facts, options, seed);
  if (strategy.name == "temporal") return temporal_split(facts, options);
  if (strategy.name == "k-fold") return k_fold_split(facts, options, seed);
  if (strategy.name == "rolling") return time_windows(first_times(facts, options), num_folds(options.strategy));
  throw UsageError("the split '" + strategy.name + "' does not apply to links and triples", options.strategy,
                   "use random:0.1, temporal:0.1, k-fold:5 or rolling:5");
}

}  // namespace kinfold
