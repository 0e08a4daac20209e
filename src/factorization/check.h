// Checks training data and options before training starts.
#pragma once
#include "data/ratings.h"
#include "factorization/options.h"

namespace kinfold {

// Throws an Error unless all values are finite and fit the task and the loss. Maps votes to 0 and 1 in place: the
// greater of the two values is a like. `validation` (null: none) gets the same checks and the same mapping.
void check_data(Ratings& ratings, Ratings* validation, const FactorizationTrainOptions& options);

// Throws a UsageError for options that cannot be combined. The error names them as on the command line.
void check_factorization_options(const FactorizationTrainOptions& options);

}  // namespace kinfold
