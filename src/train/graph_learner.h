// Ways of learning the tables of a graph's model, epoch by epoch.
#pragma once
#include <memory>
#include <vector>

#include "core/pool.h"
#include "model/graph_model.h"
#include "solver/against_all.h"
#include "train/options.h"

namespace kinfold {

class GraphLearner {
 public:
  virtual ~GraphLearner() = default;
  // One pass over the facts, counted from 0; the mean training loss.
  virtual double epoch(std::size_t number) = 0;
};

// Learns model.tables in place, from facts of these weights (none: 1 each): by all entities, or by sampled ones.
std::unique_ptr<GraphLearner> make_graph_learner(GraphModel& model, std::span<const float> weights,
                                                 const Options& options, Pool& pool);

}  // namespace kinfold
