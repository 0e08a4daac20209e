#include "data/split_labels.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "core/error.h"
#include "core/random.h"
#include "data/rounds.h"
#include "data/split.h"

namespace kinfold {
namespace {

constexpr std::uint64_t kStream = 0x1abe;

// The classes of each labelled node; those of the others are none.
std::vector<std::vector<Id>> classes_of(const Labels& labels) {
  std::vector<std::vector<Id>> classes(labels.nodes.size());
  for (const NodeLabel& label : labels.rows) classes[label.node].push_back(label.kind);
  return classes;
}

// Nodes to withhold: all but those that fill a class that has too few.
std::vector<std::uint8_t> beyond_each(const Labels& labels, std::size_t each, std::uint64_t seed) {
  const std::vector<std::size_t> sizes = nodes_by_class(labels);
  for (Id kind = 0; kind < sizes.size(); ++kind)
    if (sizes[kind] <= each)
      throw Error("class '" + std::string(labels.classes[kind]) + "' has " + std::to_string(sizes[kind]) +
                      " nodes: with " + std::to_string(each) + " to train on, none is left to withhold",
                  "--by per-class:" + std::to_string(each), "train on fewer of each, or split by random:0.1");
  const auto classes = classes_of(labels);
  std::vector<std::uint8_t> withheld(classes.size(), 1);
  std::vector<std::size_t> trained(sizes.size());
  for (const std::uint32_t node : Random(seed, {kStream}).permutation(classes.size())) {
    const bool fills = std::ranges::any_of(classes[node], [&](Id kind) { return trained[kind] < each; });
    if (!fills) continue;
    withheld[node] = 0;
    for (const Id kind : classes[node]) ++trained[kind];
  }
  return withheld;
}

std::vector<std::uint8_t> at_random(const Labels& labels, double share, std::uint64_t seed) {
  const auto classes = classes_of(labels);
  std::vector<std::size_t> trained = nodes_by_class(labels);
  const auto labelled = std::ranges::count_if(classes, [](const auto& of_node) { return !of_node.empty(); });
  auto left = std::size_t(std::llround(share * double(labelled)));
  std::vector<std::uint8_t> withheld(classes.size());
  for (const std::uint32_t node : Random(seed, {kStream}).permutation(classes.size())) {
    if (left == 0) break;
    const std::vector<Id>& of_node = classes[node];
    if (of_node.empty() || std::ranges::any_of(of_node, [&](Id kind) { return trained[kind] <= 1; })) continue;
    for (const Id kind : of_node) --trained[kind];
    withheld[node] = 1;
    --left;
  }
  return withheld;
}

// Nodes at random, class by class, dealt out in turn.
std::vector<std::uint8_t> dealt(const Labels& labels, std::size_t folds, std::uint64_t seed) {
  const auto classes = classes_of(labels);
  std::vector<std::uint32_t> order = Random(seed, {kStream}).permutation(classes.size());
  std::erase_if(order, [&](std::uint32_t node) { return classes[node].empty(); });
  std::ranges::stable_sort(order, {}, [&](std::uint32_t node) { return classes[node][0]; });
  std::vector<std::uint8_t> fold(classes.size());
  for (std::size_t n = 0; n < order.size(); ++n) fold[order[n]] = std::uint8_t(n % folds);
  return fold;
}

std::size_t nodes_each(const std::string& rule, const std::string& amount) {
  std::size_t each = 20;
  if (amount.empty()) return each;
  const auto [end, error] = std::from_chars(amount.data(), amount.data() + amount.size(), each);
  if (error != std::errc() || end != amount.data() + amount.size() || each == 0)
    throw UsageError("'" + amount + "' does not fit the split 'per-class'", rule,
                     "give a whole number, such as per-class:20");
  return each;
}

}  // namespace

bool is_label_split_rule(const std::string& text) {
  return std::ranges::find(kLabelSplitRules, text.substr(0, text.find(':'))) != kLabelSplitRules.end();
}

std::vector<std::uint8_t> split_labels(const Labels& labels, const std::string& rule, std::uint64_t seed) {
  const std::size_t colon = std::min(rule.find(':'), rule.size());
  const std::string name = rule.substr(0, colon), amount = rule.substr(std::min(colon + 1, rule.size()));
  if (std::ranges::find(kLabelSplitRules, name) == kLabelSplitRules.end())
    throw UsageError("labels are not split by '" + name + "'", rule, known_choices(name, kLabelSplitRules));
  const std::vector<std::uint8_t> withheld = name == "random"   ? at_random(labels, parse_split_rule(rule).amount, seed)
                                             : name == "k-fold" ? dealt(labels, rounds_of(rule), seed)
                                                                : beyond_each(labels, nodes_each(rule, amount), seed);
  std::vector<std::uint8_t> marks;
  for (const NodeLabel& label : labels.rows) marks.push_back(withheld[label.node]);
  return marks;
}

}  // namespace kinfold
