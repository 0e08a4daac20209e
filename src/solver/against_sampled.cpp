#include "solver/against_sampled.h"

#include <algorithm>
#include <cmath>

#include "core/product.h"
#include "core/vector.h"
#include "solver/slope_products.h"

namespace kinfold {
namespace {

constexpr float kNever = -1e30f;  // the score of what is left out: it has neither loss nor slope

// Candidate parts of rows, one after the other.
void gather(const BlockTable& entity, std::span<const Id> ids, std::size_t first, std::size_t width, Table& rows) {
  rows.shape(ids.size(), width);
  for (std::size_t n = 0; n < ids.size(); ++n) std::copy_n(entity[ids[n]] + first, width, rows[Id(n)]);
}

RowBlock block_of(const Table& rows) { return {rows[0], rows.rows(), rows.stride()}; }
RowBlock one_of(const RowBlock& block, std::size_t n) { return {block.row + n * block.stride, 1, block.stride}; }

}  // namespace

std::size_t facts_of_chunk(std::size_t negatives) { return std::clamp<std::size_t>(negatives, 64, 256); }

AgainstSampled::AgainstSampled(const RelationalScorer& scorer, BlockedEmbeddings& tables, const KnownFacts& known,
                               const SampledRule& rule, Pool& pool)
    : scorer_(scorer),
      tables_(tables),
      known_(known),
      rule_(rule),
      pool_(pool),
      asked_(
          scorer, [&tables](Id e) { return tables.entity[e]; }, tables.relation, tables.core, pool) {}

double AgainstSampled::step(std::span<const AskedFact> facts, const Draws& tails, const Draws& heads,
                            const EntryRule& update, const Random& random) {
  const double loss = slope(facts, tails, heads, random);
  each_entity([&](Id row, float* slopes) { move_row(update, tables_.row(row), tables_.memory(row), slopes); });
  move_relations(update);
  return loss;
}

double AgainstSampled::slope(std::span<const AskedFact> facts, const Draws& tails, const Draws& heads,
                             const Random& random) {
  const std::size_t count = 2 * facts.size(), width = scorer_.widths().query;
  const std::size_t together = facts_of_chunk(rule_.negatives);
  questions_.clear(), answers_.clear(), weights_.clear();
  chunks_.resize(2 * ((facts.size() + together - 1) / together));
  Random stream = random;
  const std::uint64_t seed = stream();
  std::size_t number = 0;
  for (const bool tail : {true, false}) {
    for (std::size_t begin = 0; begin < facts.size(); begin += together) {
      Chunk& chunk = chunks_[number++];
      chunk.begin = questions_.size();
      chunk.end = chunk.begin + std::min(together, facts.size() - begin);
      chunk.draws = tail ? &tails : &heads;
      for (const AskedFact& fact : facts.subspan(begin, chunk.end - chunk.begin)) {
        questions_.push_back(tail ? fact.tail : fact.head);
        answers_.push_back(tail ? fact.head.entity : fact.tail.entity);
        weights_.push_back(fact.weight / float(count));
      }
    }
  }
  asked_.compose(questions_, rule_.dropout, random);
  query_slopes_.shape(count, width);
  answer_slopes_.shape(count, scorer_.widths().entity);
  offset_slopes_.resize(count);
  pool_.run(chunks_.size(), [&](std::size_t c) { differentiate(chunks_[c], Random(seed, {c})); });
  asked_.backward(query_slopes_, offset_slopes_);
  double loss = 0;
  for (const Chunk& chunk : chunks_) loss += chunk.loss;
  return loss * double(count);
}

void AgainstSampled::differentiate(Chunk& chunk, Random random) {
  const std::size_t queries = chunk.end - chunk.begin;
  chunk.drawn.resize(rule_.negatives);
  for (Id& drawn : chunk.drawn) drawn = chunk.draws->first + chunk.draws->alias.draw(random);
  for (std::size_t n = chunk.begin; rule_.askers && n < chunk.end; ++n) chunk.drawn.push_back(questions_[n].entity);
  meet(chunk);
  std::vector<float> right = chunk.met.of_right, right_slopes(queries);
  chunk.scores.shape(queries, chunk.drawn.size());
  for (std::size_t n = 0; n < queries; ++n) {
    const float constant = rule_.margin + asked_.offset(chunk.begin + n);
    right[n] += constant;
    std::ranges::transform(chunk.met.of_drawn.row(Id(n)), chunk.scores[Id(n)], [&](float s) { return s + constant; });
  }
  leave_out_known(chunk);
  chunk.loss = lose(chunk, right, right_slopes);
  for (std::size_t n = 0; n < queries; ++n) {
    float& sum = offset_slopes_[chunk.begin + n] = right_slopes[n];
    for (const float slope : chunk.scores.row(Id(n))) sum += slope;
  }
  spread(chunk, right_slopes);
}

void AgainstSampled::meet(Chunk& chunk) const {
  Met& met = chunk.met;
  const std::size_t queries = chunk.end - chunk.begin, width = scorer_.widths().query;
  const std::size_t first = scorer_.first(questions_[chunk.begin].end);
  met.queries = {asked_.queries()[Id(chunk.begin)], queries, asked_.queries().stride()};
  gather(tables_.entity, std::span(answers_).subspan(chunk.begin, queries), first, width, met.right);
  gather(tables_.entity, chunk.drawn, first, width, met.drawn);
  met.of_right.resize(queries);
  met.of_drawn.shape(queries, chunk.drawn.size());
  const RowBlock drawn = block_of(met.drawn), right = block_of(met.right);
  const Similarity similarity = scorer_.similarity();
  if (similarity == Similarity::kDot) {
    product(met.queries.row, queries, met.queries.stride, drawn.row, drawn.rows, drawn.stride, width, met.of_drawn[0],
            met.of_drawn.stride());
    for (std::size_t n = 0; n < queries; ++n)
      met.of_right[n] = dot(one_of(met.queries, n).row, met.right[Id(n)], right.stride);
    return;
  }
  distances(similarity, met.queries, drawn, width, met.of_drawn[0], met.of_drawn.stride());
  for (std::size_t n = 0; n < queries; ++n)
    distances(similarity, one_of(met.queries, n), one_of(right, n), width, &met.of_right[n], 1);
}

// The scores' slopes fall on the queries, the right entities and those drawn.
void AgainstSampled::spread(Chunk& chunk, std::span<const float> right_slopes) {
  const Met& met = chunk.met;
  const std::size_t width = scorer_.widths().query, first = scorer_.first(questions_[chunk.begin].end);
  const std::size_t stride = met.queries.stride;
  const Similarity similarity = scorer_.similarity();
  const RowBlock drawn = block_of(met.drawn), right = block_of(met.right);
  float* const of_queries = query_slopes_[Id(chunk.begin)];
  chunk.slopes.shape(drawn.rows, scorer_.widths().entity);
  float* const of_drawn = chunk.slopes[0] + first;
  if (width < scorer_.widths().entity || similarity != Similarity::kDot) std::ranges::fill(chunk.slopes.padded(), 0.0f);
  std::fill_n(answer_slopes_[Id(chunk.begin)], met.queries.rows * answer_slopes_.stride(), 0.0f);
  if (similarity == Similarity::kDot) {
    weigh(chunk.scores, drawn, width, of_queries, stride);
    turn(chunk.scores, chunk.turned);
    weigh(chunk.turned, met.queries, width, of_drawn, chunk.slopes.stride());
    for (std::size_t n = 0; n < met.queries.rows; ++n)
      for (std::size_t k = 0; k < width; ++k) {
        of_queries[n * stride + k] += right_slopes[n] * met.right[Id(n)][k];
        answer_slopes_[Id(chunk.begin + n)][first + k] = right_slopes[n] * one_of(met.queries, n).row[k];
      }
    return;
  }
  std::fill_n(of_queries, met.queries.rows * stride, 0.0f);
  for (std::size_t n = 0; n < met.queries.rows; ++n)
    add_distance_slopes(similarity, one_of(met.queries, n), one_of(right, n), width, &met.of_right[n], &right_slopes[n],
                        1, of_queries + n * stride, answer_slopes_[Id(chunk.begin + n)] + first);
  add_distance_slopes(similarity, met.queries, drawn, width, met.of_drawn[0], chunk.scores[0], chunk.scores.stride(),
                      of_queries, of_drawn);
}

void AgainstSampled::leave_out_known(Chunk& chunk) const {
  std::vector<std::pair<Id, std::uint32_t>> places;
  for (std::uint32_t j = 0; j < chunk.drawn.size(); ++j) places.emplace_back(chunk.drawn[j], j);
  std::ranges::sort(places);
  const auto leave_out = [&](std::size_t n, Id entity) {
    auto at = std::ranges::lower_bound(places, std::pair(entity, 0u));
    for (; at != places.end() && at->first == entity; ++at) chunk.scores[Id(n - chunk.begin)][at->second] = kNever;
  };
  for (std::size_t n = chunk.begin; n < chunk.end; ++n) {
    leave_out(n, answers_[n]);
    if (!rule_.loops) leave_out(n, questions_[n].entity);
    for (const Id entity : known_.find(questions_[n])) leave_out(n, entity);
  }
}

// Scores become slopes.
double AgainstSampled::lose(Chunk& chunk, std::span<const float> right, std::span<float> right_slopes) {
  std::vector<float> corrections(chunk.drawn.size()), slopes(chunk.drawn.size());
  for (std::size_t j = 0; j < rule_.negatives && rule_.corrected; ++j)
    corrections[j] = -std::log(chunk.draws->alias.probability(chunk.drawn[j] - chunk.draws->first) *
                               float(chunk.draws->alias.size()));
  double total = 0;
  with_choice(GraphLosses(), "loss", rule_.loss, [&]<class Loss>() {
    for (std::size_t n = 0; n < right.size(); ++n) {
      GroupScores group{right[n], chunk.scores.row(Id(n)), corrections, 0, slopes};
      const float weight = weights_[chunk.begin + n];
      total += double(weight) * Loss().slopes(group, rule_.setting);
      right_slopes[n] = weight * group.positive_slope;
      for (std::size_t j = 0; j < slopes.size(); ++j) chunk.scores[Id(n)][j] = weight * slopes[j];
    }
  });
  return total;
}

void AgainstSampled::each_entity(const std::function<void(Id row, float* slopes)>& body) {
  entities_.clear();
  for (std::size_t n = 0; n < questions_.size(); ++n) {
    entities_.add(questions_[n].entity, asked_.entity_slopes(n), weights_[n]);
    entities_.add(answers_[n], answer_slopes_[Id(n)], weights_[n]);
  }
  for (Chunk& chunk : chunks_)
    for (std::size_t j = 0; j < chunk.drawn.size(); ++j) entities_.add(chunk.drawn[j], chunk.slopes[Id(j)], 0);
  entities_.each(pool_, tables_.entity.rank(), [&](Id row, float* slopes, float weight) {
    if (weight > 0 && rule_.penalty.strength > 0)
      rule_.penalty.add_gradient(tables_.row(row), scorer_.paired(), weight, slopes);
    body(row, slopes);
  });
}

void AgainstSampled::add_entity_slopes(Table& slopes) {
  each_entity([&](Id row, float* own) {
    for (std::size_t k = 0; k < slopes.rank(); ++k) slopes[row][k] += own[k];
  });
}

void AgainstSampled::move_relations(const EntryRule& update) {
  std::vector<float> weight(tables_.relation.rows());
  for (std::size_t n = 0; n < questions_.size(); ++n) weight[questions_[n].relation] += weights_[n];
  const Table core = asked_.core_slopes();
  asked_.each_relation([&](Id relation, float* slopes) {
    if (!scorer_.angles() && rule_.penalty.strength > 0)
      rule_.penalty.add_gradient(tables_.relation.row(relation), scorer_.paired(), weight[relation], slopes);
    move_row(update, tables_.relation.row(relation), tables_.relation_state.of(relation), slopes);
  });
  for (Id m = 0; m < core.rows(); ++m) move_row(update, tables_.core.row(m), tables_.core_state.of(m), core[m]);
}

}  // namespace kinfold
