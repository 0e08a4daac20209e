// Ways of learning the tables of a graph's model, epoch by epoch.
#pragma once
#include <memory>
#include <span>
#include <vector>

#include "core/pool.h"
#include "data/node_features.h"
#include "model/graph_model.h"
#include "penalty/power.h"
#include "solver/against_sampled.h"
#include "train/graph_plan.h"
#include "train/options.h"

namespace kinfold {

class GraphLearner {
 public:
  virtual ~GraphLearner() = default;
  // One pass over the facts, counted from 0; the mean training loss.
  virtual double epoch(std::size_t number) = 0;
  // The tables as they stand. The last time that it is asked for, the learner may give up its own.
  virtual void publish(Embeddings& tables, bool last) = 0;
};

// The tables that learning starts from.
Embeddings starting_relations(const GraphModel& model, const Options& options);
void start_entity(std::span<float> row, Id entity, const Options& options);

// Learns from the model's facts, of these weights (none: 1 each), held against all entities or against sampled ones.
std::unique_ptr<GraphLearner> learn_against_all(const GraphModel& model, std::span<const float> weights,
                                                const Options& options, Pool& pool);
std::unique_ptr<GraphLearner> learn_against_sampled(const GraphModel& model, std::span<const float> weights,
                                                    const GraphPlan& plan, const Options& options, Pool& pool);

// Beside the graph's facts, features of its nodes, if any: entities that the network of --encoder makes.
std::unique_ptr<GraphLearner> learn_encoded(const GraphModel& model, std::span<const float> weights,
                                            const NodeFeatures* features, const Options& options, Pool& pool);

// What learners against sampled entities have in common: how often each entity is drawn, the rule, a fact's questions.
std::vector<double> draw_weights(const GraphModel& model, std::span<const float> weights, const Options& options);
SampledRule sampled_rule(const GraphModel& model, const Options& options);
AskedFact asked_fact(const GraphModel& model, const Triple& fact, float weight);

// The penalty that the options name.
PowerPenalty graph_penalty(const Options& options);

}  // namespace kinfold
