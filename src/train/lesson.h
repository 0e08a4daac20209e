// From data to what a learner learns from: traits by row, times by bin, and the model that awaits its tables.
#pragma once
#include "train/learner.h"
#include "train/run.h"

namespace kinfold {

// Everything but the tables: ids, facts, history, traits, bins. Users and items that have features or a history but no
// ratings become ids as well.
Model blank_model(Data& data, const ValueFacts& facts, const Options& options);

// Takes the training rows out of the data. Fills the model's time bins in.
Lesson make_lesson(Data& data, const ValueFacts& facts, const Options& options, Model& model);

std::string plain_number(double value);  // with up to ten digits

}  // namespace kinfold
