#include "solver/against_all.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/chunks.h"
#include "solver/relation_loss.h"

namespace kinfold {
namespace {

constexpr std::size_t kRows = 16;  // taken at a time

}  // namespace

EmbeddingState::EmbeddingState(const std::string& update, const Embeddings& tables)
    : entity(update, tables.entity.rows(), tables.entity.rank()),
      relation(update, tables.relation.rows(), tables.relation.rank()),
      core(update, tables.core.rows(), tables.core.rank()) {}

AgainstAll::AgainstAll(const RelationalScorer& scorer, Embeddings& tables, EmbeddingState& state,
                       const RelationRule& rule, Pool& pool)
    : scorer_(scorer),
      tables_(tables),
      state_(state),
      rule_(rule),
      pool_(pool),
      asked_(
          scorer, [&tables](Id e) { return tables.entity[e]; }, tables.relation, tables.core, pool),
      all_(scorer.similarity(), rule.precision, rule.all, pool),
      place_(tables.entity.rows(), kMoved),
      slopes_{{}, Table(tables.relation.rows(), tables.relation.rank()), {}} {}

void AgainstAll::choose(const Batch& batch) {
  questions_.clear();
  labels_.clear();
  entity_weight_.assign(tables_.entity.rows(), 0);
  relation_weight_.assign(tables_.relation.rows(), 0);
  for (std::uint32_t n = 0; n < batch.numbers.size(); ++n) {
    const std::uint32_t number = batch.numbers[n];
    const Question& question = questions_.emplace_back(batch.questions[number]);
    const std::span<const Id> answers = batch.questions.answers(number);
    for (std::size_t a = 0; a < answers.size(); ++a) {
      const float weight = batch.questions.weights(number)[a] * batch.scale;
      labels_.push_back({answers[a], n, weight});
      for (const Id entity : {question.entity, answers[a]}) entity_weight_[entity] += weight;
      relation_weight_[question.relation] += weight;
    }
  }
  std::ranges::sort(labels_, {}, [](const Label& label) { return std::pair(label.entity, label.query); });
}

double AgainstAll::gradients(const Batch& batch, const Random& random) {
  choose(batch);
  kept_.resize(tables_.entity.rows());
  std::iota(kept_.begin(), kept_.end(), Id(0));
  return differentiate(random, {});
}

double AgainstAll::step(const Batch& batch, const EntryRule& update, const Random& random) {
  choose(batch);
  kept_.clear();
  for (const Question& question : questions_) kept_.push_back(question.entity);
  for (const Label& label : labels_) kept_.push_back(label.entity);
  std::ranges::sort(kept_);
  kept_.erase(std::unique(kept_.begin(), kept_.end()), kept_.end());
  const auto move = [&](Table& table, EntryState& state, Id row, const float* slopes) {
    move_row(update, table.row(row), state.of(row), slopes);
  };
  const double loss = differentiate(
      random, [&](Id entity, const float* slopes) { move(tables_.entity, state_.entity, entity, slopes); });
  in_chunks(
      pool_, kept_.size(), [&](std::size_t n) { move(tables_.entity, state_.entity, kept_[n], slopes_.entity[Id(n)]); },
      kRows);
  for (Id r = 0; r < slopes_.relation.rows(); ++r) move(tables_.relation, state_.relation, r, slopes_.relation[r]);
  for (Id m = 0; m < slopes_.core.rows(); ++m) move(tables_.core, state_.core, m, slopes_.core[m]);
  return loss;
}

// The gradient of the batch; of entities that are not kept, handed to `move`.
double AgainstAll::differentiate(const Random& random, const TakeSlopes& move) {
  std::ranges::fill(place_, kMoved);
  for (std::size_t n = 0; n < kept_.size(); ++n) place_[kept_[n]] = Id(n);
  if (slopes_.entity.rows() < kept_.size()) slopes_.entity = Table(kept_.size(), tables_.entity.rank());
  const End end = questions_[0].end;
  asked_.compose(questions_, rule_.dropout, random);
  offsets_.clear();
  for (std::size_t n = 0; n < asked_.size(); ++n) offsets_.push_back(asked_.offset(n) + rule_.margin);
  offset_slopes_.resize(asked_.size());
  query_slopes_.shape(asked_.size(), scorer_.widths().query);
  std::ranges::fill(slopes_.relation.padded(), 0.0f);

  const TakeSlopes take = [&](Id entity, const float* slopes) {
    if (place_[entity] == kMoved) return move(entity, slopes);
    std::copy_n(slopes, tables_.entity.rank(), slopes_of(entity));
  };
  double loss = all_.slopes(tables_.entity, scorer_.first(end), asked_.queries(), offsets_, labels_, take,
                            query_slopes_, offset_slopes_);
  asked_.backward(query_slopes_, offset_slopes_);
  for (std::size_t n = 0; n < asked_.size(); ++n)
    add_slopes({asked_.entity_slopes(n), tables_.entity.rank()}, slopes_of(questions_[n].entity));
  slopes_.core = asked_.core_slopes();
  asked_.each_relation([&](Id relation, const float* slopes) {
    add_slopes({slopes, slopes_.relation.rank()}, slopes_.relation[relation]);
  });
  if (rule_.relation_loss > 0) loss += ask_for_relations();
  penalise();
  return loss;
}

double AgainstAll::ask_for_relations() {
  std::vector<RelationFact> facts;
  for (const Label& label : labels_)
    facts.push_back({questions_[label.query], label.entity, label.weight * rule_.relation_loss});
  return add_relation_slopes(
      scorer_, tables_, facts, rule_.precision, [this](Id entity) { return slopes_of(entity); }, slopes_.relation,
      pool_);
}

void AgainstAll::penalise() {
  if (rule_.penalty.strength == 0) return;
  in_chunks(
      pool_, kept_.size(),
      [&](std::size_t n) {
        const Id e = kept_[n];
        if (entity_weight_[e] > 0)
          rule_.penalty.add_gradient(tables_.entity.row(e), scorer_.paired(), entity_weight_[e], slopes_.entity[Id(n)]);
      },
      kRows);
  for (Id r = 0; r < tables_.relation.rows() && !scorer_.angles(); ++r)
    if (relation_weight_[r] > 0)
      rule_.penalty.add_gradient(tables_.relation.row(r), scorer_.paired(), relation_weight_[r], slopes_.relation[r]);
}

}  // namespace kinfold
