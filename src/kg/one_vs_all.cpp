#include "kg/one_vs_all.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/chunks.h"
#include "kg/relation_prediction.h"

namespace kinfold {
namespace {

constexpr std::size_t kRowsPerTask = 16;  // rows per parallel task

}  // namespace

EmbeddingState::EmbeddingState(const std::string& optimizer, const Embeddings& tables)
    : entity(optimizer, tables.entity.rows(), tables.entity.rank()),
      relation(optimizer, tables.relation.rows(), tables.relation.rank()),
      core(optimizer, tables.core.rows(), tables.core.rank()) {}

OneVsAllSolver::OneVsAllSolver(const RelationalScorer& scorer, Embeddings& tables, EmbeddingState& state,
                               const OneVsAllOptions& options, Pool& pool)
    : scorer_(scorer),
      tables_(tables),
      state_(state),
      options_(options),
      pool_(pool),
      query_batch_(
          scorer, [&tables](Id e) { return tables.entity[e]; }, tables.relation, tables.core, pool),
      all_scores_(scorer.similarity(), options.precision, options.all, pool),
      gradient_row_(tables.entity.rows(), kUpdated),
      gradients_{{}, Matrix(tables.relation.rows(), tables.relation.rank()), {}} {}

void OneVsAllSolver::gather_batch(const OneVsAllBatch& batch) {
  queries_.clear();
  labels_.clear();
  entity_weight_.assign(tables_.entity.rows(), 0);
  relation_weight_.assign(tables_.relation.rows(), 0);
  for (std::uint32_t n = 0; n < batch.numbers.size(); ++n) {
    const std::uint32_t number = batch.numbers[n];
    const TripleQuery& query = queries_.emplace_back(batch.queries[number]);
    const std::span<const Id> answers = batch.queries.answers(number);
    for (std::size_t a = 0; a < answers.size(); ++a) {
      const float weight = batch.queries.weights(number)[a] * batch.scale;
      labels_.push_back({answers[a], n, weight});
      for (const Id entity : {query.entity, answers[a]}) entity_weight_[entity] += weight;
      relation_weight_[query.relation] += weight;
    }
  }
  std::ranges::sort(labels_, {}, [](const QueryLabel& label) { return std::pair(label.entity, label.query); });
}

double OneVsAllSolver::compute_gradients(const OneVsAllBatch& batch, const Random& random) {
  gather_batch(batch);
  batch_entities_.resize(tables_.entity.rows());
  std::iota(batch_entities_.begin(), batch_entities_.end(), Id(0));
  return backward(random, {});
}

double OneVsAllSolver::step(const OneVsAllBatch& batch, const OptimizerStep& optimizer, const Random& random) {
  gather_batch(batch);
  batch_entities_.clear();
  for (const TripleQuery& query : queries_) batch_entities_.push_back(query.entity);
  for (const QueryLabel& label : labels_) batch_entities_.push_back(label.entity);
  std::ranges::sort(batch_entities_);
  batch_entities_.erase(std::unique(batch_entities_.begin(), batch_entities_.end()), batch_entities_.end());
  const auto update = [&](Matrix& table, EntrywiseState& state, Id row, const float* gradients) {
    step_row(optimizer, table.row(row), state.of(row), gradients);
  };
  const double loss = backward(
      random, [&](Id entity, const float* gradients) { update(tables_.entity, state_.entity, entity, gradients); });
  parallel_for(
      pool_, batch_entities_.size(),
      [&](std::size_t n) { update(tables_.entity, state_.entity, batch_entities_[n], gradients_.entity[Id(n)]); },
      kRowsPerTask);
  for (Id r = 0; r < gradients_.relation.rows(); ++r)
    update(tables_.relation, state_.relation, r, gradients_.relation[r]);
  for (Id m = 0; m < gradients_.core.rows(); ++m) update(tables_.core, state_.core, m, gradients_.core[m]);
  return loss;
}

// Computes the gradients of the batch. Gradients of entities outside of batch_entities_ are passed to `update`.
double OneVsAllSolver::backward(const Random& random, const GradientCallback& update) {
  std::ranges::fill(gradient_row_, kUpdated);
  for (std::size_t n = 0; n < batch_entities_.size(); ++n) gradient_row_[batch_entities_[n]] = Id(n);
  if (gradients_.entity.rows() < batch_entities_.size())
    gradients_.entity = Matrix(batch_entities_.size(), tables_.entity.rank());
  const TripleEnd end = queries_[0].end;
  query_batch_.compose(queries_, options_.dropout, random);
  offsets_.clear();
  for (std::size_t n = 0; n < query_batch_.size(); ++n) offsets_.push_back(query_batch_.offset(n) + options_.margin);
  offset_gradients_.resize(query_batch_.size());
  query_gradients_.resize(query_batch_.size(), scorer_.dims().query);
  std::ranges::fill(gradients_.relation.padded(), 0.0f);

  const GradientCallback on_gradients = [&](Id entity, const float* gradients) {
    if (gradient_row_[entity] == kUpdated) return update(entity, gradients);
    std::copy_n(gradients, tables_.entity.rank(), gradient_of(entity));
  };
  double loss = all_scores_.gradients(tables_.entity, scorer_.candidate_begin(end), query_batch_.queries(), offsets_,
                                      labels_, on_gradients, query_gradients_, offset_gradients_);
  query_batch_.backward(query_gradients_, offset_gradients_);
  for (std::size_t n = 0; n < query_batch_.size(); ++n)
    add_gradients({query_batch_.entity_gradients(n), tables_.entity.rank()}, gradient_of(queries_[n].entity));
  gradients_.core = query_batch_.core_gradients();
  query_batch_.for_each_relation([&](Id relation, const float* gradients) {
    add_gradients({gradients, gradients_.relation.rank()}, gradients_.relation[relation]);
  });
  if (options_.relation_prediction_weight > 0) loss += add_relation_prediction();
  add_regularization();
  return loss;
}

double OneVsAllSolver::add_relation_prediction() {
  std::vector<RelationFact> facts;
  for (const QueryLabel& label : labels_)
    facts.push_back({queries_[label.query], label.entity, label.weight * options_.relation_prediction_weight});
  return add_relation_gradients(
      scorer_, tables_, facts, options_.precision, [this](Id entity) { return gradient_of(entity); },
      gradients_.relation, pool_);
}

void OneVsAllSolver::add_regularization() {
  if (options_.regularizer.reg == 0) return;
  parallel_for(
      pool_, batch_entities_.size(),
      [&](std::size_t n) {
        const Id e = batch_entities_[n];
        if (entity_weight_[e] > 0)
          options_.regularizer.add_gradient(tables_.entity.row(e), scorer_.is_complex(), entity_weight_[e],
                                            gradients_.entity[Id(n)]);
      },
      kRowsPerTask);
  for (Id r = 0; r < tables_.relation.rows() && !scorer_.angles(); ++r)
    if (relation_weight_[r] > 0)
      options_.regularizer.add_gradient(tables_.relation.row(r), scorer_.is_complex(), relation_weight_[r],
                                        gradients_.relation[r]);
}

}  // namespace kinfold
