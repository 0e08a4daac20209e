#include "kg/partition_plan.h"

#include <charconv>

#include "core/error.h"
#include "kg/negative_sampling.h"
#include "optimizer/entrywise.h"

namespace kinfold {
namespace {

constexpr std::size_t kMaxPartitions = 1024;
constexpr std::size_t kSamplerBytes = 20;        // per entity: an alias table entry and the weight it is made from
constexpr std::size_t kProgramBytes = 48 << 20;  // the program, its libraries, and memory that loading does not free
constexpr double kMiB = 1 << 20;

std::size_t bytes_of(const Vocabulary& ids) {
  std::size_t slots = 16;  // the hash table is at most half full
  while (slots < 2 * ids.size()) slots *= 2;
  return ids.text().size() + 8 * ids.begins().size() + 8 * slots;
}

// Memory per entity: its embedding and the state of the optimizer.
std::size_t entity_bytes(const GraphModel& model, const GraphTrainOptions& options) {
  const std::size_t copies = 1 + uses_squares(options.optimizer) + uses_moments(options.optimizer);
  return copies * Matrix(1, model.scorer().dims().entity).stride() * sizeof(float);
}

// Memory that is in use all the time: the program, the names, the facts and the positions of the entities.
std::size_t base_bytes(const GraphModel& model, std::size_t weights) {
  return kProgramBytes + bytes_of(model.entities) + model.facts.size() * sizeof(Triple) + weights * sizeof(float) +
         2 * model.entities.size() * sizeof(Id);
}

// Memory of an epoch: the order of the facts, the samplers, a batch, and the filter index if negatives are filtered.
std::size_t epoch_bytes(const GraphModel& model, const GraphTrainOptions& options) {
  const std::size_t row_bytes = Matrix(1, model.scorer().dims().entity).stride() * sizeof(float);
  const auto size = std::size_t(options.batch_size), negatives = std::size_t(options.negatives);
  const std::size_t chunk_facts = facts_per_chunk(negatives), chunks = 2 * (size / chunk_facts + 1);
  const std::size_t candidates = negatives + (options.in_batch_negatives ? chunk_facts : 0);
  const std::size_t batch_bytes =
      row_bytes * (8 * size + 4 * chunks * candidates) + 3 * sizeof(float) * chunks * chunk_facts * candidates;
  const std::size_t query_bytes =
      options.filter_negatives ? 2 * (sizeof(TripleQuery) + sizeof(std::uint64_t) + sizeof(Id) + sizeof(float)) : 0;
  const std::size_t position_bytes = options.filter_negatives ? 2 * sizeof(std::uint32_t) : 0;
  return model.facts.size() * (sizeof(std::uint32_t) + query_bytes) +
         model.entities.size() * (kSamplerBytes + position_bytes) + batch_bytes;
}

// Partitions of equal size, except for the last; none is empty.
PartitionPlan even_partitions(PartitionPlan plan, std::size_t entities) {
  plan.partition_rows = (entities + plan.partitions - 1) / plan.partitions;
  plan.partitions = (entities + plan.partition_rows - 1) / plan.partition_rows;
  return plan;
}

}  // namespace

std::size_t parse_memory_size(const std::string& text) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const std::string unit(end, text.data() + text.size());
  const double factor = unit == "G" || unit == "GiB"   ? 1024 * kMiB
                        : unit == "M" || unit == "MiB" ? kMiB
                        : unit == "K" || unit == "KiB" ? 1024
                        : unit.empty()                 ? 1
                                                       : 0;
  const double bytes = number * factor;
  if (error != std::errc() || !(bytes >= 1 && bytes <= 0x1p62))
    throw UsageError("'" + text + "' is not a memory size", "--memory-limit", "use a size such as 8G or 500M");
  return std::size_t(bytes);
}

PartitionPlan plan_partitions(const GraphModel& model, std::size_t weights, const GraphTrainOptions& options) {
  const std::size_t base = base_bytes(model, weights), fixed = base + epoch_bytes(model, options);
  const std::size_t per_entity = entity_bytes(model, options), count = model.entities.size();
  const std::size_t matrix_bytes = count * Matrix(1, model.scorer().dims().entity).stride() * sizeof(float);
  PartitionPlan plan;
  plan.partitions = std::size_t(std::max(options.partitions, 1));
  plan.bytes = std::max(fixed + per_entity * count, base + 2 * matrix_bytes);
  if (options.memory_limit.empty()) return even_partitions(plan, count);
  const std::size_t memory = parse_memory_size(options.memory_limit);
  if (options.partitions == 0 && plan.bytes <= memory) return even_partitions(plan, count);
  plan.on_disk = true;
  // Two partitions are loaded at a time. At the end, the complete entity embeddings and one partition are in memory.
  const auto bytes_for = [&](std::size_t partitions) {
    return fixed +
           std::max(2 * per_entity * ((count + partitions - 1) / partitions), matrix_bytes + matrix_bytes / partitions);
  };
  if (options.partitions == 0)
    for (plan.partitions = 3; plan.partitions < kMaxPartitions && bytes_for(plan.partitions) > memory;)
      ++plan.partitions;
  plan.bytes = bytes_for(plan.partitions);
  if (plan.bytes > memory)
    throw UsageError(std::to_string(memory >> 20) + " MiB are not enough for " + std::to_string(model.entities.size()) +
                         " entities and " + std::to_string(model.facts.size()) + " facts",
                     "--memory-limit " + options.memory_limit,
                     "use at least " + std::to_string((plan.bytes >> 20) + 1) + "M or a smaller --rank" +
                         (options.filter_negatives ? "; --filter-negatives no needs less memory" : ""));
  return even_partitions(plan, count);
}

}  // namespace kinfold
