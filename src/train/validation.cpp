#include "train/validation.h"

#include <algorithm>
#include <cmath>

#include "train/publish.h"

namespace kinfold {
namespace {

// Users whose likes are ranked at most: enough for a steady mean, few enough to be quick.
constexpr std::size_t kUsers = 5000;

}  // namespace

bool greater_is_better(const std::string& task) { return task == "likes"; }

std::string validation_metric(const std::string& task) {
  return task == "likes" ? "ndcg@20" : task == "votes" ? "log_loss" : "rmse";
}

Validation::Validation(std::string task, std::vector<Rating> rows, std::vector<double> times, std::size_t threads)
    : task_(std::move(task)), rows_(std::move(rows)), times_(std::move(times)), pool_(threads) {}

double Validation::score(const Model& model) {
  const double mean = error(model);
  return task_ == "ratings" ? std::sqrt(mean) : mean;
}

// Mean squared error, or mean log loss.
double Validation::error(const Model& model) {
  const bool votes = task_ == "votes";
  return ordered_sum(pool_, rows_.size(),
                     [&](std::size_t i) {
                       const Rating& r = rows_[i];
                       const double time = times_.empty() ? NAN : times_[i];
                       const double value = predict(model, r.left, r.right, time);
                       if (!votes) return (value - r.value) * (value - r.value);
                       const double p = std::clamp(value, 1e-7, 1 - 1e-7);
                       return -(r.value * std::log(p) + (1 - r.value) * std::log(1 - p));
                     }) /
         double(rows_.size());
}

}  // namespace kinfold
