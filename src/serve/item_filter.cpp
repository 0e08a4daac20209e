#include "serve/item_filter.h"

#include <algorithm>
#include <iterator>

#include "core/error.h"

namespace kinfold {
namespace {

using Ids = std::vector<Id>;

void narrow(std::optional<Ids>& among, Ids ids) {
  if (!among) return void(among = std::move(ids));
  Ids both;
  std::ranges::set_intersection(*among, ids, std::back_inserter(both));
  among = std::move(both);
}

Ids sorted(Ids ids) {
  std::ranges::sort(ids);
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  return ids;
}

Ids shown_often(const Model& model, std::size_t least) {
  Ids ids;
  for (Id item = 0; item < model.item_counts.size(); ++item)
    if (model.item_counts[item] >= least) ids.push_back(item);
  return ids;
}

[[noreturn]] void unknown_trait(const Model& model, const std::string& kind, const std::string& value) {
  const std::string begin = kind + "=";
  std::vector<std::string> values;
  for (Id trait = 0; trait < model.item_traits.ids.size(); ++trait)
    if (model.item_traits.ids[trait].starts_with(begin))
      values.emplace_back(model.item_traits.ids[trait].substr(begin.size()));
  if (model.item_traits.empty())
    throw Error("this model's items have no traits", kind, "train it with --item-features");
  if (values.empty())
    throw Error("items have no traits of the kind '" + kind + "'", kind, "see the model's item traits");
  throw Error("no item has " + begin + value, kind, known_choices(value, values));
}

// Items that have one of the values.
Ids items_with(const ItemRanker& ranker, const std::string& kind, const std::vector<std::string>& values) {
  Ids ids;
  for (const std::string& value : values) {
    const auto trait = ranker.model().item_traits.ids.find(kind + "=" + value);
    if (!trait) unknown_trait(ranker.model(), kind, value);
    const auto items = ranker.with_trait(*trait);
    ids.insert(ids.end(), items.begin(), items.end());
  }
  return sorted(std::move(ids));
}

}  // namespace

void ItemFilter::apply(const ItemRanker& ranker, Wanted& list) const {
  if (only) narrow(list.among, sorted(*only));
  for (const auto& [kind, values] : where) narrow(list.among, items_with(ranker, kind, values));
  if (least > 0) narrow(list.among, shown_often(ranker.model(), least));
  list.left_out.insert(list.left_out.end(), exclude.begin(), exclude.end());
}

}  // namespace kinfold
