// Prepares training: initializes the model, and converts the data to a training set with side features by row and times
// by bin.
#pragma once
#include "factorization/train_model.h"
#include "factorization/trainer.h"

namespace kinfold {

// Returns a model with everything but parameters: vocabularies, metadata and history. Adds users and items that have
// side information but no ratings to the vocabularies of `data` and of the model.
Model init_model(FactorizationData& data, const ValueStats& stats, const FactorizationTrainOptions& options);

// Moves the training rows out of `data`. Sets the side features and time bins of the model.
TrainingSet make_training_set(FactorizationData& data, const ValueStats& stats,
                              const FactorizationTrainOptions& options, Model& model);

}  // namespace kinfold
