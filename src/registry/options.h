// All options of training in one value. Its parts are declared by the families; see registry/registry.h for which of
// them a task, model and solver has.
#pragma once
#include <string>
#include <vector>

#include "factorization/options.h"
#include "kg/options.h"
#include "nodes/options.h"
#include "table/options.h"

namespace kinfold {

struct TrainOptions
    : OptionSet<ModelOptions, RegularizerOptions, InitOptions, SideRegOptions, FactorizationOptions, ImplicitOptions,
                SideInfoOptions, TimeOptions, TableOptions, RelationalScorerOptions, KnowledgeGraphOptions,
                PartitionOptions, EncoderOptions, NegativeSamplingOptions, NodeOptions, GcnOptions, PropagationOptions,
                RgcnOptions, LayerCountOptions, DropoutOptions, FeatureColumnOptions, AlsOptions, GibbsOptions,
                OptimizerOptions, BatchOptions, PrecisionOptions, RunOptions, BudgetOptions, CheckpointOptions,
                ValidationOptions, EarlyStoppingOptions, DataOptions, SelfLoopOptions> {
  using Field = OptionField<TrainOptions>;

  // Every option, grouped as help shows them.
  static const std::vector<Field>& fields();
  // The option of this name; a UsageError proposes known names.
  static const Field& field(const std::string& name);

  // The defaults of a task; of this solver, model and encoder, or of the task's own where they are empty.
  // A UsageError names the known tasks and solvers.
  static TrainOptions defaults(const std::string& task, const std::string& solver = "", const std::string& model = "",
                               const std::string& encoder = "");

  TrainingChoice choice() const { return {task, model, solver, loss, encoder, negatives == 0, num_neighbors > 0}; }
};

}  // namespace kinfold
