#include "kg/train_graph.h"

#include <algorithm>
#include <cmath>

#include "core/random.h"
#include "core/text.h"
#include "data/clean_triples.h"
#include "data/folds.h"
#include "kg/check.h"
#include "kg/graph_trainer.h"
#include "kg/split_triples.h"
#include "kg/triple_ranking.h"
#include "train/train_loop.h"

namespace kinfold {
namespace {

constexpr std::size_t kMaxValidation = 5000;  // facts, drawn by the seed

GraphModel init_graph_model(Triples& facts, const GraphTrainOptions& options) {
  GraphModel model;
  model.task = options.task;
  model.kind = options.model;
  model.scorer_options = {std::size_t(options.rank), options.norm, options.squared_distance};
  model.undirected = options.model == Dot::name;
  model.self_loops = options.self_loops == "keep";
  model.inverse_relations = options.inverse_relations && options.task == "triples";
  model.margin = model.scorer().similarity() == Similarity::kDot ? 0 : float(options.margin);
  model.data["checksum"] = std::to_string(checksum(facts));
  const CleaningReport cleaning = clean_triples(facts, options.on_duplicate, options.self_loops, model.undirected);
  if (facts.rows.empty()) throw Error("the graph has no facts that are left to learn from", "", "give more data");
  model.data["facts"] = facts.rows.size();
  model.data["self_loops_dropped"] = cleaning.self_loops;
  model.data["duplicates"] = cleaning.duplicates;
  model.data["has_weights"] = !facts.weight.empty();
  if (facts.has_time()) model.data["last_time"] = *std::ranges::max_element(facts.time);
  model.options.merge(option_values(options));
  model.entities = std::move(facts.entities);
  model.relations = std::move(facts.relations);
  model.facts = std::move(facts.rows);
  return model;
}

// The filtered mean reciprocal rank of held out facts.
class GraphValidation {
 public:
  GraphValidation(const GraphModel& model, std::uint64_t seed, Pool& pool)
      : facts_(model.validation_rows), pool_(pool) {
    if (facts_.empty()) return;
    if (facts_.size() > kMaxValidation) {
      Random(seed, {0x7a11d}).shuffle(facts_);
      facts_.resize(kMaxValidation);
    }
    filter_ = model.filter_index(QuerySet(facts_), {model.facts, model.validation_rows});
  }

  bool empty() const { return facts_.empty(); }
  std::size_t size() const { return facts_.size(); }
  double score(const GraphModel& model) const {
    double sum = 0;
    for (const FactRanks& ranks : rank_facts(model, facts_, filter_, pool_))
      for (const EntityRank& rank : ranks) sum += 1 / rank.filtered;
    return sum / double(2 * facts_.size());
  }

 private:
  std::vector<Triple> facts_;
  FilterIndex filter_;
  Pool& pool_;
};

// Those whose entities and relation training shows, and that it may show.
std::vector<Triple> usable_facts(const GraphModel& model, const Triples& facts) {
  std::vector<Triple> rows = translate(facts, model.entities, model.relations);
  std::erase_if(rows, [&](const Triple& t) {
    const bool is_self_loop = t.head == t.tail && !model.self_loops;
    return t.head == kUnseen || t.relation == kUnseen || t.tail == kUnseen || is_self_loop;
  });
  return rows;
}

bool all_finite(const Embeddings& tables) {
  for (const Matrix* table : {&tables.entity, &tables.relation, &tables.core})
    if (!std::ranges::all_of(table->padded(), [](float x) { return std::isfinite(x); })) return false;
  return true;
}

class GraphTask : public LoopTask {
 public:
  GraphTask(GraphModel& model, GraphTrainer& trainer, const GraphValidation& validation,
            const GraphTrainOptions& options)
      : model_(model), trainer_(trainer), validation_(validation), options_(options) {}

  void run(const ProgressCallback& callback) {
    const LoopOptions loop{.epochs = std::size_t(options_.epochs),
                           .examples = model_.facts.size(),
                           .patience = validation_.empty() ? 0 : std::size_t(options_.patience),
                           .time_budget = options_.time_budget};
    model_.stop_reason = run_epochs(state_, loop, *this, callback);
    model_.curve = state_.curve;
    model_.best_epoch = state_.best_epoch;
    if (validation_.empty())
      trainer_.write_to(model_.tables, true);
    else
      model_.tables = std::move(best_);
    if (!all_finite(model_.tables)) throw_diverged(state_.curve.size());
  }

  double train_epoch(std::size_t epoch) override {
    const double loss = trainer_.epoch(epoch);
    if (!std::isfinite(loss)) throw_diverged(epoch + 1);
    return loss;
  }

  EpochScore score_epoch(std::size_t epoch, double) override {
    if (validation_.empty()) return {};
    trainer_.write_to(model_.tables, false);
    if (!all_finite(model_.tables)) throw_diverged(epoch);
    const double score = validation_.score(model_);
    const bool better = state_.best_epoch == 0 || score > state_.best_validation;
    if (better) std::swap(best_, model_.tables);
    return {score, better, better};
  }

 private:
  [[noreturn]] void throw_diverged(std::size_t epoch) const {
    throw Error("the training diverged in epoch " + std::to_string(epoch), "--lr " + plain_number(options_.lr),
                "try a lower learning rate, such as --lr " + plain_number(options_.lr / 4));
  }

  GraphModel& model_;
  GraphTrainer& trainer_;
  const GraphValidation& validation_;
  GraphTrainOptions options_;
  Embeddings best_;
  LoopState state_;
};

}  // namespace

GraphModel train_graph(GraphData data, const GraphTrainOptions& options, const ProgressCallback& callback,
                       const PlanCallback& plan_callback) {
  check_graph_options(options);
  std::vector<float> weights;
  Triples held_out;
  if (data.validation) {
    held_out = std::move(*data.validation);
  } else if (!options.validation.empty()) {
    require_single_split(options.validation, "--validation");
    const std::vector<std::uint8_t> marks = split_triples(data.facts, {options.validation}, options.seed);
    held_out = select(data.facts, marks, 1);
    if (held_out.rows.empty())
      throw Error("no fact can be held out: each entity and relation keeps one", "--validation " + options.validation,
                  "give a greater share, or leave it out");
    data.facts = select(data.facts, marks, 0);
  }
  GraphModel model = init_graph_model(data.facts, options);
  weights = std::move(data.facts.weight);
  data.facts = {};
  Pool pool(std::size_t(options.threads));
  model.validation_rows = usable_facts(model, held_out);
  const GraphValidation validation(model, options.seed, pool);
  model.data["validation_facts"] = validation.size();
  if (!held_out.rows.empty()) model.data["validation_checksum"] = std::to_string(checksum(held_out));
  if (!held_out.rows.empty() && validation.empty())
    throw Error("training shows no validation fact's entities and relation", "--validation " + options.validation,
                "validate on facts of the same graph");
  std::unique_ptr<GraphTrainer> trainer;
  if (!options.encoder.empty()) {
    trainer = make_encoder_trainer(model, weights, data.features ? &*data.features : nullptr, options, pool);
  } else if (options.negatives == 0) {
    trainer = make_one_vs_all_trainer(model, weights, options, pool);
  } else {
    const PartitionPlan plan = plan_partitions(model, weights.size(), options);
    model.data["partitions"] = plan.partitions;
    if (plan_callback) plan_callback(plan);
    trainer = make_sampled_trainer(model, weights, plan, options, pool);
  }
  GraphTask(model, *trainer, validation, options).run(callback);
  return model;
}

}  // namespace kinfold
