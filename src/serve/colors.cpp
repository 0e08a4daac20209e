#include "serve/colors.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace kinfold {
namespace {

std::string_view feature_kind(std::string_view id) { return id.substr(0, id.find('=')); }

// Converts one text per row into levels; empty texts are missing.
Colors levels_of(const std::vector<std::string_view>& texts) {
  std::map<std::string_view, std::size_t> counts;
  for (const std::string_view text : texts)
    if (!text.empty()) ++counts[text];
  std::vector<std::pair<std::string_view, std::size_t>> sorted(counts.begin(), counts.end());
  std::ranges::stable_sort(sorted, std::greater{}, [](const auto& entry) { return entry.second; });
  if (sorted.size() >= Colors::kNone) sorted.resize(Colors::kNone - 1);
  Colors colors;
  std::map<std::string_view, std::uint16_t> level_ids;
  for (const auto& [text, count] : sorted) {
    level_ids[text] = std::uint16_t(colors.levels.size());
    colors.levels.emplace_back(text);
  }
  for (const std::string_view text : texts) {
    const auto entry = level_ids.find(text);
    colors.level.push_back(entry == level_ids.end() ? Colors::kNone : entry->second);
  }
  return colors;
}

Colors by_feature(const NamedRows& rows, const std::string& kind) {
  const SideFeatures& side_features = *rows.side_features;
  std::vector<std::size_t> owner_counts(side_features.ids.size());
  for (const Id member : side_features.bags.member) ++owner_counts[member];
  std::vector<std::string_view> texts(rows.size());
  Colors numbers;
  numbers.number.assign(rows.size(), NAN);
  for (Id row = 0; row < rows.size(); ++row) {
    std::size_t max_count = 0;
    for (std::uint64_t n = side_features.bags.begin[row]; n < side_features.bags.begin[row + 1]; ++n) {
      const Id feature = side_features.bags.member[n];
      const std::string_view id = side_features.ids[feature];
      if (feature_kind(id) != kind || !is_feature(id)) continue;
      if (id.size() == kind.size()) {
        numbers.number[row] = side_features.bags.weight[n];
      } else if (owner_counts[feature] > max_count) {
        max_count = owner_counts[feature];
        texts[row] = id.substr(kind.size() + 1);
      }
    }
  }
  const bool named = std::ranges::any_of(texts, [](std::string_view text) { return !text.empty(); });
  return named ? levels_of(texts) : numbers;
}

Colors by_class(const NodeModel& model) {
  std::vector<std::string_view> texts(model.nodes.size());
  const std::vector<Id> classes = predicted_classes(model.scores);
  for (Id node = 0; node < texts.size(); ++node) texts[node] = model.classes[classes[node]];
  return levels_of(texts);
}

bool has_labels(const AnyModel& model, const NamedRows& rows) {
  const auto* table = std::get_if<TableModel>(&model);
  return table && rows.side == "row" && table->labels.size() == rows.size();
}

}  // namespace

std::vector<std::string> color_kinds(const AnyModel& model, const NamedRows& rows) {
  std::vector<std::string> kinds;
  if (std::holds_alternative<NodeModel>(model)) kinds.push_back("class");
  if (has_labels(model, rows)) kinds.push_back("label");
  std::set<std::string_view> seen;
  for (Id feature = 0; rows.side_features && feature < rows.side_features->ids.size(); ++feature)
    if (const std::string_view id = rows.side_features->ids[feature];
        is_feature(id) && seen.insert(feature_kind(id)).second)
      kinds.emplace_back(feature_kind(id));
  if (!rows.counts.empty()) kinds.push_back("count");
  return kinds;
}

Colors colors_of(const AnyModel& model, const NamedRows& rows, const std::string& kind) {
  if (kind == "class" && std::holds_alternative<NodeModel>(model)) return by_class(std::get<NodeModel>(model));
  if (kind == "label" && has_labels(model, rows)) {
    const auto& labels = std::get<TableModel>(model).labels;
    return levels_of({labels.begin(), labels.end()});
  }
  if (kind != "count" || rows.counts.empty()) return by_feature(rows, kind);
  Colors colors;
  colors.number.assign(rows.counts.begin(), rows.counts.end());
  return colors;
}

}  // namespace kinfold
