// Lists of items for many users at once, each with wishes of its own: what a server asks of a model, where
// serve/recommend.h has one rule for all.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/pool.h"
#include "data/bags.h"
#include "model/model.h"
#include "scorer/top_k.h"
#include "serve/fold_in.h"

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
};

class ItemRanker {
 public:
  explicit ItemRanker(const Model& model);  // which must stay

  const Model& model() const { return model_; }
  const FoldIn& fold_in() const { return fold_in_; }
  // Items that carry a trait, rising.
  std::span<const Id> with_trait(Id trait) const;
  std::span<const Id> history_of(Id user) const;

  // Without the user's history, where `seen` is not asked for; of a user of whom nothing is known the typical one's.
  Wanted wanted(Id user, bool seen) const;
  Wanted wanted(FoldedUser user) const;

  // Answers them all by few products; those that ask for as many items go together.
  void rank(std::span<Wanted* const> lists, Pool& pool) const;

 private:
  void rank_among(Wanted& list) const;

  const Model& model_;
  FoldIn fold_in_;
  std::vector<float> offsets_;
  Candidates candidates_;
  Table typical_;
  Bags items_by_trait_;
};

}  // namespace kinfold
