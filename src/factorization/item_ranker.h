// Lists of items for many users at once, each with wishes of its own: what a server asks of a model, where
// factorization/recommend.h has one rule for all.
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

// A list that is asked for.
struct ItemRanking {
  FoldedUser own;                             // of a user who was folded in
  const float* vector = nullptr;              // the query; belongs to the model, or is own.vector
  float offset = 0;                           // of all scores
  std::vector<Id> excluded;                   // in any order
  std::optional<std::vector<Id>> candidates;  // these alone, rising
  std::size_t count = 10;
  std::vector<ScoredId> best;  // the answer: best first
  bool by_index = false;       // most of the best, not all for sure
};

class ItemRanker {
 public:
  // The model must stay. With an index, lists that it is good for are made by it.
  explicit ItemRanker(const Model& model, std::unique_ptr<ItemIndex> index = nullptr);
  static std::unique_ptr<ItemIndex> make_index(const Model& model, Pool& pool);

  const Model& model() const { return model_; }
  const FoldIn& fold_in() const { return fold_in_; }
  const ItemIndex* index() const { return index_.get(); }
  // Items that carry a trait, rising.
  std::span<const Id> items_with_feature(Id feature) const;
  std::span<const Id> history_of(Id user) const;

  // Without the user's history, where `seen` is not asked for; of a user of whom nothing is known the typical one's.
  ItemRanking ranking(Id user, bool seen) const;
  ItemRanking ranking(FoldedUser user) const;

  // Answers them all by few products; those that ask for as many items go together.
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
