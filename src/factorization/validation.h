// The score of a model on the validation rows of a run: root mean square error of ratings, log loss of votes, ndcg@20
// of likes over all items.
#pragma once
#include <string>
#include <vector>

#include "core/pool.h"
#include "data/ratings.h"
#include "factorization/model.h"

namespace kinfold {

// Is a greater score the better one? Only likes have such a score.
bool greater_is_better(const std::string& task);
std::string validation_metric(const std::string& task);  // "rmse", "log_loss", "ndcg@20"

class Validation {
 public:
  // Rows with vocabularies of their own. Of likes the users are at most 5000, drawn by the seed.
  Validation(Ratings rows, const Model& model, std::uint64_t seed, std::size_t threads);

  bool empty() const { return pairs_.empty(); }
  // Rows by the model's ids, kUnseen where it lacks them.
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
