// From data to what a learner learns from: traits by row, times by bin, and the model that awaits its tables.
#pragma once
#include "factorization/train_model.h"
#include "factorization/trainer.h"

namespace kinfold {

// Everything but the tables: ids, facts, history, traits, bins. Users and items that have features or a history but no
// ratings become ids as well.
Model init_model(FactorizationData& data, const ValueStats& stats, const FactorizationTrainOptions& options);

// Takes the training rows out of the data. Fills the model's time bins in.
TrainingSet make_training_set(FactorizationData& data, const ValueStats& stats,
                              const FactorizationTrainOptions& options, Model& model);

}  // namespace kinfold
