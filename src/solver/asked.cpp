#include "solver/asked.h"

#include <algorithm>
#include <numeric>

#include "core/chunks.h"
#include "core/product.h"

namespace kinfold {
namespace {

constexpr std::size_t kTogether = 16;  // questions

void clear(Table& table) { std::ranges::fill(table.padded(), 0.0f); }

}  // namespace

Asked::Asked(const RelationalScorer& scorer, EntityRows entities, const Table& relation, const Table& core, Pool& pool)
    : scorer_(scorer), entities_(std::move(entities)), relation_(relation), core_(core), pool_(pool) {}

void Asked::compose(std::span<const Question> questions, float dropout, const Random& random) {
  questions_ = questions;
  by_relation_.resize(questions.size());
  std::iota(by_relation_.begin(), by_relation_.end(), 0u);
  std::stable_sort(by_relation_.begin(), by_relation_.end(),
                   [&](auto a, auto b) { return questions[a].relation < questions[b].relation; });
  relations_.clear();
  begins_.clear();
  for (std::size_t n = 0; n < by_relation_.size(); ++n)
    if (const Id relation = questions[by_relation_[n]].relation; n == 0 || relation != relations_.back()) {
      relations_.push_back(relation);
      begins_.push_back(n);
    }
  begins_.push_back(questions.size());
  if (core_.rows() > 0) mix_core();

  const Widths widths = scorer_.widths();
  kept_.shape(questions.size(), widths.entity);
  queries_.shape(questions.size(), widths.query);
  offsets_.resize(questions.size());
  mask_.assign(dropout > 0 ? questions.size() * widths.entity : 0, 1 / (1 - dropout));
  Random draws = random;
  for (float& factor : mask_)
    if (draws.uniform() < dropout) factor = 0;
  in_chunks(
      pool_, questions.size(),
      [&](std::size_t n) {
        const Question& q = questions_[n];
        const float* entity = entities_(q.entity);
        if (!mask_.empty()) {
          for (std::size_t k = 0; k < widths.entity; ++k) kept_[Id(n)][k] = entity[k] * mask_[n * widths.entity + k];
          entity = kept_[Id(n)];
        }
        offsets_[n] = scorer_.query(q.end, entity, relation_row(q.relation), queries_[Id(n)]);
      },
      kTogether);
}

// R = sum_m r_m W_m for all relations of the batch.
void Asked::mix_core() {
  const std::size_t count = relations_.size(), parts = relation_.rank(), width = core_.rank();
  Table rows(count, parts);
  for (std::size_t n = 0; n < count; ++n) std::ranges::copy(relation_.row(relations_[n]), rows[Id(n)]);
  mixed_.shape(count, width);
  Panels core(width, parts);
  core.set_columns(core_[0], core_.stride());
  product(rows[0], count, rows.stride(), core, 0, width, mixed_[0], mixed_.stride());
}

std::size_t Asked::place(Id relation) const {
  return std::size_t(std::ranges::lower_bound(relations_, relation) - relations_.begin());
}

const float* Asked::relation_row(Id relation) const {
  return core_.rows() > 0 ? mixed_[Id(place(relation))] : relation_[relation];
}

float* Asked::relation_slopes(Id relation) { return slopes_[Id(place(relation))]; }

void Asked::backward(const Table& query_slopes, std::span<const float> offset_slopes) {
  const Widths widths = scorer_.widths();
  entity_slopes_.shape(questions_.size(), widths.entity);
  slopes_.shape(relations_.size(), widths.relation);
  clear(entity_slopes_);
  clear(slopes_);
  pool_.run(relations_.size(), [&](std::size_t at) {
    for (std::size_t place = begins_[at]; place < begins_[at + 1]; ++place) {
      const std::size_t n = by_relation_[place];
      const Question& q = questions_[n];
      float* const of_entity = entity_slopes_[Id(n)];
      scorer_.backward(q.end, mask_.empty() ? entities_(q.entity) : kept_[Id(n)], relation_row(q.relation),
                       {query_slopes[Id(n)], offset_slopes[n]}, of_entity, slopes_[Id(at)]);
      for (std::size_t k = 0; k < widths.entity && !mask_.empty(); ++k) of_entity[k] *= mask_[n * widths.entity + k];
    }
  });
}

Table Asked::core_slopes() {
  if (core_.rows() == 0) return {};
  const std::size_t count = relations_.size(), parts = relation_.rank(), width = core_.rank();
  // dr_m = W_m . dR
  mixed_slopes_.shape(count, parts);
  product(slopes_[0], count, slopes_.stride(), core_[0], parts, core_.stride(), width, mixed_slopes_[0],
          mixed_slopes_.stride());
  // dW_m = sum over relations of r_m dR
  Table turned(parts, count), core(parts, width);
  for (std::size_t n = 0; n < count; ++n)
    for (std::size_t m = 0; m < parts; ++m) turned[Id(m)][n] = relation_[relations_[n]][m];
  Panels slopes(width, count);
  slopes.set_columns(slopes_[0], slopes_.stride());
  product(turned[0], parts, turned.stride(), slopes, 0, width, core[0], core.stride());
  return core;
}

}  // namespace kinfold
