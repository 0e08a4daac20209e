#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <filesystem>
#include <numeric>
#include <optional>

#include "data/grid.h"
#include "kg/graph_trainer.h"
#include "kg/negative_sampling.h"
#include "optimizer/schedule.h"

namespace kinfold {
namespace {

enum SampledStream : std::uint64_t { kPositions = 31, kSampledOrder = 32, kSampledStep = 33 };

// The path of a new file in --scratch-dir. Its name contains the process id, so that runs do not share files.
std::string scratch_file(const GraphTrainOptions& options, const std::string& what) {
  static std::atomic<int> number{0};
  const std::filesystem::path folder =
      options.scratch_dir.empty() ? std::filesystem::temp_directory_path() : std::filesystem::path(options.scratch_dir);
  return (folder / ("kinfold-" + std::to_string(::getpid()) + "-" + std::to_string(++number) + "." + what)).string();
}

// Trains with sampled negatives, by partitions. Each entity has a position, which determines its partition. Positions
// are a random permutation of the ids, or the ids themselves if there is only one partition. Facts are grouped into
// buckets by the partitions of their head and tail; two partitions are in memory at a time (Lerer et al. 2019).
class SampledTrainer : public GraphTrainer {
 public:
  SampledTrainer(const GraphModel& model, std::span<const float> weights, const PartitionPlan& plan,
                 const GraphTrainOptions& options, Pool& pool)
      : model_(model),
        weights_(weights),
        options_(options),
        scorer_(model.scorer()),
        plan_(plan),
        position_(model.entities.size()) {
    std::iota(position_.begin(), position_.end(), 0u);
    if (plan_.partitions > 1) Random(options.seed, {kPositions}).shuffle(position_);
    for (std::size_t n = 0; n < model.facts.size(); ++n) total_weight_ += weights.empty() ? 2 : 2 * double(weights[n]);
    init_tables();
    init_samplers();
    sort_into_buckets();
    if (options.filter_negatives) build_filter();
    solver_.emplace(scorer_, tables_, filter_, sampled_entity_options(model, options), pool);
  }

  double epoch(std::size_t number) override {
    const double lr = options_.lr * lr_factor(options_.lr_schedule, number, std::size_t(options_.epochs));
    double loss = 0;
    for (std::size_t i = 0; i < plan_.partitions; ++i) {
      load(tables_, i);
      for (std::size_t step = 0; step < plan_.partitions; ++step) {
        const std::size_t j = i % 2 == 0 ? step : plan_.partitions - 1 - step;
        if (bucket(i, j).empty()) continue;
        load(tables_, j);
        loss += train_bucket(i, j, number, lr);
        if (j != i) release(tables_, j);
      }
      release(tables_, i);
    }
    return loss / total_weight_;
  }

  void write_to(Embeddings& tables, bool last) override {
    if (last)
      tables_.squares = BlockMatrix(), tables_.moments = BlockMatrix(), aliases_.clear(), order_ = {}, filter_ = {};
    tables.relation = tables_.relation;
    tables.core = tables_.core;
    tables.entity = Matrix(position_.size(), tables_.entity.rank());
    const std::vector<Id> entity = invert_permutation(position_);  // the entity at each position
    for (std::size_t block = 0; block < plan_.partitions; ++block) {
      tables_.entity.load(block);
      for (std::size_t at = tables_.entity.begin(block); at < tables_.entity.begin(block + 1); ++at)
        std::copy_n(tables_.entity[Id(at)], tables.entity.rank(), tables.entity[entity[at]]);
      tables_.entity.release(block);
    }
  }

 private:
  static void load(PartitionedEmbeddings& tables, std::size_t block) {
    for (BlockMatrix* table : {&tables.entity, &tables.squares, &tables.moments})
      if (table->rows() > 0) table->load(block);
  }
  static void release(PartitionedEmbeddings& tables, std::size_t block) {
    for (BlockMatrix* table : {&tables.entity, &tables.squares, &tables.moments})
      if (table->rows() > 0) table->release(block);
  }

  BlockMatrix make_block_table(const std::string& what) const {
    const std::size_t rows = model_.entities.size(), width = scorer_.dims().entity;
    return plan_.on_disk ? BlockMatrix(rows, width, plan_.partition_rows, scratch_file(options_, what))
                         : BlockMatrix(rows, width, plan_.partition_rows);
  }

  void init_tables() {
    Embeddings init = init_relations(model_, options_);
    tables_.relation = std::move(init.relation);
    tables_.core = std::move(init.core);
    tables_.relation_state = EntrywiseState(options_.optimizer, tables_.relation.rows(), tables_.relation.rank());
    tables_.core_state = EntrywiseState(options_.optimizer, tables_.core.rows(), tables_.core.rank());
    tables_.entity = make_block_table("entities");
    if (uses_squares(options_.optimizer)) tables_.squares = make_block_table("squares");
    if (uses_moments(options_.optimizer)) tables_.moments = make_block_table("moments");
    const std::vector<Id> entity = invert_permutation(position_);  // the entity at each position
    for (std::size_t block = 0; block < plan_.partitions; ++block) {
      tables_.entity.load(block);
      for (std::size_t at = tables_.entity.begin(block); at < tables_.entity.begin(block + 1); ++at)
        init_entity(tables_.row(Id(at)), entity[at], options_);
      tables_.entity.release(block);
    }
  }

  void init_samplers() {
    const std::vector<double> entity_weight = sampling_weights(model_, weights_, options_);
    std::vector<double> weight(position_.size());
    for (Id e = 0; e < position_.size(); ++e) weight[position_[e]] = entity_weight[e];
    for (std::size_t block = 0; block < plan_.partitions; ++block)
      aliases_.emplace_back(std::span(weight).subspan(tables_.entity.begin(block),
                                                      tables_.entity.begin(block + 1) - tables_.entity.begin(block)));
  }

  std::size_t bucket_of(const Triple& t) const {
    return position_[t.head] / plan_.partition_rows * plan_.partitions + position_[t.tail] / plan_.partition_rows;
  }
  std::span<std::uint32_t> bucket(std::size_t i, std::size_t j) {
    const std::size_t b = i * plan_.partitions + j;
    return {order_.data() + begins_[b], order_.data() + begins_[b + 1]};
  }
  void sort_into_buckets() {
    begins_.assign(plan_.partitions * plan_.partitions + 1, 0);
    for (const Triple& t : model_.facts) ++begins_[bucket_of(t) + 1];
    for (std::size_t b = 1; b < begins_.size(); ++b) begins_[b] += begins_[b - 1];
    std::vector<std::uint64_t> next(begins_.begin(), begins_.end() - 1);
    order_.resize(model_.facts.size());
    for (std::uint32_t n = 0; n < order_.size(); ++n) order_[next[bucket_of(model_.facts[n])]++] = n;
  }

  void build_filter() {
    std::vector<Triple> facts = model_.resolve_inverses(model_.facts);
    for (Triple& t : facts) t.head = position_[t.head], t.tail = position_[t.tail];
    filter_ = FilterIndex(facts);
  }

  FactQueries queries_of(std::uint32_t n) const {
    const Triple& t = model_.facts[n];
    return fact_queries(model_, {position_[t.head], t.relation, position_[t.tail]}, weights_.empty() ? 1 : weights_[n]);
  }

  double train_bucket(std::size_t i, std::size_t j, std::size_t epoch, double lr) {
    const std::span<std::uint32_t> facts = bucket(i, j);
    Random(options_.seed, {kSampledOrder, epoch, i, j}).shuffle(facts);
    const EntitySampler heads{Id(tables_.entity.begin(i)), aliases_[i]},
        tails{Id(tables_.entity.begin(j)), aliases_[j]};
    const auto size = std::size_t(options_.batch_size);
    double loss = 0;
    for (std::size_t begin = 0; begin < facts.size(); begin += size) {
      batch_.clear();
      for (const std::uint32_t n : facts.subspan(begin, std::min(size, facts.size() - begin)))
        batch_.push_back(queries_of(n));
      ++steps_;
      loss += solver_->step(batch_, tails, heads, {options_.optimizer, float(lr), steps_},
                            Random(options_.seed, {kSampledStep, steps_}));
    }
    return loss;
  }

  const GraphModel& model_;
  std::span<const float> weights_;
  const GraphTrainOptions options_;
  RelationalScorer scorer_;
  PartitionPlan plan_;
  std::vector<Id> position_;  // of each entity
  PartitionedEmbeddings tables_;
  std::vector<AliasSampler> aliases_;
  std::vector<std::uint32_t> order_;  // fact indices, sorted by bucket
  std::vector<std::uint64_t> begins_;
  FilterIndex filter_;
  std::optional<NegativeSamplingSolver> solver_;
  std::vector<FactQueries> batch_;
  double total_weight_ = 0;  // summed over both ends of all facts
  std::size_t steps_ = 0;
};

}  // namespace

std::unique_ptr<GraphTrainer> make_sampled_trainer(const GraphModel& model, std::span<const float> weights,
                                                   const PartitionPlan& plan, const GraphTrainOptions& options,
                                                   Pool& pool) {
  return std::make_unique<SampledTrainer>(model, weights, plan, options, pool);
}

}  // namespace kinfold
