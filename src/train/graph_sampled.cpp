#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <filesystem>
#include <numeric>
#include <optional>

#include "data/grid.h"
#include "solver/against_sampled.h"
#include "train/graph_learner.h"
#include "train/registry.h"

namespace kinfold {
namespace {

enum Stream : std::uint64_t { kPlaces = 31, kOrder = 32, kStep = 33 };

// Files of blocks stand in --scratch, by names that no other run has.
std::string scratch_file(const Options& options, const std::string& what) {
  static std::atomic<int> number{0};
  const std::filesystem::path folder =
      options.scratch.empty() ? std::filesystem::temp_directory_path() : std::filesystem::path(options.scratch);
  return (folder / ("kinfold-" + std::to_string(::getpid()) + "-" + std::to_string(++number) + "." + what)).string();
}

// Entities stand at places, dealt at random over the blocks; with one block, places are their numbers.
class SampledLearner : public GraphLearner {
 public:
  SampledLearner(const GraphModel& model, std::span<const float> weights, const GraphPlan& plan, const Options& options,
                 Pool& pool)
      : model_(model),
        weights_(weights),
        options_(options),
        scorer_(model.scorer()),
        plan_(plan),
        place_(model.entities.size()) {
    std::iota(place_.begin(), place_.end(), 0u);
    if (plan_.blocks > 1) Random(options.seed, {kPlaces}).shuffle(place_);
    for (std::size_t n = 0; n < model.facts.size(); ++n) total_ += weights.empty() ? 2 : 2 * double(weights[n]);
    make_tables();
    make_draws();
    sort_into_buckets();
    if (options.filter_negatives) know();
    solver_.emplace(scorer_, tables_, known_, sampled_rule(model, options), pool);
  }

  double epoch(std::size_t number) override {
    const double rate = options_.rate * rate_share(options_.decay, number, std::size_t(options_.epochs));
    double loss = 0;
    for (std::size_t i = 0; i < plan_.blocks; ++i) {
      hold(tables_, i);
      for (std::size_t step = 0; step < plan_.blocks; ++step) {
        const std::size_t j = i % 2 == 0 ? step : plan_.blocks - 1 - step;
        if (bucket(i, j).empty()) continue;
        hold(tables_, j);
        loss += learn(i, j, number, rate);
        if (j != i) release(tables_, j);
      }
      release(tables_, i);
    }
    return loss / total_;
  }

  void publish(Embeddings& tables, bool last) override {
    if (last)
      tables_.squares = BlockTable(), tables_.moments = BlockTable(), aliases_.clear(), order_ = {}, known_ = {};
    tables.relation = tables_.relation;
    tables.core = tables_.core;
    tables.entity = Table(place_.size(), tables_.entity.rank());
    const std::vector<Id> entity = places(place_);  // at each place
    for (std::size_t block = 0; block < plan_.blocks; ++block) {
      tables_.entity.load(block);
      for (std::size_t at = tables_.entity.begin(block); at < tables_.entity.begin(block + 1); ++at)
        std::copy_n(tables_.entity[Id(at)], tables.entity.rank(), tables.entity[entity[at]]);
      tables_.entity.release(block);
    }
  }

 private:
  static void hold(BlockedEmbeddings& tables, std::size_t block) {
    for (BlockTable* table : {&tables.entity, &tables.squares, &tables.moments})
      if (table->rows() > 0) table->load(block);
  }
  static void release(BlockedEmbeddings& tables, std::size_t block) {
    for (BlockTable* table : {&tables.entity, &tables.squares, &tables.moments})
      if (table->rows() > 0) table->release(block);
  }

  BlockTable blocked(const std::string& what) const {
    const std::size_t rows = model_.entities.size(), width = scorer_.widths().entity;
    return plan_.on_disk ? BlockTable(rows, width, plan_.block_rows, scratch_file(options_, what))
                         : BlockTable(rows, width, plan_.block_rows);
  }

  void make_tables() {
    Embeddings start = starting_relations(model_, options_);
    tables_.relation = std::move(start.relation);
    tables_.core = std::move(start.core);
    tables_.relation_state = EntryState(options_.update, tables_.relation.rows(), tables_.relation.rank());
    tables_.core_state = EntryState(options_.update, tables_.core.rows(), tables_.core.rank());
    tables_.entity = blocked("entities");
    if (keeps_squares(options_.update)) tables_.squares = blocked("squares");
    if (keeps_moments(options_.update)) tables_.moments = blocked("moments");
    const std::vector<Id> entity = places(place_);  // at each place
    for (std::size_t block = 0; block < plan_.blocks; ++block) {
      tables_.entity.load(block);
      for (std::size_t at = tables_.entity.begin(block); at < tables_.entity.begin(block + 1); ++at)
        start_entity(tables_.row(Id(at)), entity[at], options_);
      tables_.entity.release(block);
    }
  }

  void make_draws() {
    const std::vector<double> of_entity = draw_weights(model_, weights_, options_);
    std::vector<double> weight(place_.size());
    for (Id e = 0; e < place_.size(); ++e) weight[place_[e]] = of_entity[e];
    for (std::size_t block = 0; block < plan_.blocks; ++block)
      aliases_.emplace_back(std::span(weight).subspan(tables_.entity.begin(block),
                                                      tables_.entity.begin(block + 1) - tables_.entity.begin(block)));
  }

  std::size_t bucket_of(const Triple& t) const {
    return place_[t.head] / plan_.block_rows * plan_.blocks + place_[t.tail] / plan_.block_rows;
  }
  std::span<std::uint32_t> bucket(std::size_t i, std::size_t j) {
    const std::size_t b = i * plan_.blocks + j;
    return {order_.data() + begins_[b], order_.data() + begins_[b + 1]};
  }
  void sort_into_buckets() {
    begins_.assign(plan_.blocks * plan_.blocks + 1, 0);
    for (const Triple& t : model_.facts) ++begins_[bucket_of(t) + 1];
    for (std::size_t b = 1; b < begins_.size(); ++b) begins_[b] += begins_[b - 1];
    std::vector<std::uint64_t> next(begins_.begin(), begins_.end() - 1);
    order_.resize(model_.facts.size());
    for (std::uint32_t n = 0; n < order_.size(); ++n) order_[next[bucket_of(model_.facts[n])]++] = n;
  }

  void know() {
    std::vector<Triple> facts = model_.asked(model_.facts);
    for (Triple& t : facts) t.head = place_[t.head], t.tail = place_[t.tail];
    known_ = KnownFacts(facts);
  }

  AskedFact asked(std::uint32_t n) const {
    const Triple& t = model_.facts[n];
    return asked_fact(model_, {place_[t.head], t.relation, place_[t.tail]}, weights_.empty() ? 1 : weights_[n]);
  }

  double learn(std::size_t i, std::size_t j, std::size_t epoch, double rate) {
    const std::span<std::uint32_t> facts = bucket(i, j);
    Random(options_.seed, {kOrder, epoch, i, j}).shuffle(facts);
    const Draws heads{Id(tables_.entity.begin(i)), aliases_[i]}, tails{Id(tables_.entity.begin(j)), aliases_[j]};
    const auto size = std::size_t(options_.batch);
    double loss = 0;
    for (std::size_t begin = 0; begin < facts.size(); begin += size) {
      batch_.clear();
      for (const std::uint32_t n : facts.subspan(begin, std::min(size, facts.size() - begin)))
        batch_.push_back(asked(n));
      ++steps_;
      loss += solver_->step(batch_, tails, heads, {options_.update, float(rate), steps_},
                            Random(options_.seed, {kStep, steps_}));
    }
    return loss;
  }

  const GraphModel& model_;
  std::span<const float> weights_;
  const Options options_;
  RelationalScorer scorer_;
  GraphPlan plan_;
  std::vector<Id> place_;  // of each entity
  BlockedEmbeddings tables_;
  std::vector<Alias> aliases_;
  std::vector<std::uint32_t> order_;  // facts, bucket after bucket
  std::vector<std::uint64_t> begins_;
  KnownFacts known_;
  std::optional<AgainstSampled> solver_;
  std::vector<AskedFact> batch_;
  double total_ = 0;  // weight of the facts' ends
  std::size_t steps_ = 0;
};

}  // namespace

std::unique_ptr<GraphLearner> learn_against_sampled(const GraphModel& model, std::span<const float> weights,
                                                    const GraphPlan& plan, const Options& options, Pool& pool) {
  return std::make_unique<SampledLearner>(model, weights, plan, options, pool);
}

}  // namespace kinfold
