// The score of a model on the validation rows of a run: root mean square error of ratings, log loss of votes, ndcg@20
// of likes.
#pragma once
#include <string>
#include <vector>

#include "core/pool.h"
#include "data/ratings.h"
#include "model/model.h"

namespace kinfold {

// Is a greater score the better one? Only likes have such a score.
bool greater_is_better(const std::string& task);
std::string validation_metric(const std::string& task);  // "rmse", "log_loss", "ndcg@20"

class Validation {
 public:
  // Rows by the model's ids, kUnseen where it lacks them; `times` may be empty.
  Validation(std::string task, std::vector<Rating> rows, std::vector<double> times, std::size_t threads);

  bool empty() const { return rows_.empty(); }
  double score(const Model& model);
  bool better(double score, double than) const { return greater_is_better(task_) ? score > than : score < than; }

 private:
  double error(const Model& model);

  std::string task_;
  std::vector<Rating> rows_;
  std::vector<double> times_;
  Pool pool_;
};

}  // namespace kinfold
