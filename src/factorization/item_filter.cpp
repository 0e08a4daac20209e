#include "factorization/item_filter.h"

#include <algorithm>
#include <iterator>

#include "core/error.h"

namespace kinfold {
namespace {

using Ids = std::vector<Id>;

void intersect(std::optional<Ids>& candidates, Ids ids) {
  if (!candidates) return void(candidates = std::move(ids));
  Ids both;
  std::ranges::set_intersection(*candidates, ids, std::back_inserter(both));
  candidates = std::move(both);
}

Ids sorted(Ids ids) {
  std::ranges::sort(ids);
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  return ids;
}

Ids items_with_min_count(const Model& model, std::size_t min_count) {
  Ids ids;
  for (Id item = 0; item < model.item_counts.size(); ++item)
    if (model.item_counts[item] >= min_count) ids.push_back(item);
  return ids;
}

[[noreturn]] void unknown_feature(const Model& model, const std::string& kind, const std::string& value) {
  const std::string begin = kind + "=";
  std::vector<std::string> values;
  for (Id feature = 0; feature < model.item_side_features.ids.size(); ++feature)
    if (model.item_side_features.ids[feature].starts_with(begin))
      values.emplace_back(model.item_side_features.ids[feature].substr(begin.size()));
  if (model.item_side_features.empty())
    throw Error("the items of this model have no features", kind, "train the model with --item-features");
  if (values.empty()) throw Error("items have no feature '" + kind + "'", kind, "use a column of --item-features");
  throw Error("no item has " + begin + value, kind, known_choices(value, values));
}

// Items with at least one of the values, in ascending order.
Ids items_with(const ItemRanker& ranker, const std::string& kind, const std::vector<std::string>& values) {
  Ids ids;
  for (const std::string& value : values) {
    const auto feature = ranker.model().item_side_features.ids.find(kind + "=" + value);
    if (!feature) unknown_feature(ranker.model(), kind, value);
    const auto items = ranker.items_with_feature(*feature);
    ids.insert(ids.end(), items.begin(), items.end());
  }
  return sorted(std::move(ids));
}

}  // namespace

void ItemFilter::apply(const ItemRanker& ranker, ItemRanking& list) const {
  if (candidates) intersect(list.candidates, sorted(*candidates));
  for (const auto& [kind, values] : where) intersect(list.candidates, items_with(ranker, kind, values));
  if (min_count > 0) intersect(list.candidates, items_with_min_count(ranker.model(), min_count));
  list.excluded.insert(list.excluded.end(), exclude.begin(), exclude.end());
}

}  // namespace kinfold
