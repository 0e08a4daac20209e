#include "solver/against_all.h"

#include <algorithm>
#include <cmath>

#include "core/chunks.h"
#include "solver/relation_loss.h"

namespace kinfold {
namespace {

constexpr std::size_t kRows = 256;  // moved at a time

void add(std::span<const float> from, float* to) {
  for (std::size_t k = 0; k < from.size(); ++k) to[k] += from[k];
}

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
      slopes_{Table(tables.entity.rows(), tables.entity.rank()),
              Table(tables.relation.rows(), tables.relation.rank()),
              {}} {}

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
  const End end = questions_[0].end;
  asked_.compose(questions_, rule_.dropout, random);
  offsets_.clear();
  for (std::size_t n = 0; n < asked_.size(); ++n) offsets_.push_back(asked_.offset(n) + rule_.margin);
  offset_slopes_.resize(asked_.size());
  if (query_slopes_.rows() != asked_.size()) query_slopes_ = Table(asked_.size(), scorer_.widths().query);
  if (scorer_.widths().query < scorer_.widths().entity) std::ranges::fill(slopes_.entity.padded(), 0.0f);
  std::ranges::fill(slopes_.relation.padded(), 0.0f);

  double loss = all_.slopes(tables_.entity, scorer_.first(end), asked_.queries(), offsets_, labels_, slopes_.entity,
                            query_slopes_, offset_slopes_);
  asked_.backward(query_slopes_, offset_slopes_);
  for (std::size_t n = 0; n < asked_.size(); ++n)
    add({asked_.entity_slopes(n), slopes_.entity.rank()}, slopes_.entity[questions_[n].entity]);
  slopes_.core = asked_.core_slopes();
  asked_.each_relation([&](Id relation, const float* slopes) {
    add({slopes, slopes_.relation.rank()}, slopes_.relation[relation]);
  });
  if (rule_.relation_loss > 0) loss += ask_for_relations();
  penalise();
  return loss;
}

double AgainstAll::ask_for_relations() {
  std::vector<RelationFact> facts;
  for (const Label& label : labels_)
    facts.push_back({questions_[label.query], label.entity, label.weight * rule_.relation_loss});
  return add_relation_slopes(scorer_, tables_, facts, rule_.precision, slopes_, pool_);
}

void AgainstAll::penalise() {
  if (rule_.penalty.strength == 0) return;
  in_chunks(
      pool_, tables_.entity.rows(),
      [&](std::size_t e) {
        if (entity_weight_[e] > 0)
          rule_.penalty.add_gradient(tables_.entity.row(Id(e)), scorer_.paired(), entity_weight_[e],
                                     slopes_.entity[Id(e)]);
      },
      kRows);
  for (Id r = 0; r < tables_.relation.rows() && !scorer_.angles(); ++r)
    if (relation_weight_[r] > 0)
      rule_.penalty.add_gradient(tables_.relation.row(r), scorer_.paired(), relation_weight_[r], slopes_.relation[r]);
}

double AgainstAll::step(const Batch& batch, const EntryRule& update, const Random& random) {
  const double loss = gradients(batch, random);
  const auto move = [&](Table& table, EntryState& state, const Table& slopes) {
    in_chunks(
        pool_, slopes.rows(),
        [&](std::size_t row) { move_row(update, table.row(Id(row)), state.of(Id(row)), slopes[Id(row)]); }, kRows);
  };
  move(tables_.entity, state_.entity, slopes_.entity);
  move(tables_.relation, state_.relation, slopes_.relation);
  move(tables_.core, state_.core, slopes_.core);
  return loss;
}

}  // namespace kinfold
