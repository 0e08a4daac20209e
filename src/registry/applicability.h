// Which options have an effect on a training, and errors for those that have none.
#pragma once
#include <string>
#include <vector>

#include "registry/options.h"

namespace kinfold {

// Whether it has an effect: its struct belongs to the task, model and solver, and what it needs is set.
bool applies(const TrainOptions::Field& field, const TrainOptions& options);

// What the option requires, as on the command line: "--validation" or "--negative-sampler popularity". Leaves out
// alternatives that do not apply.
std::vector<std::string> needs_of(const TrainOptions::Field& field, const TrainOptions& options);

// The tasks that it belongs to, with some solver and model.
std::vector<std::string> tasks_of(const TrainOptions::Field& field);

// The options that have an effect, in the order of TrainOptions::fields().
std::vector<const TrainOptions::Field*> applicable_fields(const TrainOptions& options);

// A UsageError unless the option has an effect; it says which tasks, solvers or models the option belongs to.
void check_applies(const std::string& name, const TrainOptions& options);

// The options that have an effect and that the trained model depends on, without empty texts.
Properties applicable_values(const TrainOptions& options);

}  // namespace kinfold
