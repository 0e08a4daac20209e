// Best items for a user and nearest rows of a table: exact, by scoring all candidates with a running top-k.
#pragma once
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "core/pool.h"
#include "factorization/fold_in.h"
#include "factorization/model.h"
#include "topk/top_k.h"

namespace kinfold {

// Best first, equal scores by id.

struct RecommendOptions {
  std::size_t top = 10;
  std::size_t min_count = 0;  // items with fewer training rows are left out; 0: those of which nothing at all is known
  bool include_seen = false;  // also items of the user's history
  std::vector<std::uint8_t> allowed;  // for each item whether it may be shown; empty: all may
};

// Items by predicted value for any number of users. The scores are unclipped, so that the order is total.
class Recommender {
 public:
  Recommender(const Model& model, RecommendOptions options);  // the model must stay

  std::vector<std::vector<ScoredId>> operator()(std::span<const Id> users, Pool& pool) const;
  // For a user who was folded in, without the items that he brought along.
  std::vector<ScoredId> operator()(const FoldedUser& user, std::span<const Id> seen, Pool& pool) const;

 private:
  const float* mean_user_vector() const;  // made when first asked for: it takes a pass over all users

  const Model& model_;
  RecommendOptions options_;
  mutable std::once_flag mean_user_once_;
  mutable Matrix mean_user_;
  Candidates candidates_;
};

// The same for one user.
std::vector<ScoredId> recommend(const Model& model, Id user, std::size_t top, bool include_seen = false,
                                std::size_t min_count = 0);

inline const std::vector<std::string> kSimilarities = {"cosine", "dot"};

// Rows of the same side by cosine or dot product of their vectors, without the row itself and those with fewer than
// `least` training rows.
std::vector<ScoredId> similar(const Model& model, const std::string& side, Id row, std::size_t top,
                              std::size_t min_count = 1, const std::string& metric = "cosine");

// Items of the user's history nearest to an item by cosine, among those that the user valued at least as much as the
// average of that history; at most `count`, nearest first. What is not alike at all is no reason.
std::vector<ScoredId> explain_by_items(const Model& model, Id user, Id item, std::size_t count);
std::vector<ScoredId> explain_by_items(const Model& model, std::span<const UserRating> history, Id item,
                                       std::size_t count);

// Features of an item that raise its score for the user, most first, at most `count`; each by its id among the items'
// traits and what it adds:
//   w_it (p_u . e_t + b_t)    for trait t of item i
std::vector<ScoredId> explain_by_features(const Model& model, Id user, Id item, std::size_t count);
// The same for a vector that is padded as a row of a table.
std::vector<ScoredId> explain_by_features(const Model& model, std::span<const float> user, Id item, std::size_t count);

// The row of an id on a side ("user" or "item"); an Error that proposes close ids when there is none.
Id find_id(const Model& model, const std::string& side, const std::string& id);

}  // namespace kinfold
