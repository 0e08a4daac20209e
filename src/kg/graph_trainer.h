// Ways of learning the tables of a graph's model, epoch by epoch.
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
  // One pass over the facts, counted from 0; the mean training loss.
  virtual double epoch(std::size_t number) = 0;
  // The tables as they stand. The last time that it is asked for, the learner may give up its own.
  virtual void write_to(Embeddings& tables, bool last) = 0;
};

// The tables that learning starts from.
Embeddings init_relations(const GraphModel& model, const GraphTrainOptions& options);
void init_entity(std::span<float> row, Id entity, const GraphTrainOptions& options);

// Learns from the model's facts, of these weights (none: 1 each), held against all entities or against sampled ones.
std::unique_ptr<GraphTrainer> make_one_vs_all_trainer(const GraphModel& model, std::span<const float> weights,
                                                      const GraphTrainOptions& options, Pool& pool);
std::unique_ptr<GraphTrainer> make_sampled_trainer(const GraphModel& model, std::span<const float> weights,
                                                   const PartitionPlan& plan, const GraphTrainOptions& options,
                                                   Pool& pool);

// Beside the graph's facts, features of its nodes, if any: entities that the network of --encoder makes.
std::unique_ptr<GraphTrainer> make_encoder_trainer(const GraphModel& model, std::span<const float> weights,
                                                   const NodeFeatures* features, const GraphTrainOptions& options,
                                                   Pool& pool);

// What learners against sampled entities have in common: how often each entity is drawn, the rule, a fact's questions.
std::vector<double> sampling_weights(const GraphModel& model, std::span<const float> weights,
                                     const GraphTrainOptions& options);
SampledEntityOptions sampled_entity_options(const GraphModel& model, const GraphTrainOptions& options);
FactQueries fact_queries(const GraphModel& model, const Triple& fact, float weight);

// The regularizer that the options name.
PowerSumRegularizer graph_regularizer(const GraphTrainOptions& options);

}  // namespace kinfold
