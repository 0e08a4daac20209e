// Trains a model from arrays: the way in for programs that hold their data already.
#pragma once
#include <functional>
#include <memory>
#include <optional>

#include "core/error.h"
#include "data/ratings.h"
#include "model/model.h"
#include "train/options.h"

namespace kinfold {

// Told after each epoch; returning false stops the training there.
struct Progress {
  std::size_t epoch, epochs;  // epoch counts from 1
  CurvePoint point;
  double seconds;  // since training began, data preparation left out
  double ratings_per_second;
};
using Watch = std::function<bool(const Progress&)>;

// The training diverged; last_good holds the model of the last epoch before that, if there was one.
class Diverged : public Error {
 public:
  Diverged(Error error, std::shared_ptr<Model> model) : Error(std::move(error)), last_good(std::move(model)) {}
  std::shared_ptr<Model> last_good;
};

struct Data {
  Ratings ratings;
  std::optional<Ratings> valid;  // further rows to validate on, with their own vocabularies
  std::optional<TraitTable> user_features = {}, item_features = {}, histories = {};
};

// Checks the ratings, merges repeated pairs, withholds validation rows where --valid is a split, trains, and returns
// the model of the best epoch by validation, or of the last one without validation. The result does not depend on the
// number of threads.
Model train(Data data, const Options& options, const Watch& watch = {});

Model train_ratings(Ratings ratings, const std::optional<Ratings>& valid, const Options& options,
                    const Watch& watch = {});

}  // namespace kinfold
