#include "kg/query_batch.h"

#include <algorithm>
#include <numeric>

#include "core/chunks.h"
#include "core/product.h"

namespace kinfold {
namespace {

constexpr std::size_t kChunk = 16;  // queries per parallel task

void clear(Matrix& table) { std::ranges::fill(table.padded(), 0.0f); }

}  // namespace

QueryBatch::QueryBatch(const RelationalScorer& scorer, EntityRows entities, const Matrix& relation, const Matrix& core,
                       Pool& pool)
    : scorer_(scorer), entities_(std::move(entities)), relation_(relation), core_(core), pool_(pool) {}

void QueryBatch::compose(std::span<const TripleQuery> queries, float dropout, const Random& random) {
  queries_ = queries;
  by_relation_.resize(queries.size());
  std::iota(by_relation_.begin(), by_relation_.end(), 0u);
  std::stable_sort(by_relation_.begin(), by_relation_.end(),
                   [&](auto a, auto b) { return queries[a].relation < queries[b].relation; });
  relations_.clear();
  begins_.clear();
  for (std::size_t n = 0; n < by_relation_.size(); ++n)
    if (const Id relation = queries[by_relation_[n]].relation; n == 0 || relation != relations_.back()) {
      relations_.push_back(relation);
      begins_.push_back(n);
    }
  begins_.push_back(queries.size());
  if (core_.rows() > 0) compose_relations();

  const ScorerDims dims = scorer_.dims();
  dropped_out_.resize(queries.size(), dims.entity);
  query_vectors_.resize(queries.size(), dims.query);
  offsets_.resize(queries.size());
  mask_.assign(dropout > 0 ? queries.size() * dims.entity : 0, 1 / (1 - dropout));
  Random stream = random;
  for (float& factor : mask_)
    if (stream.uniform() < dropout) factor = 0;
  parallel_for(
      pool_, queries.size(),
      [&](std::size_t n) {
        const TripleQuery& q = queries_[n];
        const float* entity = entities_(q.entity);
        if (!mask_.empty()) {
          for (std::size_t k = 0; k < dims.entity; ++k) dropped_out_[Id(n)][k] = entity[k] * mask_[n * dims.entity + k];
          entity = dropped_out_[Id(n)];
        }
        offsets_[n] = scorer_.query(q.end, entity, relation_row(q.relation), query_vectors_[Id(n)]);
      },
      kChunk);
}

// Computes R = sum_m r_m W_m for all relations of the batch.
void QueryBatch::compose_relations() {
  const std::size_t count = relations_.size(), parts = relation_.rank(), width = core_.rank();
  Matrix rows(count, parts);
  for (std::size_t n = 0; n < count; ++n) std::ranges::copy(relation_.row(relations_[n]), rows[Id(n)]);
  relation_matrices_.resize(count, width);
  Panels core(width, parts);
  core.set_columns(core_[0], core_.stride());
  product(rows[0], count, rows.stride(), core, 0, width, relation_matrices_[0], relation_matrices_.stride());
}

std::size_t QueryBatch::relation_index(Id relation) const {
  return std::size_t(std::ranges::lower_bound(relations_, relation) - relations_.begin());
}

const float* QueryBatch::relation_row(Id relation) const {
  return core_.rows() > 0 ? relation_matrices_[Id(relation_index(relation))] : relation_[relation];
}

float* QueryBatch::relation_gradients(Id relation) { return gradients_[Id(relation_index(relation))]; }

void QueryBatch::backward(const Matrix& query_gradients, std::span<const float> offset_gradients) {
  const ScorerDims dims = scorer_.dims();
  entity_gradients_.resize(queries_.size(), dims.entity);
  gradients_.resize(relations_.size(), dims.relation);
  clear(entity_gradients_);
  clear(gradients_);
  pool_.run(relations_.size(), [&](std::size_t at) {
    for (std::size_t position = begins_[at]; position < begins_[at + 1]; ++position) {
      const std::size_t n = by_relation_[position];
      const TripleQuery& q = queries_[n];
      float* const entity_gradient = entity_gradients_[Id(n)];
      scorer_.backward(q.end, mask_.empty() ? entities_(q.entity) : dropped_out_[Id(n)], relation_row(q.relation),
                       {query_gradients[Id(n)], offset_gradients[n]}, entity_gradient, gradients_[Id(at)]);
      for (std::size_t k = 0; k < dims.entity && !mask_.empty(); ++k) entity_gradient[k] *= mask_[n * dims.entity + k];
    }
  });
}

Matrix QueryBatch::core_gradients() {
  if (core_.rows() == 0) return {};
  const std::size_t count = relations_.size(), parts = relation_.rank(), width = core_.rank();
  // dr_m = W_m . dR
  relation_row_gradients_.resize(count, parts);
  product(gradients_[0], count, gradients_.stride(), core_[0], parts, core_.stride(), width, relation_row_gradients_[0],
          relation_row_gradients_.stride());
  // dW_m = sum over the relations of r_m dR
  Matrix relations_t(parts, count), core(parts, width);
  for (std::size_t n = 0; n < count; ++n)
    for (std::size_t m = 0; m < parts; ++m) relations_t[Id(m)][n] = relation_[relations_[n]][m];
  Panels gradients(width, count);
  gradients.set_columns(gradients_[0], gradients_.stride());
  product(relations_t[0], parts, relations_t.stride(), gradients, 0, width, core[0], core.stride());
  return core;
}

}  // namespace kinfold
