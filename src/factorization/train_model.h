// Trains a model from arrays: the way in for programs that hold their data already.
#pragma once
#include <memory>
#include <optional>

#include "core/error.h"
#include "data/ratings.h"
#include "factorization/model.h"
#include "factorization/options.h"
#include "train/progress.h"

namespace kinfold {

// The training diverged; last_finite_model holds the model of the last epoch before that, if there was one.
class DivergenceError : public Error {
 public:
  DivergenceError(Error error, std::shared_ptr<Model> model)
      : Error(std::move(error)), last_finite_model(std::move(model)) {}
  std::shared_ptr<Model> last_finite_model;
};

struct FactorizationData {
  Ratings ratings;
  std::optional<Ratings> validation;  // further rows to validate on, with their own vocabularies
  std::optional<SideFeatureTable> user_features = {}, item_features = {}, implicit_feedback = {};
};

// Checks the ratings, merges repeated pairs, withholds validation rows where --validation is a split, trains, and
// returns the model of the best epoch by validation, or of the last one without validation. The result does not depend
// on the number of threads.
Model train(FactorizationData data, const FactorizationTrainOptions& options, const ProgressCallback& callback = {});

Model train_ratings(Ratings ratings, const std::optional<Ratings>& validation, const FactorizationTrainOptions& options,
                    const ProgressCallback& callback = {});

}  // namespace kinfold
