#include "factorization/validation.h"

#include <algorithm>
#include <cmath>

#include "core/chunks.h"
#include "core/random.h"
#include "factorization/ranking.h"

namespace kinfold {
namespace {

constexpr std::size_t kMaxUsers = 5000;  // limits the time of a validation of likes

// The rows of `count` random users.
Ratings sample_users(const Ratings& ratings, std::size_t count, std::uint64_t seed) {
  if (ratings.users.size() <= count) return ratings;
  std::vector<std::uint8_t> is_sampled(ratings.users.size()), marks;
  Random random(seed, {0x7a11});
  const std::vector<std::uint32_t> order = random.permutation(ratings.users.size());
  for (std::size_t i = 0; i < count; ++i) is_sampled[order[i]] = 1;
  for (const Rating& r : ratings.rows) marks.push_back(is_sampled[r.left]);
  return select(ratings, marks, 1);
}

}  // namespace

bool greater_is_better(const std::string& task) { return task == "likes"; }

std::string validation_metric(const std::string& task) {
  return task == "likes" ? "ndcg@20" : task == "votes" ? "log_loss" : "rmse";
}

Validation::Validation(Ratings rows, const Model& model, std::uint64_t seed, std::size_t threads)
    : task_(model.task),
      rows_(std::move(rows)),
      pairs_(translate(rows_, model.user_ids, model.item_ids)),
      pool_(threads) {
  if (task_ == "likes") rows_ = sample_users(rows_, kMaxUsers, seed);
}

double Validation::score(const Model& model) {
  if (task_ == "likes") {
    const RankingOptions options{.metrics = {{"ndcg", 20}}, .resamples = 0};
    const RankingReport report = evaluate_ranking(model, rows_, options, pool_);
    const auto metric = report.metrics.find("ndcg@20");
    return metric == report.metrics.end() ? 0 : metric->second.value;
  }
  return task_ == "ratings" ? std::sqrt(mean_loss(model)) : mean_loss(model);
}

// Mean squared error of ratings, or mean log loss of votes.
double Validation::mean_loss(const Model& model) {
  const bool votes = task_ == "votes";
  const Predictor predicted(model);
  return deterministic_sum(pool_, pairs_.size(),
                           [&](std::size_t i) {
                             const Rating& r = pairs_[i];
                             const double value = predicted(r.left, r.right, rows_.has_time() ? rows_.time[i] : NAN);
                             if (!votes) return (value - r.value) * (value - r.value);
                             const double p = std::clamp(value, 1e-7, 1 - 1e-7);
                             return -(r.value * std::log(p) + (1 - r.value) * std::log(1 - p));
                           }) /
         double(pairs_.size());
}

}  // namespace kinfold
