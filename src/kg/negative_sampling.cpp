#include "kg/negative_sampling.h"

#include <algorithm>
#include <cmath>

#include "core/product.h"
#include "core/vector.h"
#include "solver/gradient_products.h"

namespace kinfold {
namespace {

constexpr float kMaskedScore = -1e30f;  // the score of excluded candidates, which have neither loss nor gradient

// Copies columns [first, first + width) of some entity rows.
void gather(const BlockMatrix& entity, std::span<const Id> ids, std::size_t first, std::size_t width, Matrix& rows) {
  rows.resize(ids.size(), width);
  for (std::size_t n = 0; n < ids.size(); ++n) std::copy_n(entity[ids[n]] + first, width, rows[Id(n)]);
}

MatrixView block_of(const Matrix& rows) { return {rows[0], rows.rows(), rows.stride()}; }
MatrixView one_of(const MatrixView& block, std::size_t n) { return {block.row + n * block.stride, 1, block.stride}; }

}  // namespace

std::size_t facts_per_chunk(std::size_t negatives) { return std::clamp<std::size_t>(negatives, 64, 256); }

NegativeSamplingSolver::NegativeSamplingSolver(const RelationalScorer& scorer, PartitionedEmbeddings& tables,
                                               const FilterIndex& known, const SampledEntityOptions& options,
                                               Pool& pool)
    : scorer_(scorer),
      tables_(tables),
      known_(known),
      options_(options),
      pool_(pool),
      query_batch_(
          scorer, [&tables](Id e) { return tables.entity[e]; }, tables.relation, tables.core, pool) {}

double NegativeSamplingSolver::step(std::span<const FactQueries> facts, const EntitySampler& tails,
                                    const EntitySampler& heads, const OptimizerStep& optimizer, const Random& random) {
  const double loss = compute_gradients(facts, tails, heads, random);
  for_each_entity(
      [&](Id row, float* gradients) { step_row(optimizer, tables_.row(row), tables_.memory(row), gradients); });
  update_relations(optimizer);
  return loss;
}

double NegativeSamplingSolver::compute_gradients(std::span<const FactQueries> facts, const EntitySampler& tails,
                                                 const EntitySampler& heads, const Random& random) {
  const std::size_t count = 2 * facts.size(), width = scorer_.dims().query;
  const std::size_t chunk_facts = facts_per_chunk(options_.negatives);
  queries_.clear(), answers_.clear(), weights_.clear();
  chunks_.resize(2 * ((facts.size() + chunk_facts - 1) / chunk_facts));
  Random stream = random;
  const std::uint64_t seed = stream();
  std::size_t number = 0;
  for (const bool tail : {true, false}) {
    for (std::size_t begin = 0; begin < facts.size(); begin += chunk_facts) {
      Chunk& chunk = chunks_[number++];
      chunk.begin = queries_.size();
      chunk.end = chunk.begin + std::min(chunk_facts, facts.size() - begin);
      chunk.sampler = tail ? &tails : &heads;
      for (const FactQueries& fact : facts.subspan(begin, chunk.end - chunk.begin)) {
        queries_.push_back(tail ? fact.tail : fact.head);
        answers_.push_back(tail ? fact.head.entity : fact.tail.entity);
        weights_.push_back(fact.weight / float(count));
      }
    }
  }
  query_batch_.compose(queries_, options_.dropout, random);
  query_gradients_.resize(count, width);
  answer_gradients_.resize(count, scorer_.dims().entity);
  offset_gradients_.resize(count);
  pool_.run(chunks_.size(), [&](std::size_t c) { backward(chunks_[c], Random(seed, {c})); });
  query_batch_.backward(query_gradients_, offset_gradients_);
  double loss = 0;
  for (const Chunk& chunk : chunks_) loss += chunk.loss;
  return loss * double(count);
}

void NegativeSamplingSolver::backward(Chunk& chunk, Random random) {
  const std::size_t queries = chunk.end - chunk.begin;
  chunk.negative.resize(options_.negatives);
  for (Id& negative : chunk.negative) negative = chunk.sampler->first + chunk.sampler->alias.sample(random);
  for (std::size_t n = chunk.begin; options_.in_batch_negatives && n < chunk.end; ++n)
    chunk.negative.push_back(queries_[n].entity);
  score_chunk(chunk);
  std::vector<float> positive = chunk.scoring.positive_scores, positive_gradients(queries);
  chunk.scores.resize(queries, chunk.negative.size());
  for (std::size_t n = 0; n < queries; ++n) {
    const float constant = options_.margin + query_batch_.offset(chunk.begin + n);
    positive[n] += constant;
    std::ranges::transform(chunk.scoring.negative_scores.row(Id(n)), chunk.scores[Id(n)],
                           [&](float s) { return s + constant; });
  }
  mask_known(chunk);
  chunk.loss = loss_and_gradients(chunk, positive, positive_gradients);
  for (std::size_t n = 0; n < queries; ++n) {
    float& sum = offset_gradients_[chunk.begin + n] = positive_gradients[n];
    for (const float g : chunk.scores.row(Id(n))) sum += g;
  }
  backward_scores(chunk, positive_gradients);
}

void NegativeSamplingSolver::score_chunk(Chunk& chunk) const {
  ScoringBlock& scoring = chunk.scoring;
  const std::size_t queries = chunk.end - chunk.begin, width = scorer_.dims().query;
  const std::size_t first = scorer_.candidate_begin(queries_[chunk.begin].end);
  scoring.queries = {query_batch_.queries()[Id(chunk.begin)], queries, query_batch_.queries().stride()};
  gather(tables_.entity, std::span(answers_).subspan(chunk.begin, queries), first, width, scoring.positive);
  gather(tables_.entity, chunk.negative, first, width, scoring.negative);
  scoring.positive_scores.resize(queries);
  scoring.negative_scores.resize(queries, chunk.negative.size());
  const MatrixView negative = block_of(scoring.negative), positive = block_of(scoring.positive);
  const Similarity similarity = scorer_.similarity();
  if (similarity == Similarity::kDot) {
    product(scoring.queries.row, queries, scoring.queries.stride, negative.row, negative.rows, negative.stride, width,
            scoring.negative_scores[0], scoring.negative_scores.stride());
    for (std::size_t n = 0; n < queries; ++n)
      scoring.positive_scores[n] = dot(one_of(scoring.queries, n).row, scoring.positive[Id(n)], positive.stride);
    return;
  }
  distances(similarity, scoring.queries, negative, width, scoring.negative_scores[0], scoring.negative_scores.stride());
  for (std::size_t n = 0; n < queries; ++n)
    distances(similarity, one_of(scoring.queries, n), one_of(positive, n), width, &scoring.positive_scores[n], 1);
}

// Propagates the gradients of the scores to the queries, the positives and the negatives.
void NegativeSamplingSolver::backward_scores(Chunk& chunk, std::span<const float> positive_gradients) {
  const ScoringBlock& scoring = chunk.scoring;
  const std::size_t width = scorer_.dims().query, first = scorer_.candidate_begin(queries_[chunk.begin].end);
  const std::size_t stride = scoring.queries.stride;
  const Similarity similarity = scorer_.similarity();
  const MatrixView negative = block_of(scoring.negative), positive = block_of(scoring.positive);
  float* const query_gradients = query_gradients_[Id(chunk.begin)];
  chunk.gradients.resize(negative.rows, scorer_.dims().entity);
  float* const negative_gradients = chunk.gradients[0] + first;
  if (width < scorer_.dims().entity || similarity != Similarity::kDot)
    std::ranges::fill(chunk.gradients.padded(), 0.0f);
  std::fill_n(answer_gradients_[Id(chunk.begin)], scoring.queries.rows * answer_gradients_.stride(), 0.0f);
  if (similarity == Similarity::kDot) {
    gradient_product(chunk.scores, negative, width, query_gradients, stride);
    transpose(chunk.scores, chunk.gradients_t);
    gradient_product(chunk.gradients_t, scoring.queries, width, negative_gradients, chunk.gradients.stride());
    for (std::size_t n = 0; n < scoring.queries.rows; ++n)
      for (std::size_t k = 0; k < width; ++k) {
        query_gradients[n * stride + k] += positive_gradients[n] * scoring.positive[Id(n)][k];
        answer_gradients_[Id(chunk.begin + n)][first + k] = positive_gradients[n] * one_of(scoring.queries, n).row[k];
      }
    return;
  }
  std::fill_n(query_gradients, scoring.queries.rows * stride, 0.0f);
  for (std::size_t n = 0; n < scoring.queries.rows; ++n)
    add_distance_gradients(similarity, one_of(scoring.queries, n), one_of(positive, n), width,
                           &scoring.positive_scores[n], &positive_gradients[n], 1, query_gradients + n * stride,
                           answer_gradients_[Id(chunk.begin + n)] + first);
  add_distance_gradients(similarity, scoring.queries, negative, width, scoring.negative_scores[0], chunk.scores[0],
                         chunk.scores.stride(), query_gradients, negative_gradients);
}

void NegativeSamplingSolver::mask_known(Chunk& chunk) const {
  std::vector<std::pair<Id, std::uint32_t>> columns;
  for (std::uint32_t j = 0; j < chunk.negative.size(); ++j) columns.emplace_back(chunk.negative[j], j);
  std::ranges::sort(columns);
  const auto mask = [&](std::size_t n, Id entity) {
    auto at = std::ranges::lower_bound(columns, std::pair(entity, 0u));
    for (; at != columns.end() && at->first == entity; ++at)
      chunk.scores[Id(n - chunk.begin)][at->second] = kMaskedScore;
  };
  for (std::size_t n = chunk.begin; n < chunk.end; ++n) {
    mask(n, answers_[n]);
    if (!options_.self_loops) mask(n, queries_[n].entity);
    for (const Id entity : known_.find(queries_[n])) mask(n, entity);
  }
}

// Replaces the scores of the chunk by their gradients.
double NegativeSamplingSolver::loss_and_gradients(Chunk& chunk, std::span<const float> positive,
                                                  std::span<float> positive_gradients) {
  std::vector<float> corrections(chunk.negative.size()), gradients(chunk.negative.size());
  for (std::size_t j = 0; j < options_.negatives && options_.logq_correction; ++j)
    corrections[j] = -std::log(chunk.sampler->alias.probability(chunk.negative[j] - chunk.sampler->first) *
                               float(chunk.sampler->alias.size()));
  double total = 0;
  dispatch(GraphLosses(), "loss", options_.loss, [&]<class Loss>() {
    for (std::size_t n = 0; n < positive.size(); ++n) {
      GroupScores group{positive[n], chunk.scores.row(Id(n)), corrections, 0, gradients};
      const float weight = weights_[chunk.begin + n];
      total += double(weight) * Loss().gradients(group, options_.loss_options);
      positive_gradients[n] = weight * group.positive_gradient;
      for (std::size_t j = 0; j < gradients.size(); ++j) chunk.scores[Id(n)][j] = weight * gradients[j];
    }
  });
  return total;
}

void NegativeSamplingSolver::for_each_entity(const std::function<void(Id row, float* gradients)>& body) {
  entities_.clear();
  for (std::size_t n = 0; n < queries_.size(); ++n) {
    entities_.add(queries_[n].entity, query_batch_.entity_gradients(n), weights_[n]);
    entities_.add(answers_[n], answer_gradients_[Id(n)], weights_[n]);
  }
  for (Chunk& chunk : chunks_)
    for (std::size_t j = 0; j < chunk.negative.size(); ++j) entities_.add(chunk.negative[j], chunk.gradients[Id(j)], 0);
  entities_.each(pool_, tables_.entity.rank(), [&](Id row, float* gradients, float weight) {
    if (weight > 0 && options_.regularizer.reg > 0)
      options_.regularizer.add_gradient(tables_.row(row), scorer_.is_complex(), weight, gradients);
    body(row, gradients);
  });
}

void NegativeSamplingSolver::add_entity_gradients(Matrix& gradients) {
  for_each_entity([&](Id row, float* own) {
    for (std::size_t k = 0; k < gradients.rank(); ++k) gradients[row][k] += own[k];
  });
}

void NegativeSamplingSolver::update_relations(const OptimizerStep& optimizer) {
  std::vector<float> weight(tables_.relation.rows());
  for (std::size_t n = 0; n < queries_.size(); ++n) weight[queries_[n].relation] += weights_[n];
  const Matrix core = query_batch_.core_gradients();
  query_batch_.for_each_relation([&](Id relation, float* gradients) {
    if (!scorer_.angles() && options_.regularizer.reg > 0)
      options_.regularizer.add_gradient(tables_.relation.row(relation), scorer_.is_complex(), weight[relation],
                                        gradients);
    step_row(optimizer, tables_.relation.row(relation), tables_.relation_state.of(relation), gradients);
  });
  for (Id m = 0; m < core.rows(); ++m) step_row(optimizer, tables_.core.row(m), tables_.core_state.of(m), core[m]);
}

}  // namespace kinfold
