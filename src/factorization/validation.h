// Scores a model on validation rows: RMSE of ratings, log loss of votes, or ndcg@20 of likes over all items.
#pragma once
#include <string>
#include <vector>

#include "core/pool.h"
#include "data/ratings.h"
#include "factorization/model.h"

namespace kinfold {

// True if a greater score is better, as for likes.
bool greater_is_better(const std::string& task);
std::string validation_metric(const std::string& task);  // "rmse", "log_loss", "ndcg@20"

class Validation {
 public:
  // `rows` have vocabularies of their own. Likes are scored on at most 5000 users, sampled by the seed.
  Validation(Ratings rows, const Model& model, std::uint64_t seed, std::size_t threads);

  bool empty() const { return pairs_.empty(); }
  // Rows with the ids of the model; kUnseen for ids that it does not have.
  const std::vector<Rating>& pairs() const { return pairs_; }
  double score(const Model& model);
  bool better(double score, double than) const { return greater_is_better(task_) ? score > than : score < than; }

 private:
  double mean_loss(const Model& model);

  std::string task_;
  Ratings rows_;
  std::vector<Rating> pairs_;
  Pool pool_;
};

}  // namespace kinfold
