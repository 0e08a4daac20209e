#include "nodes/split_labels.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "core/error.h"
#include "core/random.h"
#include "data/folds.h"
#include "data/split.h"

namespace kinfold {
namespace {

constexpr std::uint64_t kStream = 0x1abe;

// The classes of each node; empty for nodes without a label.
std::vector<std::vector<Id>> classes_of(const NodeLabels& labels) {
  std::vector<std::vector<Id>> classes(labels.nodes.size());
  for (const NodeLabel& label : labels.rows) classes[label.node].push_back(label.class_id);
  return classes;
}

// Visits the nodes in random order and trains on a node if one of its classes has fewer than `per_class` training
// nodes. All other nodes are held out.
std::vector<std::uint8_t> per_class_split(const NodeLabels& labels, std::size_t per_class, std::uint64_t seed) {
  const std::vector<std::size_t> sizes = class_counts(labels);
  for (Id class_id = 0; class_id < sizes.size(); ++class_id)
    if (sizes[class_id] <= per_class)
      throw Error("class '" + std::string(labels.classes[class_id]) + "' has " + std::to_string(sizes[class_id]) +
                      " nodes; training on " + std::to_string(per_class) + " of them leaves none to hold out",
                  "--strategy per-class:" + std::to_string(per_class),
                  "train on fewer nodes of each class, or use the split random:0.1");
  const auto classes = classes_of(labels);
  std::vector<std::uint8_t> held_out(classes.size(), 1);
  std::vector<std::size_t> train_counts(sizes.size());
  for (const std::uint32_t node : Random(seed, {kStream}).permutation(classes.size())) {
    const bool is_needed =
        std::ranges::any_of(classes[node], [&](Id class_id) { return train_counts[class_id] < per_class; });
    if (!is_needed) continue;
    held_out[node] = 0;
    for (const Id class_id : classes[node]) ++train_counts[class_id];
  }
  return held_out;
}

std::vector<std::uint8_t> random_split(const NodeLabels& labels, double fraction, std::uint64_t seed) {
  const auto classes = classes_of(labels);
  std::vector<std::size_t> train_counts = class_counts(labels);
  const auto labelled = std::ranges::count_if(classes, [](const auto& of_node) { return !of_node.empty(); });
  auto remaining = std::size_t(std::llround(fraction * double(labelled)));
  std::vector<std::uint8_t> held_out(classes.size());
  for (const std::uint32_t node : Random(seed, {kStream}).permutation(classes.size())) {
    if (remaining == 0) break;
    const std::vector<Id>& of_node = classes[node];
    if (of_node.empty() || std::ranges::any_of(of_node, [&](Id class_id) { return train_counts[class_id] <= 1; }))
      continue;
    for (const Id class_id : of_node) --train_counts[class_id];
    held_out[node] = 1;
    --remaining;
  }
  return held_out;
}

// Sorts the nodes by class, in random order within a class, and assigns folds in turn.
std::vector<std::uint8_t> k_fold_split(const NodeLabels& labels, std::size_t folds, std::uint64_t seed) {
  const auto classes = classes_of(labels);
  std::vector<std::uint32_t> order = Random(seed, {kStream}).permutation(classes.size());
  std::erase_if(order, [&](std::uint32_t node) { return classes[node].empty(); });
  std::ranges::stable_sort(order, {}, [&](std::uint32_t node) { return classes[node][0]; });
  std::vector<std::uint8_t> fold(classes.size());
  for (std::size_t n = 0; n < order.size(); ++n) fold[order[n]] = std::uint8_t(n % folds);
  return fold;
}

std::size_t parse_nodes_per_class(const std::string& strategy, const std::string& amount) {
  std::size_t per_class = 20;
  if (amount.empty()) return per_class;
  const auto [end, error] = std::from_chars(amount.data(), amount.data() + amount.size(), per_class);
  if (error != std::errc() || end != amount.data() + amount.size() || per_class == 0)
    throw UsageError("invalid amount '" + amount + "' for the split 'per-class'", strategy,
                     "use a whole number above 0, such as per-class:20");
  return per_class;
}

}  // namespace

bool is_label_split_strategy(const std::string& text) {
  return std::ranges::find(kLabelSplitStrategies, text.substr(0, text.find(':'))) != kLabelSplitStrategies.end();
}

std::vector<std::uint8_t> split_labels(const NodeLabels& labels, const std::string& strategy, std::uint64_t seed) {
  const std::size_t colon = std::min(strategy.find(':'), strategy.size());
  const std::string name = strategy.substr(0, colon), amount = strategy.substr(std::min(colon + 1, strategy.size()));
  if (std::ranges::find(kLabelSplitStrategies, name) == kLabelSplitStrategies.end())
    throw UsageError("unknown split '" + name + "' for labels", strategy, known_choices(name, kLabelSplitStrategies));
  const std::vector<std::uint8_t> held_out =
      name == "random"   ? random_split(labels, parse_split_strategy(strategy).amount, seed)
      : name == "k-fold" ? k_fold_split(labels, num_folds(strategy), seed)
                         : per_class_split(labels, parse_nodes_per_class(strategy, amount), seed);
  std::vector<std::uint8_t> marks;
  for (const NodeLabel& label : labels.rows) marks.push_back(held_out[label.node]);
  return marks;
}

}  // namespace kinfold
