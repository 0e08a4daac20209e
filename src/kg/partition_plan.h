// How the entities of a graph are cut into blocks, so that its training fits a given memory.
#pragma once
#include <cstddef>
#include <string>

#include "kg/graph_model.h"
#include "kg/options.h"

namespace kinfold {

struct PartitionPlan {
  std::size_t partitions = 1;
  std::size_t partition_rows = 0;  // entities of each but the last
  bool on_disk = false;
  std::size_t bytes = 0;  // that the program holds at most, facts and names included
};

// "8G", "500M" -> bytes; a UsageError otherwise.
std::size_t parse_memory_size(const std::string& text);

// By --memory-limit and --partitions. A UsageError says the least memory that works.
PartitionPlan plan_partitions(const GraphModel& model, std::size_t weights, const GraphTrainOptions& options);

}  // namespace kinfold
