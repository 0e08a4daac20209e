#include "factorization/check.h"

#include <algorithm>
#include <cmath>

#include "core/allow.h"
#include "core/error.h"
#include "core/text.h"
#include "factorization/training_set.h"
#include "optimizer/schedule.h"

namespace kinfold {
namespace {

std::string pair_text(const Ratings& ratings, const Rating& r) {
  return "(" + std::string(ratings.users[r.left]) + ", " + std::string(ratings.items[r.right]) + ")";
}

void check_finite(const Ratings& ratings) {
  for (const Rating& r : ratings.rows)
    if (!std::isfinite(r.value)) throw Error("the value is not finite", pair_text(ratings, r));
}

// The values of likes are weights, unless --confidence-weight is 0.
void check_likes(const Ratings& ratings, double confidence_weight) {
  double sum = 0;
  for (const Rating& r : ratings.rows) {
    if (r.value < 0)
      throw Error("a like cannot have the value " + plain_number(r.value), pair_text(ratings, r),
                  "remove rows that are not likes, or train votes (two values) or ratings (numbers)");
    sum += r.value;
  }
  if (confidence_weight > 0 && !(sum > 0))
    throw Error("all likes have the value 0, and so no weight", "", "use --confidence-weight 0 to ignore the values");
}

// The two values of the votes in ascending order.
std::vector<float> vote_values(const Ratings& ratings) {
  std::vector<float> values;
  for (const Rating& r : ratings.rows) {
    if (std::ranges::find(values, r.value) != values.end()) continue;
    values.push_back(r.value);
    if (values.size() > 2)
      throw Error("votes must have two values, but these have a third one: " + plain_number(values[0]) + ", " +
                      plain_number(values[1]) + ", " + plain_number(values[2]),
                  pair_text(ratings, r),
                  "use the task ratings for numbers, or map the values to likes and dislikes in a query");
  }
  if (values.size() < 2)
    throw Error("all votes have the value " + plain_number(values[0]), "",
                "use the task likes if there are only likes");
  std::ranges::sort(values);
  return values;
}

void check_values(const Ratings& ratings, const std::string& loss) {
  if (loss != "logistic") return;
  for (const Rating& r : ratings.rows)
    if (!(r.value >= 0 && r.value <= 1))
      throw Error("loss 'logistic' needs values from 0 to 1, but one is " + plain_number(r.value),
                  pair_text(ratings, r), "scale the values, or use another --loss: squared, huber or absolute");
}

// Maps the greater of the two values to 1 and the other one to 0.
void binarize_votes(Ratings& ratings, const std::vector<float>& values) {
  for (Rating& r : ratings.rows) {
    if (std::ranges::find(values, r.value) == values.end())
      throw Error("a validation vote has the value " + plain_number(r.value) + ", but training has " +
                      plain_number(values[0]) + " and " + plain_number(values[1]),
                  pair_text(ratings, r), "use the same values for likes and dislikes in both");
    r.value = r.value == values[1];
  }
}

}  // namespace

void check_data(Ratings& ratings, Ratings* validation, const FactorizationTrainOptions& options) {
  if (ratings.rows.empty()) throw Error("there are no " + options.task + " to train on");
  check_finite(ratings);
  if (validation) check_finite(*validation);
  if (options.task == "likes") check_likes(ratings, options.confidence_weight);
  if (options.task == "votes") {
    const std::vector<float> values = vote_values(ratings);
    binarize_votes(ratings, values);
    if (validation) binarize_votes(*validation, values);
  }
  if (options.task == "ratings") check_values(ratings, options.loss);
}

void check_factorization_options(const FactorizationTrainOptions& options) {
  lr_factor(options.lr_schedule, 0, 1);  // throws for an unknown schedule
  const std::string task = "the task " + options.task;
  check_allowed("solver", options.solver, task, factorization_solvers(options.task));
  check_allowed("model", options.model, task, kFactorizationModels);
  if (options.rank == 0)
    throw UsageError("the rank is chosen automatically for tables only", "--rank auto",
                     "give a number, or let kinfold tune search --range rank");
  const std::string with = "solver " + options.solver + " for " + options.task;
  check_allowed("loss", options.loss, with, factorization_losses(options.task, options.solver));
  check_allowed("regularizer", options.regularizer, with, factorization_regularizers(options.task, options.solver));
  if (options.solver == "sgd" || options.solver == "lightgcn")
    check_allowed("optimizer", options.optimizer, with, factorization_optimizers(options.task, options.solver));
  if (options.solver == "gibbs" && !options.user_embeddings)
    throw UsageError("solver gibbs samples an embedding for each user", "--user-embeddings no",
                     "use another --solver: " + join(factorization_solvers(options.task)));
  if (options.solver == "lightgcn") check_allowed("model", options.model, "solver lightgcn", {"mf"});
  if (options.task == "likes" && options.solver != "ials" && options.negatives == 0)
    throw UsageError("likes are compared with sampled items", "--negatives all", "give a number, or use --solver ials");
  if (options.task == "likes" && options.time_bins > 0)
    throw UsageError("likes have no time-dependent terms", "--time-bins", "use it with votes or ratings");
}

}  // namespace kinfold
