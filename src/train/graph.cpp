#include "train/graph.h"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "core/random.h"
#include "data/rounds.h"
#include "data/split_facts.h"
#include "data/tidy_facts.h"
#include "evaluate/fact_ranking.h"
#include "train/check.h"
#include "train/graph_learner.h"
#include "train/lesson.h"

namespace kinfold {
namespace {

constexpr std::size_t kMostValidated = 5000;  // facts, drawn by the seed

GraphModel blank_graph(Triples& facts, const Options& options) {
  GraphModel model;
  model.task = options.task;
  model.kind = options.model;
  model.setting = {std::size_t(options.rank), options.norm, options.squared};
  model.undirected = options.model == Dot::name;
  model.loops = options.loops == "keep";
  model.reciprocal = options.reciprocal && options.task == "triples";
  model.margin = model.scorer().similarity() == Similarity::kDot ? 0 : float(options.margin);
  model.data["checksum"] = std::to_string(checksum(facts));
  const TidyFacts tidy = tidy_facts(facts, options.on_duplicate, options.loops, model.undirected);
  if (facts.rows.empty()) throw Error("the graph has no facts that are left to learn from", "", "give more data");
  model.data["facts"] = std::to_string(facts.rows.size());
  model.data["loops dropped"] = std::to_string(tidy.loops);
  model.data["repeated"] = std::to_string(tidy.repeated);
  model.data["weighted"] = facts.weight.empty() ? "no" : "yes";
  if (facts.has_time()) model.data["last time"] = plain_number(*std::ranges::max_element(facts.time));
  for (const auto& [name, value] : options.identity()) model.options[name] = value;
  model.entities = std::move(facts.entities);
  model.relations = std::move(facts.relations);
  model.facts = std::move(facts.rows);
  return model;
}

// The filtered mean reciprocal rank of withheld facts.
class RankValidation {
 public:
  RankValidation(const GraphModel& model, std::uint64_t seed, Pool& pool) : facts_(model.validated), pool_(pool) {
    if (facts_.empty()) return;
    if (facts_.size() > kMostValidated) {
      Random(seed, {0x7a11d}).shuffle(facts_);
      facts_.resize(kMostValidated);
    }
    known_ = model.known(QuestionSet(facts_), {model.facts, model.validated});
  }

  bool empty() const { return facts_.empty(); }
  std::size_t size() const { return facts_.size(); }
  double score(const GraphModel& model) const {
    double sum = 0;
    for (const FactRanks& ranks : rank_facts(model, facts_, known_, pool_))
      for (const Rank& rank : ranks) sum += 1 / rank.filtered;
    return sum / double(2 * facts_.size());
  }

 private:
  std::vector<Triple> facts_;
  KnownFacts known_;
  Pool& pool_;
};

// Those whose entities and relation training shows, and that it may show.
std::vector<Triple> known_facts(const GraphModel& model, const Triples& facts) {
  std::vector<Triple> rows = translate(facts, model.entities, model.relations);
  std::erase_if(rows, [&](const Triple& t) {
    const bool loop = t.head == t.tail && !model.loops;
    return t.head == kUnseen || t.relation == kUnseen || t.tail == kUnseen || loop;
  });
  return rows;
}

bool finite(const Embeddings& tables) {
  for (const Table* table : {&tables.entity, &tables.relation, &tables.core})
    if (!std::ranges::all_of(table->padded(), [](float x) { return std::isfinite(x); })) return false;
  return true;
}

class Run {
 public:
  Run(GraphModel& model, GraphLearner& learner, const RankValidation& validation, const Options& options,
      const Watch& watch)
      : model_(model), learner_(learner), validation_(validation), options_(options), watch_(watch) {}

  void go() {
    const auto epochs = std::size_t(options_.epochs);
    for (std::size_t epoch = 0; epoch < epochs && model_.stopped.empty(); ++epoch) one_epoch(epoch, epochs);
    if (validation_.empty())
      learner_.publish(model_.tables, true);
    else
      model_.tables = std::move(best_);
    if (!finite(model_.tables)) diverged(model_.curve.size());
  }

 private:
  double seconds() const { return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count(); }

  void one_epoch(std::size_t epoch, std::size_t epochs) {
    const double before = seconds();
    CurvePoint point{learner_.epoch(epoch), NAN};
    const double rate = double(model_.facts.size()) / (seconds() - before);
    if (!std::isfinite(point.loss)) diverged(epoch + 1);
    if (!validation_.empty()) validate(point, epoch + 1);
    if (validation_.empty()) model_.best_epoch = epoch + 1;
    model_.curve.push_back(point);
    if (options_.patience > 0 && !validation_.empty() &&
        epoch + 1 >= model_.best_epoch + std::size_t(options_.patience))
      model_.stopped = "no better validation for " + std::to_string(options_.patience) + " epochs";
    if (options_.time_budget > 0 && seconds() > options_.time_budget && epoch + 1 < epochs)
      model_.stopped = "time budget of " + plain_number(options_.time_budget) + " s";
    if (watch_ && !watch_({epoch + 1, epochs, point, seconds(), rate})) model_.stopped = "interrupted";
  }

  void validate(CurvePoint& point, std::size_t seen) {
    learner_.publish(model_.tables, false);
    if (!finite(model_.tables)) diverged(seen);
    point.validation = validation_.score(model_);
    if (model_.best_epoch > 0 && !(point.validation > best_score_)) return;
    best_score_ = point.validation;
    model_.best_epoch = seen;
    std::swap(best_, model_.tables);
  }

  [[noreturn]] void diverged(std::size_t epoch) const {
    throw Error("the training diverged in epoch " + std::to_string(epoch), "--rate " + plain_number(options_.rate),
                "try a smaller rate, such as --rate " + plain_number(options_.rate / 4));
  }

  GraphModel& model_;
  GraphLearner& learner_;
  const RankValidation& validation_;
  const Options& options_;
  const Watch& watch_;
  Embeddings best_;
  double best_score_ = 0;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace

GraphModel train_graph(GraphData data, const Options& options, const Watch& watch, const Planned& planned) {
  check_graph_options(options);
  std::vector<float> weights;
  Triples withheld;
  if (data.valid) {
    withheld = std::move(*data.valid);
  } else if (!options.valid.empty()) {
    refuse_rounds(options.valid, "--valid");
    const std::vector<std::uint8_t> marks = split_facts(data.facts, {options.valid}, options.seed);
    withheld = select(data.facts, marks, 1);
    if (withheld.rows.empty())
      throw Error("no fact can be withheld: each entity and relation keeps one", "--valid " + options.valid,
                  "give a greater share, or leave it out");
    data.facts = select(data.facts, marks, 0);
  }
  GraphModel model = blank_graph(data.facts, options);
  weights = std::move(data.facts.weight);
  data.facts = {};
  Pool pool(std::size_t(options.threads));
  model.validated = known_facts(model, withheld);
  const RankValidation validation(model, options.seed, pool);
  model.data["validation facts"] = std::to_string(validation.size());
  if (!withheld.rows.empty()) model.data["validation checksum"] = std::to_string(checksum(withheld));
  if (!withheld.rows.empty() && validation.empty())
    throw Error("training shows no validation fact's entities and relation", "--valid " + options.valid,
                "validate on facts of the same graph");
  std::unique_ptr<GraphLearner> learner;
  if (!options.encoder.empty()) {
    learner = learn_encoded(model, weights, data.features ? &*data.features : nullptr, options, pool);
  } else if (options.negatives == 0) {
    learner = learn_against_all(model, weights, options, pool);
  } else {
    const GraphPlan plan = plan_graph(model, weights.size(), options);
    model.data["blocks"] = std::to_string(plan.blocks);
    if (planned) planned(plan);
    learner = learn_against_sampled(model, weights, plan, options, pool);
  }
  Run(model, *learner, validation, options, watch).go();
  return model;
}

}  // namespace kinfold
