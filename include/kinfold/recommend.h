// Recommends items.
//
//   for (const auto& [item, score] : kinfold::recommend(model, "alice", 5)) std::cout << item << " " << score << "\n";
//
//   // For an unseen user, from their ratings:
//   const std::vector<kinfold::UserRating> history = {{kinfold::find_id(model, "item", "Alien"), 5}};
//   for (const auto& [item, score] : kinfold::recommend(model, history, 5)) std::cout << item << " " << score << "\n";
//
//   // For many users:
//   kinfold::Pool pool(0);
//   const auto lists = kinfold::Recommender(model, {.top = 10})(users, pool);
//
// - recommend() and Recommender score all items exactly; they exclude items of the user's training history, unless
//   include_seen is set, and items without training data. A user of whom nothing is known gets the mean user's list.
// - FoldIn computes the vector of an unseen user: the ridge regression that ALS solves for each user (Hu et al. 2008).
// - ItemRanker and ItemFilter serve many lists with individual filters, and use an HNSW index if there is one
//   (Malkov, Yashunin 2016), which is approximate.
// - explain_by_items() and explain_by_features() say why an item is recommended.
//
// Shapes: a list holds at most `top` items, best first; equal scores are ordered by item. Scores are unclipped values
// in the units of the ratings; for votes they are log-odds.
// Errors: find_id() and the forms that take an id throw an Error that proposes similar ids.
// Thread safety: Recommender, FoldIn and ItemRanker are thread-safe, but each call needs a Pool of its own. The model
// must outlive them.
// Determinism: the result does not depend on the number of threads.
#pragma once
#include <span>
#include <string>
#include <vector>

#include "factorization/item_filter.h"
#include "factorization/item_ranker.h"
#include "factorization/recommend.h"
#include "kinfold/predict.h"

namespace kinfold {

// Replaces the row numbers of items by their ids.
inline std::vector<ScoredName> item_names_of(const Model& model, const std::vector<ScoredId>& items) {
  std::vector<ScoredName> named;
  for (const ScoredId& item : items) named.push_back({std::string(model.item_ids[item.id]), item.score});
  return named;
}

// The best items for a user of the training data, by id. Throws an Error if the user is unknown.
inline std::vector<ScoredName> recommend(const Model& model, const std::string& user, std::size_t top = 10) {
  return item_names_of(model, recommend(model, find_id(model, "user", user), top));
}

// The best items for an unseen user, from their ratings, votes or likes. Excludes the rated items. For more than one
// user, keep a FoldIn and a Recommender.
inline std::vector<ScoredName> recommend(const Model& model, const std::vector<UserRating>& ratings,
                                         std::size_t top = 10) {
  std::vector<Id> seen;
  for (const UserRating& rating : ratings) seen.push_back(rating.item);
  Pool pool(1);
  return item_names_of(model, Recommender(model, {.top = top})(FoldIn(model)(ratings), seen, pool));
}

}  // namespace kinfold
