#include "serve/item_ranker.h"

#include <algorithm>

namespace kinfold {
namespace {

// An index is for few of many; beyond these all items are looked at.
constexpr std::size_t kLeftOutAtMost = 1000, kOneOf = 50;
// Of what was found, best first in bfloat16, so many are scored exactly.
constexpr std::size_t kScoredOfEach = 2, kScoredMore = 40;
constexpr std::size_t kBreadth = 600, kPatience = 100;  // bench/serve/run tells what share of the best they find

// Of what nothing at all is known, nothing is shown.
std::vector<float> offsets_of(const Model& model) {
  std::vector<float> offsets = biases(model.items);
  for (Id item = 0; item < offsets.size(); ++item)
    if (!model.item_is_known(item)) offsets[item] = kLeftOut;
  return offsets;
}

}  // namespace

std::unique_ptr<ItemIndex> ItemRanker::make_index(const Model& model, Pool& pool) {
  return std::make_unique<ItemIndex>(model.items.factors, offsets_of(model), IndexShape(), pool);
}

ItemRanker::ItemRanker(const Model& model, std::unique_ptr<ItemIndex> index)
    : model_(model),
      fold_in_(model),
      offsets_(offsets_of(model)),
      candidates_(model.items.factors, offsets_),
      index_(std::move(index)),
      typical_(typical_user(model)) {
  if (!model.item_traits.empty()) items_by_trait_ = transposed(model.item_traits.bags, model.item_traits.ids.size());
}

std::span<const Id> ItemRanker::with_trait(Id trait) const {
  const auto& begin = items_by_trait_.begin;
  return {items_by_trait_.member.data() + begin[trait], std::size_t(begin[trait + 1] - begin[trait])};
}

std::span<const Id> ItemRanker::history_of(Id user) const {
  const History& history = model_.history;
  return {history.item.data() + history.begin[user], std::size_t(history.begin[user + 1] - history.begin[user])};
}

Wanted ItemRanker::wanted(Id user, bool seen) const {
  Wanted list;
  list.vector = model_.user_is_known(user) ? model_.users.factors[user] : typical_[0];
  list.offset = model_.scorer().left_offset(user);
  if (!seen) list.left_out.assign(history_of(user).begin(), history_of(user).end());
  return list;
}

Wanted ItemRanker::wanted(FoldedUser user) const {
  Wanted list;
  list.own = std::move(user);
  list.vector = list.own.vector[0];  // which stays where it is when the list moves
  list.offset = model_.offset + list.own.bias;
  return list;
}

// The best of some items, by their exact scores.
void ItemRanker::rank_among(Wanted& list, std::span<const Id> items) const {
  std::ranges::sort(list.left_out);
  std::vector<Id> ids;
  for (const Id id : items)
    if (offsets_[id] != kLeftOut && !std::ranges::binary_search(list.left_out, id)) ids.push_back(id);
  const std::vector<float> scores = candidates_.scores(list.vector, ids);
  TopK best(list.count);
  for (std::size_t n = 0; n < ids.size(); ++n) best.take({&scores[n], 1}, ids[n]);
  list.best = best.sorted();
}

bool ItemRanker::suits_index(const Wanted& list) const {
  const std::size_t out = list.left_out.size();
  return index_ && !list.among && out <= kLeftOutAtMost && (list.count + out) * kOneOf <= index_->size();
}

void ItemRanker::rank(std::span<Wanted* const> lists, Pool& pool) const {
  std::vector<Wanted*> whole, by_index;
  for (Wanted* list : lists)
    if (list->among)
      rank_among(*list, *list->among);
    else if (!suits_index(*list))
      whole.push_back(list);
    else
      by_index.push_back(list);
  for (Wanted* list : by_index) {
    const std::size_t wanted = list->count + list->left_out.size();
    std::vector<Id> found = index_->near_best(list->vector, {wanted, kBreadth, kPatience});
    found.resize(std::min(found.size(), kScoredOfEach * wanted + kScoredMore));
    std::ranges::sort(found);
    rank_among(*list, found);
    list->by_index = true;
  }
  std::ranges::stable_sort(whole, {}, &Wanted::count);
  std::vector<Query> queries;
  for (std::size_t first = 0, end; first < whole.size(); first = end) {
    queries.clear();
    for (end = first; end < whole.size() && whole[end]->count == whole[first]->count; ++end)
      queries.push_back({whole[end]->vector, whole[end]->left_out});
    std::vector<Ranked> ranked = top_k(candidates_, queries, whole[first]->count, pool);
    for (std::size_t n = first; n < end; ++n) whole[n]->best = std::move(ranked[n - first].best);
  }
  for (Wanted* list : lists)
    for (Scored& s : list->best) s.score += list->offset;
}

}  // namespace kinfold
