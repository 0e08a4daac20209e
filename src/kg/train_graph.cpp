#include "kg/train_graph.h"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "core/random.h"
#include "core/text.h"
#include "data/clean_triples.h"
#include "data/folds.h"
#include "kg/check.h"
#include "kg/graph_trainer.h"
#include "kg/split_triples.h"
#include "kg/triple_ranking.h"

namespace kinfold {
namespace {

constexpr std::size_t kMaxValidation = 5000;  // facts, drawn by the seed

GraphModel init_graph_model(Triples& facts, const GraphTrainOptions& options) {
  GraphModel model;
  model.task = options.task;
  model.kind = options.model;
  model.setting = {std::size_t(options.rank), options.norm, options.squared_distance};
  model.undirected = options.model == Dot::name;
  model.self_loops = options.self_loops == "keep";
  model.inverse_relations = options.inverse_relations && options.task == "triples";
  model.margin = model.scorer().similarity() == Similarity::kDot ? 0 : float(options.margin);
  model.data["checksum"] = std::to_string(checksum(facts));
  const CleaningReport cleaning = clean_triples(facts, options.on_duplicate, options.self_loops, model.undirected);
  if (facts.rows.empty()) throw Error("the graph has no facts that are left to learn from", "", "give more data");
  model.data["facts"] = std::to_string(facts.rows.size());
  model.data["self_loops_dropped"] = std::to_string(cleaning.self_loops);
  model.data["duplicates"] = std::to_string(cleaning.duplicates);
  model.data["has_weights"] = facts.weight.empty() ? "no" : "yes";
  if (facts.has_time()) model.data["last_time"] = plain_number(*std::ranges::max_element(facts.time));
  for (const auto& [name, value] : option_values(options)) model.options[name] = value;
  model.entities = std::move(facts.entities);
  model.relations = std::move(facts.relations);
  model.facts = std::move(facts.rows);
  return model;
}

// The filtered mean reciprocal rank of withheld facts.
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

class GraphTrainLoop {
 public:
  GraphTrainLoop(GraphModel& model, GraphTrainer& trainer, const GraphValidation& validation,
                 const GraphTrainOptions& options, const ProgressCallback& callback)
      : model_(model), trainer_(trainer), validation_(validation), options_(options), callback_(callback) {}

  void run() {
    const auto epochs = std::size_t(options_.epochs);
    for (std::size_t epoch = 0; epoch < epochs && model_.stop_reason.empty(); ++epoch) train_epoch(epoch, epochs);
    if (validation_.empty())
      trainer_.write_to(model_.tables, true);
    else
      model_.tables = std::move(best_);
    if (!all_finite(model_.tables)) diverged(model_.curve.size());
  }

 private:
  double seconds() const { return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count(); }

  void train_epoch(std::size_t epoch, std::size_t epochs) {
    const double before = seconds();
    CurvePoint point{trainer_.epoch(epoch), NAN};
    const double facts_per_second = double(model_.facts.size()) / (seconds() - before);
    if (!std::isfinite(point.loss)) diverged(epoch + 1);
    if (!validation_.empty()) validate(point, epoch + 1);
    if (validation_.empty()) model_.best_epoch = epoch + 1;
    model_.curve.push_back(point);
    if (options_.patience > 0 && !validation_.empty() &&
        epoch + 1 >= model_.best_epoch + std::size_t(options_.patience))
      model_.stop_reason = "no better validation for " + std::to_string(options_.patience) + " epochs";
    if (options_.time_budget > 0 && seconds() > options_.time_budget && epoch + 1 < epochs)
      model_.stop_reason = "time budget of " + plain_number(options_.time_budget) + " s";
    if (callback_ && !callback_({epoch + 1, epochs, point, seconds(), facts_per_second}))
      model_.stop_reason = "interrupted";
  }

  void validate(CurvePoint& point, std::size_t epochs_done) {
    trainer_.write_to(model_.tables, false);
    if (!all_finite(model_.tables)) diverged(epochs_done);
    point.validation = validation_.score(model_);
    if (model_.best_epoch > 0 && !(point.validation > best_score_)) return;
    best_score_ = point.validation;
    model_.best_epoch = epochs_done;
    std::swap(best_, model_.tables);
  }

  [[noreturn]] void diverged(std::size_t epoch) const {
    throw Error("the training diverged in epoch " + std::to_string(epoch), "--lr " + plain_number(options_.lr),
                "try a smaller rate, such as --lr " + plain_number(options_.lr / 4));
  }

  GraphModel& model_;
  GraphTrainer& trainer_;
  const GraphValidation& validation_;
  GraphTrainOptions options_;
  const ProgressCallback& callback_;
  Embeddings best_;
  double best_score_ = 0;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
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
      throw Error("no fact can be withheld: each entity and relation keeps one", "--validation " + options.validation,
                  "give a greater share, or leave it out");
    data.facts = select(data.facts, marks, 0);
  }
  GraphModel model = init_graph_model(data.facts, options);
  weights = std::move(data.facts.weight);
  data.facts = {};
  Pool pool(std::size_t(options.threads));
  model.validation_rows = usable_facts(model, held_out);
  const GraphValidation validation(model, options.seed, pool);
  model.data["validation_facts"] = std::to_string(validation.size());
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
    model.data["partitions"] = std::to_string(plan.partitions);
    if (plan_callback) plan_callback(plan);
    trainer = make_sampled_trainer(model, weights, plan, options, pool);
  }
  GraphTrainLoop(model, *trainer, validation, options, callback).run();
  return model;
}

}  // namespace kinfold
