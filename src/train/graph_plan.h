// How the entities of a graph are cut into blocks, so that its training fits a given memory.
#pragma once
#include <cstddef>
#include <string>

#include "model/graph_model.h"
#include "train/options.h"

namespace kinfold {

struct GraphPlan {
  std::size_t blocks = 1;
  std::size_t block_rows = 0;  // entities of each but the last
  bool on_disk = false;
  std::size_t bytes = 0;  // that the program holds at most, facts and names included
};

// "8G", "500M" -> bytes; a UsageError otherwise.
std::size_t parse_memory(const std::string& text);

// By --memory and --blocks. A UsageError says the least memory that works.
GraphPlan plan_graph(const GraphModel& model, std::size_t weights, const Options& options);

}  // namespace kinfold
