#include "serve/colours.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace kinfold {
namespace {

std::string_view kind_of_trait(std::string_view id) { return id.substr(0, id.find('=')); }

// Turns a text for each row, of which some are empty, into levels.
Colours levels_of(const std::vector<std::string_view>& texts) {
  std::map<std::string_view, std::size_t> counts;
  for (const std::string_view text : texts)
    if (!text.empty()) ++counts[text];
  std::vector<std::pair<std::string_view, std::size_t>> sorted(counts.begin(), counts.end());
  std::ranges::stable_sort(sorted, std::greater{}, [](const auto& entry) { return entry.second; });
  if (sorted.size() >= Colours::kNone) sorted.resize(Colours::kNone - 1);
  Colours colours;
  std::map<std::string_view, std::uint16_t> places;
  for (const auto& [text, count] : sorted) {
    places[text] = std::uint16_t(colours.levels.size());
    colours.levels.emplace_back(text);
  }
  for (const std::string_view text : texts) {
    const auto place = places.find(text);
    colours.level.push_back(place == places.end() ? Colours::kNone : place->second);
  }
  return colours;
}

Colours by_trait(const NamedRows& rows, const std::string& kind) {
  const Traits& traits = *rows.traits;
  std::vector<std::size_t> owners(traits.ids.size());
  for (const Id member : traits.bags.member) ++owners[member];
  std::vector<std::string_view> texts(rows.size());
  Colours numbers;
  numbers.number.assign(rows.size(), NAN);
  for (Id row = 0; row < rows.size(); ++row) {
    std::size_t most = 0;
    for (std::uint64_t n = traits.bags.begin[row]; n < traits.bags.begin[row + 1]; ++n) {
      const Id trait = traits.bags.member[n];
      const std::string_view id = traits.ids[trait];
      if (kind_of_trait(id) != kind || !is_feature(id)) continue;
      if (id.size() == kind.size()) {
        numbers.number[row] = traits.bags.weight[n];
      } else if (owners[trait] > most) {
        most = owners[trait];
        texts[row] = id.substr(kind.size() + 1);
      }
    }
  }
  const bool named = std::ranges::any_of(texts, [](std::string_view text) { return !text.empty(); });
  return named ? levels_of(texts) : numbers;
}

Colours by_class(const NodeModel& model) {
  std::vector<std::string_view> texts(model.nodes.size());
  const std::vector<Id> classes = likeliest(model.scores);
  for (Id node = 0; node < texts.size(); ++node) texts[node] = model.classes[classes[node]];
  return levels_of(texts);
}

bool has_labels(const AnyModel& model, const NamedRows& rows) {
  const auto* table = std::get_if<TableModel>(&model);
  return table && rows.side == "row" && table->labels.size() == rows.size();
}

}  // namespace

std::vector<std::string> colour_kinds(const AnyModel& model, const NamedRows& rows) {
  std::vector<std::string> kinds;
  if (std::holds_alternative<NodeModel>(model)) kinds.push_back("class");
  if (has_labels(model, rows)) kinds.push_back("label");
  std::set<std::string_view> seen;
  for (Id trait = 0; rows.traits && trait < rows.traits->ids.size(); ++trait)
    if (const std::string_view id = rows.traits->ids[trait]; is_feature(id) && seen.insert(kind_of_trait(id)).second)
      kinds.emplace_back(kind_of_trait(id));
  if (!rows.counts.empty()) kinds.push_back("count");
  return kinds;
}

Colours colours_of(const AnyModel& model, const NamedRows& rows, const std::string& kind) {
  if (kind == "class" && std::holds_alternative<NodeModel>(model)) return by_class(std::get<NodeModel>(model));
  if (kind == "label" && has_labels(model, rows)) {
    const auto& labels = std::get<TableModel>(model).labels;
    return levels_of({labels.begin(), labels.end()});
  }
  if (kind != "count" || rows.counts.empty()) return by_trait(rows, kind);
  Colours colours;
  colours.number.assign(rows.counts.begin(), rows.counts.end());
  return colours;
}

}  // namespace kinfold
