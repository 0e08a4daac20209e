// Recommends items, finds similar rows and explains recommendations. Exact: scores all candidates with a running top-k.
// All results are sorted best first; ties are ordered by id.
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

struct RecommendOptions {
  std::size_t top = 10;
  // Excludes items with fewer training rows. 0 excludes only items without training rows and side information.
  std::size_t min_count = 0;
  bool include_seen = false;          // do not exclude items of the user's history
  std::vector<std::uint8_t> allowed;  // for each item 1 if it may be recommended; empty: all items
};

// Recommends items by score to any number of users. Scores are not clipped, so that clipping causes no ties.
// Thread-safe.
class Recommender {
 public:
  Recommender(const Model& model, RecommendOptions options);  // the model must outlive this object

  std::vector<std::vector<ScoredId>> operator()(std::span<const Id> users, Pool& pool) const;
  // For a folded-in user; excludes `seen` unless include_seen is set.
  std::vector<ScoredId> operator()(const FoldedUser& user, std::span<const Id> seen, Pool& pool) const;

 private:
  const float* mean_user_vector() const;  // computed at the first call

  const Model& model_;
  RecommendOptions options_;
  mutable std::once_flag mean_user_once_;
  mutable Matrix mean_user_;
  Candidates candidates_;
};

// Recommends items to one user.
std::vector<ScoredId> recommend(const Model& model, Id user, std::size_t top, bool include_seen = false,
                                std::size_t min_count = 0);

inline const std::vector<std::string> kSimilarities = {"cosine", "dot"};

// The rows of the same side ("user" or "item") with the greatest cosine or dot product with a row's vector. Excludes
// the row itself and rows with fewer than `min_count` training rows. Throws an Error if the row has no vector.
std::vector<ScoredId> similar(const Model& model, const std::string& side, Id row, std::size_t top,
                              std::size_t min_count = 1, const std::string& metric = "cosine");

// Explains a recommendation by items of the user's history: those nearest to `item` by cosine, among the items with at
// least the mean value of the history. Returns at most `count` items, all with a positive cosine.
std::vector<ScoredId> explain_by_items(const Model& model, Id user, Id item, std::size_t count);
std::vector<ScoredId> explain_by_items(const Model& model, std::span<const UserRating> history, Id item,
                                       std::size_t count);

// Explains a recommendation by features of the item: those with the greatest positive contribution to the score.
// Returns at most `count` ids of item features with their contributions:
//   w_it (p_u . e_t + b_t)    for feature t of item i
std::vector<ScoredId> explain_by_features(const Model& model, Id user, Id item, std::size_t count);
// The same for a user vector, padded like a row of a Matrix.
std::vector<ScoredId> explain_by_features(const Model& model, std::span<const float> user, Id item, std::size_t count);

// The row of an id on a side ("user" or "item"). Throws an Error that suggests similar ids if there is none.
Id find_id(const Model& model, const std::string& side, const std::string& id);

}  // namespace kinfold
