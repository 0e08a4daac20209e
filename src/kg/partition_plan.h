// Divides the entities of a graph into partitions, so that training fits into a memory limit.
#pragma once
#include <cstddef>
#include <string>

#include "kg/graph_model.h"
#include "kg/options.h"

namespace kinfold {

struct PartitionPlan {
  std::size_t partitions = 1;
  std::size_t partition_rows = 0;  // entities per partition; the last may have fewer
  bool on_disk = false;
  std::size_t bytes = 0;  // estimated peak memory of the program, with facts and names
};

// The bytes of a size such as "8G" or "500M". Throws a UsageError for any other text.
std::size_t parse_memory_size(const std::string& text);

// The plan for --memory-limit and --partitions; `weights` is the number of stored fact weights. Throws a UsageError
// with the smallest possible limit if the memory is not enough.
PartitionPlan plan_partitions(const GraphModel& model, std::size_t weights, const GraphTrainOptions& options);

}  // namespace kinfold
