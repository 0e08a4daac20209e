// The trainers of link and triple models. A trainer runs one epoch at a time.
#pragma once
#include <memory>
#include <span>
#include <vector>

#include "core/pool.h"
#include "data/node_features.h"
#include "kg/graph_model.h"
#include "kg/negative_sampling.h"
#include "kg/options.h"
#include "kg/partition_plan.h"
#include "regularizer/power.h"

namespace kinfold {

class GraphTrainer {
 public:
  virtual ~GraphTrainer() = default;
  // Trains on all facts once. Epochs are counted from 0. Returns the mean training loss.
  virtual double epoch(std::size_t number) = 0;
  // Writes the current embeddings. With `last`, the trainer may move its own and must not be used afterwards.
  virtual void write_to(Embeddings& tables, bool last) = 0;
};

// The initial embeddings of all relations, and of one entity. They depend on the seed and the row only.
Embeddings init_relations(const GraphModel& model, const GraphTrainOptions& options);
void init_entity(std::span<float> row, Id entity, const GraphTrainOptions& options);

// Trainers that score against all entities, or against sampled negatives. Empty weights of the facts are 1 each. The
// model, the weights and the pool must outlive the trainer.
std::unique_ptr<GraphTrainer> make_one_vs_all_trainer(const GraphModel& model, std::span<const float> weights,
                                                      const GraphTrainOptions& options, Pool& pool);
std::unique_ptr<GraphTrainer> make_sampled_trainer(const GraphModel& model, std::span<const float> weights,
                                                   const PartitionPlan& plan, const GraphTrainOptions& options,
                                                   Pool& pool);

// The trainer of --encoder, whose network computes the entity embeddings from the facts and from `features`, if given.
// The features are read in the constructor only.
std::unique_ptr<GraphTrainer> make_encoder_trainer(const GraphModel& model, std::span<const float> weights,
                                                   const NodeFeatures* features, const GraphTrainOptions& options,
                                                   Pool& pool);

// Shared by the trainers with sampled negatives: the weight of each entity as a negative, the options of the solver,
// and the two queries of a fact.
std::vector<double> sampling_weights(const GraphModel& model, std::span<const float> weights,
                                     const GraphTrainOptions& options);
SampledEntityOptions sampled_entity_options(const GraphModel& model, const GraphTrainOptions& options);
FactQueries fact_queries(const GraphModel& model, const Triple& fact, float weight);

// The regularizer that the options select.
PowerSumRegularizer graph_regularizer(const GraphTrainOptions& options);

}  // namespace kinfold
