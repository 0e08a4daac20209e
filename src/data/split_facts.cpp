#include "data/split_facts.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>
#include <tuple>

#include "core/error.h"
#include "core/random.h"
#include "data/rounds.h"
#include "data/split.h"

namespace kinfold {
namespace {

using Marks = std::vector<std::uint8_t>;

// Rows that stay together: order[begin] ... order[end - 1].
struct Bundle {
  std::uint32_t begin, end;
  std::size_t size() const { return end - begin; }
};

// All facts by bundles, of which a few numbers are all that is kept: there may be many millions.
class Bundles {
 public:
  Bundles(const Triples& facts, bool by_pair) : facts_(facts), order_(facts.rows.size()) {
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

  std::span<const std::uint32_t> rows(const Bundle& bundle) const {
    return std::span(order_).subspan(bundle.begin, bundle.size());
  }
  Id head(const Bundle& bundle) const { return facts_.rows[order_[bundle.begin]].head; }
  Id tail(const Bundle& bundle) const { return facts_.rows[order_[bundle.begin]].tail; }
  // Calls `told` once for each relation of the bundle.
  void relations(const Bundle& bundle, const auto& told) const {
    Id last = kUnseen;
    for (const std::uint32_t row : rows(bundle))
      if (facts_.rows[row].relation != last) told(last = facts_.rows[row].relation);
  }

  std::vector<Bundle> all;

 private:
  const Triples& facts_;
  std::vector<std::uint32_t> order_;
};

// Which entities hang together: each points towards one that stands for all of its tree.
class Trees {
 public:
  explicit Trees(std::size_t entities) : parent_(entities) { std::iota(parent_.begin(), parent_.end(), Id{0}); }

  // False if the two hang together already.
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

// The first bundles, in their order, that bring an entity or relation, or join two trees.
Marks first_of_all(const Bundles& bundles, const Triples& facts, const std::string& keep) {
  Marks kept(bundles.all.size()), entity(facts.entities.size()), relation(facts.relations.size());
  if (keep == "nothing") return kept;
  Trees trees(facts.entities.size());
  const auto is_new = [](std::uint8_t& seen) { return !std::exchange(seen, std::uint8_t{1}); };
  for (std::size_t n = 0; n < kept.size(); ++n) {
    const Bundle& bundle = bundles.all[n];
    bool stays = is_new(entity[bundles.head(bundle)]);
    stays |= is_new(entity[bundles.tail(bundle)]);
    bundles.relations(bundle, [&](Id r) { stays |= is_new(relation[r]); });
    if (keep == "forest") stays |= trees.join(bundles.head(bundle), bundles.tail(bundle));
    kept[n] = stays;
  }
  return kept;
}

// Of how many bundles left in training each name is.
class Shown {
 public:
  Shown(const Bundles& bundles, const Triples& facts)
      : bundles_(bundles), entity_(facts.entities.size()), relation_(facts.relations.size()) {
    for (const Bundle& bundle : bundles.all) {
      ++entity_[bundles.head(bundle)], ++entity_[bundles.tail(bundle)];
      bundles.relations(bundle, [&](Id r) { ++relation_[r]; });
    }
  }

  // Takes the bundle out, unless a name would be left without one.
  bool spare(const Bundle& bundle) {
    const Id head = bundles_.head(bundle), tail = bundles_.tail(bundle);
    const std::size_t both = head == tail ? 2 : 1;
    bool spared = entity_[head] > both && entity_[tail] > both;
    bundles_.relations(bundle, [&](Id r) { spared &= relation_[r] > 1; });
    if (!spared) return false;
    --entity_[head], --entity_[tail];
    bundles_.relations(bundle, [&](Id r) { --relation_[r]; });
    return true;
  }

 private:
  const Bundles& bundles_;
  std::vector<std::size_t> entity_, relation_;
};

Marks at_random(const Triples& facts, const FactSplit& how, std::uint64_t seed) {
  Bundles bundles(facts, how.together == "pair");
  Random(seed, {0x11f5}).shuffle(bundles.all);
  Shown shown(bundles, facts);
  const Marks kept = first_of_all(bundles, facts, how.keep == "forest" ? "forest" : "nothing");
  auto left = std::size_t(std::llround(parse_split_rule(how.rule).amount * double(facts.rows.size())));
  Marks marks(facts.rows.size());
  for (std::size_t n = 0; n < kept.size(); ++n) {
    const Bundle& bundle = bundles.all[n];
    if (bundle.size() > left || kept[n] || (how.keep == "nodes" && !shown.spare(bundle))) continue;
    for (const std::uint32_t row : bundles.rows(bundle)) marks[row] = 1;
    left -= bundle.size();
  }
  return marks;
}

Marks dealt(const Triples& facts, const FactSplit& how, std::uint64_t seed) {
  Bundles bundles(facts, how.together == "pair");
  Random(seed, {0x11f5}).shuffle(bundles.all);
  const Marks kept = first_of_all(bundles, facts, how.keep);
  std::vector<std::size_t> sizes(rounds_of(how.rule));
  Marks marks(facts.rows.size(), kInTraining);
  for (std::size_t n = 0; n < kept.size(); ++n) {
    if (kept[n]) continue;
    const auto fold = std::ranges::min_element(sizes);
    *fold += bundles.all[n].size();
    for (const std::uint32_t row : bundles.rows(bundles.all[n])) marks[row] = std::uint8_t(fold - sizes.begin());
  }
  return marks;
}

// When each fact, or what stays with it, first came up.
std::vector<double> first_times(const Triples& facts, const FactSplit& how) {
  if (!facts.has_time())
    throw Error("a split by '" + how.rule.substr(0, how.rule.find(':')) + "' needs times, and this source has none", "",
                "name the time column with --columns time=NAME, or split by random");
  std::vector<double> first = facts.time;
  const Bundles bundles(facts, how.together == "pair");
  for (const Bundle& bundle : bundles.all) {
    double earliest = INFINITY;
    for (const std::uint32_t row : bundles.rows(bundle)) earliest = std::min(earliest, facts.time[row]);
    for (const std::uint32_t row : bundles.rows(bundle)) first[row] = earliest;
  }
  return first;
}

Marks latest(const Triples& facts, const FactSplit& how) {
  const std::vector<double> first = first_times(facts, how);
  std::vector<double> times = first;
  std::ranges::sort(times);
  const std::size_t cut =
      times.size() - std::size_t(std::llround(parse_split_rule(how.rule).amount * double(times.size())));
  Marks marks(times.size());
  for (std::size_t n = 0; n < marks.size() && cut < times.size(); ++n) marks[n] = first[n] >= times[cut];
  return marks;
}

void check(const std::string& option, const std::string& value, const std::vector<std::string>& known) {
  if (std::ranges::find(known, value) == known.end())
    throw UsageError("unknown " + option + " '" + value + "'", "--" + option, known_choices(value, known));
}

}  // namespace

std::vector<std::uint8_t> split_facts(const Triples& facts, const FactSplit& how, std::uint64_t seed) {
  check("keep", how.keep, kKeeps);
  check("together", how.together, kTogethers);
  const SplitRule rule = parse_split_rule(how.rule);
  if (rule.by == "random") return at_random(facts, how, seed);
  if (rule.by == "temporal") return latest(facts, how);
  if (rule.by == "k-fold") return dealt(facts, how, seed);
  if (rule.by == "rolling") return time_windows(first_times(facts, how), rounds_of(how.rule));
  throw UsageError("facts are not split by '" + rule.by + "'", how.rule,
                   "use random:0.1, temporal:0.1, k-fold:5 or rolling:5");
}

}  // namespace kinfold
