// Refuses data and options that cannot be trained on, before the work begins.
#pragma once
#include "data/ratings.h"
#include "factorization/options.h"

namespace kinfold {

// Values must be finite, and fit the task and the loss. Votes become 0 and 1: the greater of their two values is a
// like, in further rows to validate on (null: none) as in training.
void check_data(Ratings& ratings, Ratings* validation, const FactorizationTrainOptions& options);

// Refuses options that do not go together, by the names that the command line knows.
void check_factorization_options(const FactorizationTrainOptions& options);

}  // namespace kinfold
