// Lists of items for many users at once, each with wishes of its own: what a server asks of a model, where
// serve/recommend.h has one rule for all.
#pragma once
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/pool.h"
#include "data/bags.h"
#include "model/model.h"
#include "scorer/top_k.h"
#include "serve/fold_in.h"
#include "serve/item_index.h"

namespace kinfold {

// A list that is asked for.
struct Wanted {
  FoldedUser own;                        // of a user who was folded in
  const float* vector = nullptr;         // the query; belongs to the model, or is own.vector
  float offset = 0;                      // of all scores
  std::vector<Id> left_out;              // in any order
  std::optional<std::vector<Id>> among;  // these alone, rising
  std::size_t count = 10;
  std::vector<Scored> best;  // the answer: best first
  bool by_index = false;     // most of the best, not all for sure
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
  std::span<const Id> with_trait(Id trait) const;
  std::span<const Id> history_of(Id user) const;

  // Without the user's history, where `seen` is not asked for; of a user of whom nothing is known the typical one's.
  Wanted wanted(Id user, bool seen) const;
  Wanted wanted(FoldedUser user) const;

  // Answers them all by few products; those that ask for as many items go together.
  void rank(std::span<Wanted* const> lists, Pool& pool) const;

 private:
  void rank_among(Wanted& list, std::span<const Id> items) const;
  bool suits_index(const Wanted& list) const;

  const Model& model_;
  FoldIn fold_in_;
  std::vector<float> offsets_;
  Candidates candidates_;
  std::unique_ptr<ItemIndex> index_;
  Table typical_;
  Bags items_by_trait_;
};

}  // namespace kinfold
