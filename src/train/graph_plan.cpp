#include "train/graph_plan.h"

#include <charconv>

#include "core/error.h"
#include "solver/against_sampled.h"
#include "update/entrywise.h"

namespace kinfold {
namespace {

constexpr std::size_t kMostBlocks = 1024;
constexpr std::size_t kDrawn = 20;  // bytes an entity: two numbers and a chance, and the weight they are made of
constexpr std::size_t kProgram = 48 << 20;  // the program, its libraries, and what reading leaves
constexpr double kMiB = 1 << 20;

std::size_t bytes_of(const Vocabulary& ids) {
  std::size_t slots = 16;  // at most half full
  while (slots < 2 * ids.size()) slots *= 2;
  return ids.text().size() + 8 * ids.begins().size() + 8 * slots;
}

// Of a row of every table that is learned of entities: its numbers and what the update rule remembers of them.
std::size_t bytes_of_entity(const GraphModel& model, const Options& options) {
  const std::size_t copies = 1 + keeps_squares(options.update) + keeps_moments(options.update);
  return copies * Table(1, model.scorer().widths().entity).stride() * sizeof(float);
}

// The program, names, facts and places: what is there from the first to the last.
std::size_t bytes_always(const GraphModel& model, std::size_t weights) {
  return kProgram + bytes_of(model.entities) + model.facts.size() * sizeof(Triple) + weights * sizeof(float) +
         2 * model.entities.size() * sizeof(Id);
}

// The order of facts, how often entities are drawn, a batch, and both ends' questions where known answers are left out.
std::size_t bytes_of_epochs(const GraphModel& model, const Options& options) {
  const std::size_t row = Table(1, model.scorer().widths().entity).stride() * sizeof(float);
  const auto size = std::size_t(options.batch), negatives = std::size_t(options.negatives);
  const std::size_t together = facts_of_chunk(negatives), chunks = 2 * (size / together + 1);
  const std::size_t met = negatives + (options.askers ? together : 0);
  const std::size_t batch = row * (8 * size + 4 * chunks * met) + 3 * sizeof(float) * chunks * together * met;
  const std::size_t questions =
      options.filter_negatives ? 2 * (sizeof(Question) + sizeof(std::uint64_t) + sizeof(Id) + sizeof(float)) : 0;
  const std::size_t places = options.filter_negatives ? 2 * sizeof(std::uint32_t) : 0;
  return model.facts.size() * (sizeof(std::uint32_t) + questions) + model.entities.size() * (kDrawn + places) + batch;
}

// Blocks alike but for the last, none of them empty.
GraphPlan cut(GraphPlan plan, std::size_t entities) {
  plan.block_rows = (entities + plan.blocks - 1) / plan.blocks;
  plan.blocks = (entities + plan.block_rows - 1) / plan.block_rows;
  return plan;
}

}  // namespace

std::size_t parse_memory(const std::string& text) {
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
    throw UsageError("'" + text + "' is not an amount of memory", "--memory", "give one such as 8G or 500M");
  return std::size_t(bytes);
}

GraphPlan plan_graph(const GraphModel& model, std::size_t weights, const Options& options) {
  const std::size_t always = bytes_always(model, weights), beside = always + bytes_of_epochs(model, options);
  const std::size_t entity = bytes_of_entity(model, options), count = model.entities.size();
  const std::size_t table = count * Table(1, model.scorer().widths().entity).stride() * sizeof(float);
  GraphPlan plan;
  plan.blocks = std::size_t(std::max(options.blocks, 1));
  plan.bytes = std::max(beside + entity * count, always + 2 * table);
  if (options.memory.empty()) return cut(plan, count);
  const std::size_t memory = parse_memory(options.memory);
  if (options.blocks == 0 && plan.bytes <= memory) return cut(plan, count);
  plan.on_disk = true;
  // Two blocks are at hand at a time; in the end the model's table, and a block of which it is made.
  const auto bytes_at = [&](std::size_t blocks) {
    return beside + std::max(2 * entity * ((count + blocks - 1) / blocks), table + table / blocks);
  };
  if (options.blocks == 0)
    for (plan.blocks = 3; plan.blocks < kMostBlocks && bytes_at(plan.blocks) > memory;) ++plan.blocks;
  plan.bytes = bytes_at(plan.blocks);
  if (plan.bytes > memory)
    throw UsageError(std::to_string(memory >> 20) + " MiB do not suffice for " + std::to_string(model.entities.size()) +
                         " entities and " + std::to_string(model.facts.size()) + " facts",
                     "--memory " + options.memory,
                     "give at least " + std::to_string((plan.bytes >> 20) + 1) + "M, a smaller --rank" +
                         (options.filter_negatives ? ", or --filter-negatives no, which takes less" : ""));
  return cut(plan, count);
}

}  // namespace kinfold
