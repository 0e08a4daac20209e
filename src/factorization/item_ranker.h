// Recommends items to a batch of users, where each list has its own filters and length. The server uses it;
// factorization/recommend.h applies the same options to all users.
#pragma once
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/pool.h"
#include "data/bags.h"
#include "factorization/fold_in.h"
#include "factorization/model.h"
#include "topk/item_index.h"
#include "topk/top_k.h"

namespace kinfold {

// One recommendation list: the query, its filters and its result.
struct ItemRanking {
  FoldedUser folded_user;                     // if the list is for a folded-in user
  const float* vector = nullptr;              // the query vector; points into the model or to folded_user
  float offset = 0;                           // added to all scores
  std::vector<Id> excluded;                   // in any order
  std::optional<std::vector<Id>> candidates;  // only these items, in ascending order
  std::size_t count = 10;
  std::vector<ScoredId> best;  // the result, best first
  bool by_index = false;       // the result comes from the HNSW index and is approximate
};

class ItemRanker {
 public:
  // The model must outlive this object. The index, if given, is used for short lists without candidates.
  explicit ItemRanker(const Model& model, std::unique_ptr<ItemIndex> index = nullptr);
  static std::unique_ptr<ItemIndex> make_index(const Model& model, Pool& pool);

  const Model& model() const { return model_; }
  const FoldIn& fold_in() const { return fold_in_; }
  const ItemIndex* index() const { return index_.get(); }
  // Items that have a feature, in ascending order.
  std::span<const Id> items_with_feature(Id feature) const;
  std::span<const Id> history_of(Id user) const;

  // A list for a user of the model. Excludes the items of their history unless `include_seen`. A user without ratings
  // and side information gets the mean user vector.
  ItemRanking ranking(Id user, bool include_seen) const;
  ItemRanking ranking(FoldedUser user) const;

  // Fills in `best` of all lists. Lists of equal length are scored together by matrix products. Thread-safe.
  void rank(std::span<ItemRanking* const> lists, Pool& pool) const;

 private:
  void rank_candidates(ItemRanking& list, std::span<const Id> items) const;
  bool can_use_index(const ItemRanking& list) const;

  const Model& model_;
  FoldIn fold_in_;
  std::vector<float> offsets_;
  Candidates candidates_;
  std::unique_ptr<ItemIndex> index_;
  Matrix mean_user_;
  Bags items_by_feature_;
};

}  // namespace kinfold
