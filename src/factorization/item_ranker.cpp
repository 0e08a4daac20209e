#include "factorization/item_ranker.h"

#include <algorithm>

namespace kinfold {
namespace {

// The index is used for short lists with few exclusions. Other lists score all items.
constexpr std::size_t kMaxExcluded = 1000, kMinIndexRatio = 50;
// The index ranks in bfloat16. The first kRescoreFactor * n + kRescoreExtra of its results are scored again in float32.
constexpr std::size_t kRescoreFactor = 2, kRescoreExtra = 40;
constexpr std::size_t kEf = 600, kPatience = 100;  // bench/serve/run measures their recall

// Items without training rows and side information are excluded.
std::vector<float> offsets_of(const Model& model) {
  std::vector<float> offsets = biases(model.items);
  for (Id item = 0; item < offsets.size(); ++item)
    if (!model.item_is_known(item)) offsets[item] = kExcluded;
  return offsets;
}

}  // namespace

std::unique_ptr<ItemIndex> ItemRanker::make_index(const Model& model, Pool& pool) {
  return std::make_unique<ItemIndex>(model.items.factors, offsets_of(model), HnswBuildOptions(), pool);
}

ItemRanker::ItemRanker(const Model& model, std::unique_ptr<ItemIndex> index)
    : model_(model),
      fold_in_(model),
      offsets_(offsets_of(model)),
      candidates_(model.items.factors, offsets_),
      index_(std::move(index)),
      mean_user_(mean_user(model)) {
  if (!model.item_side_features.empty())
    items_by_feature_ = transposed(model.item_side_features.bags, model.item_side_features.ids.size());
}

std::span<const Id> ItemRanker::items_with_feature(Id feature) const {
  const auto& begin = items_by_feature_.begin;
  return {items_by_feature_.member.data() + begin[feature], std::size_t(begin[feature + 1] - begin[feature])};
}

std::span<const Id> ItemRanker::history_of(Id user) const {
  const History& history = model_.history;
  return {history.item.data() + history.begin[user], std::size_t(history.begin[user + 1] - history.begin[user])};
}

ItemRanking ItemRanker::ranking(Id user, bool include_seen) const {
  ItemRanking list;
  list.vector = model_.user_is_known(user) ? model_.users.factors[user] : mean_user_[0];
  list.offset = model_.scorer().left_offset(user);
  if (!include_seen) list.excluded.assign(history_of(user).begin(), history_of(user).end());
  return list;
}

ItemRanking ItemRanker::ranking(FoldedUser user) const {
  ItemRanking list;
  list.folded_user = std::move(user);
  list.vector = list.folded_user.vector[0];  // stays valid when the list is moved
  list.offset = model_.offset + list.folded_user.bias;
  return list;
}

// Ranks some items by their exact scores.
void ItemRanker::rank_candidates(ItemRanking& list, std::span<const Id> items) const {
  std::ranges::sort(list.excluded);
  std::vector<Id> ids;
  for (const Id id : items)
    if (offsets_[id] != kExcluded && !std::ranges::binary_search(list.excluded, id)) ids.push_back(id);
  const std::vector<float> scores = candidates_.scores(list.vector, ids);
  TopK best(list.count);
  for (std::size_t n = 0; n < ids.size(); ++n) best.take({&scores[n], 1}, ids[n]);
  list.best = best.sorted();
}

bool ItemRanker::can_use_index(const ItemRanking& list) const {
  const std::size_t num_excluded = list.excluded.size();
  return index_ && !list.candidates && num_excluded <= kMaxExcluded &&
         (list.count + num_excluded) * kMinIndexRatio <= index_->size();
}

void ItemRanker::rank(std::span<ItemRanking* const> lists, Pool& pool) const {
  std::vector<ItemRanking*> exhaustive, by_index;
  for (ItemRanking* list : lists)
    if (list->candidates)
      rank_candidates(*list, *list->candidates);
    else if (!can_use_index(*list))
      exhaustive.push_back(list);
    else
      by_index.push_back(list);
  for (ItemRanking* list : by_index) {
    const std::size_t num_needed = list->count + list->excluded.size();
    std::vector<Id> nearest = index_->search_knn(list->vector, {num_needed, kEf, kPatience});
    nearest.resize(std::min(nearest.size(), kRescoreFactor * num_needed + kRescoreExtra));
    std::ranges::sort(nearest);
    rank_candidates(*list, nearest);
    list->by_index = true;
  }
  std::ranges::stable_sort(exhaustive, {}, &ItemRanking::count);
  std::vector<TopKQuery> queries;
  for (std::size_t first = 0, end; first < exhaustive.size(); first = end) {
    queries.clear();
    for (end = first; end < exhaustive.size() && exhaustive[end]->count == exhaustive[first]->count; ++end)
      queries.push_back({exhaustive[end]->vector, exhaustive[end]->excluded});
    std::vector<RankedCandidates> ranked = top_k(candidates_, queries, exhaustive[first]->count, pool);
    for (std::size_t n = first; n < end; ++n) exhaustive[n]->best = std::move(ranked[n - first].best);
  }
  for (ItemRanking* list : lists)
    for (ScoredId& s : list->best) s.score += list->offset;
}

}  // namespace kinfold
