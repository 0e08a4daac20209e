#include "solver/against_sampled.h"

#include <algorithm>
#include <cmath>

#include "core/product.h"
#include "core/vector.h"
#include "scorer/distances.h"

namespace kinfold {
namespace {

constexpr std::size_t kFacts = 64;  // of a chunk
constexpr float kNever = -1e30f;    // the score of what is left out: it has neither loss nor slope

// Candidate parts of rows, one after the other.
Table gathered(const BlockTable& entity, std::span<const Id> ids, std::size_t first, std::size_t width) {
  Table rows(ids.size(), width);
  for (std::size_t n = 0; n < ids.size(); ++n) std::copy_n(entity[ids[n]] + first, width, rows[Id(n)]);
  return rows;
}

Table turned(const Table& rows) {
  Table result(rows.rank(), rows.rows());
  for (Id i = 0; i < rows.rows(); ++i)
    for (std::size_t k = 0; k < rows.rank(); ++k) result[Id(k)][i] = rows[i][k];
  return result;
}

// to += slopes . rows
void add_weighted(const Table& slopes, const RowBlock& rows, std::size_t width, float* to, std::size_t stride) {
  Panels columns(width, rows.rows);
  columns.set_columns(rows.row, rows.stride);
  add_product(slopes[0], slopes.rows(), slopes.stride(), columns, 0, width, to, stride);
}

RowBlock block_of(const Table& rows) { return {rows[0], rows.rows(), rows.stride()}; }
RowBlock one_of(const RowBlock& block, std::size_t n) { return {block.row + n * block.stride, 1, block.stride}; }

}  // namespace

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
  const std::size_t count = 2 * facts.size(), width = scorer_.widths().query;
  questions_.clear(), answers_.clear(), weights_.clear(), chunks_.clear();
  Random stream = random;
  const std::uint64_t seed = stream();
  for (const bool tail : {true, false}) {
    for (std::size_t begin = 0; begin < facts.size(); begin += kFacts) {
      const std::size_t number = chunks_.size(), first = questions_.size();
      chunks_.push_back({first,
                         first + std::min(kFacts, facts.size() - begin),
                         Random(seed, {number}),
                         tail ? &tails : &heads,
                         {},
                         {},
                         0});
      for (const AskedFact& fact : facts.subspan(begin, chunks_.back().end - first)) {
        questions_.push_back(tail ? fact.tail : fact.head);
        answers_.push_back(tail ? fact.head.entity : fact.tail.entity);
        weights_.push_back(fact.weight / float(count));
      }
    }
  }
  asked_.compose(questions_, rule_.dropout, random);
  if (query_slopes_.rows() != count) {
    query_slopes_ = Table(count, width);
    answer_slopes_ = Table(count, scorer_.widths().entity);
  }
  offset_slopes_.resize(count);
  pool_.run(chunks_.size(), [&](std::size_t c) { differentiate(chunks_[c]); });
  asked_.backward(query_slopes_, offset_slopes_);
  move(update);
  double loss = 0;
  for (const Chunk& chunk : chunks_) loss += chunk.loss;
  return loss * double(count);
}

// What the queries of a chunk meet, and how: similarities without the scores' constants.
struct AgainstSampled::Met {
  RowBlock queries;
  Table right, drawn;  // the right entity of each query, and those drawn for all
  std::vector<float> of_right;
  Table of_drawn;
};

void AgainstSampled::differentiate(Chunk& chunk) {
  const std::size_t queries = chunk.end - chunk.begin;
  for (std::size_t n = 0; n < rule_.negatives; ++n)
    chunk.drawn.push_back(chunk.draws->first + chunk.draws->alias.draw(chunk.random));
  const Met met = meet(chunk);
  std::vector<float> right = met.of_right, right_slopes(queries);
  Table slopes = met.of_drawn;
  for (std::size_t n = 0; n < queries; ++n) {
    const float constant = rule_.margin + asked_.offset(chunk.begin + n);
    right[n] += constant;
    for (float& s : slopes.row(Id(n))) s += constant;
  }
  leave_out_known(chunk, slopes);
  chunk.loss = lose(chunk, slopes, right, right_slopes);
  for (std::size_t n = 0; n < queries; ++n) {
    float& sum = offset_slopes_[chunk.begin + n] = right_slopes[n];
    for (const float slope : slopes.row(Id(n))) sum += slope;
  }
  spread(chunk, met, right_slopes, slopes);
}

AgainstSampled::Met AgainstSampled::meet(const Chunk& chunk) const {
  const std::size_t queries = chunk.end - chunk.begin, width = scorer_.widths().query;
  const std::size_t first = scorer_.first(questions_[chunk.begin].end);
  const std::span<const Id> answers = std::span(answers_).subspan(chunk.begin, queries);
  Met met{{asked_.queries()[Id(chunk.begin)], queries, asked_.queries().stride()},
          gathered(tables_.entity, answers, first, width),
          gathered(tables_.entity, chunk.drawn, first, width),
          std::vector<float>(queries),
          Table(queries, chunk.drawn.size())};
  const RowBlock drawn = block_of(met.drawn), right = block_of(met.right);
  const Similarity similarity = scorer_.similarity();
  if (similarity == Similarity::kDot) {
    product(met.queries.row, queries, met.queries.stride, drawn.row, drawn.rows, drawn.stride, width, met.of_drawn[0],
            met.of_drawn.stride());
    for (std::size_t n = 0; n < queries; ++n)
      met.of_right[n] = dot(one_of(met.queries, n).row, met.right[Id(n)], right.stride);
    return met;
  }
  distances(similarity, met.queries, drawn, width, met.of_drawn[0], met.of_drawn.stride());
  for (std::size_t n = 0; n < queries; ++n)
    distances(similarity, one_of(met.queries, n), one_of(right, n), width, &met.of_right[n], 1);
  return met;
}

// The scores' slopes fall on the queries, the right entities and those drawn.
void AgainstSampled::spread(Chunk& chunk, const Met& met, std::span<const float> right_slopes, const Table& slopes) {
  const std::size_t width = scorer_.widths().query, first = scorer_.first(questions_[chunk.begin].end);
  const std::size_t stride = met.queries.stride;
  const Similarity similarity = scorer_.similarity();
  const RowBlock drawn = block_of(met.drawn), right = block_of(met.right);
  float* const of_queries = query_slopes_[Id(chunk.begin)];
  Table of_drawn(drawn.rows, width);
  for (std::size_t n = 0; n < met.queries.rows; ++n) {
    float *const of_query = of_queries + n * stride, *const of_answer = answer_slopes_[Id(chunk.begin + n)];
    std::fill_n(of_query, width, 0.0f);
    std::fill_n(of_answer, answer_slopes_.rank(), 0.0f);
    if (similarity != Similarity::kDot) {
      add_distance_slopes(similarity, one_of(met.queries, n), one_of(right, n), width, &met.of_right[n],
                          &right_slopes[n], 1, of_query, of_answer + first);
      continue;
    }
    for (std::size_t k = 0; k < width; ++k) {
      of_query[k] = right_slopes[n] * met.right[Id(n)][k];
      of_answer[first + k] = right_slopes[n] * one_of(met.queries, n).row[k];
    }
  }
  if (similarity == Similarity::kDot) {
    add_weighted(slopes, drawn, width, of_queries, stride);
    add_weighted(turned(slopes), met.queries, width, of_drawn[0], of_drawn.stride());
  } else {
    add_distance_slopes(similarity, met.queries, drawn, width, met.of_drawn[0], slopes[0], slopes.stride(), of_queries,
                        of_drawn[0]);
  }
  chunk.slopes = Table(drawn.rows, scorer_.widths().entity);
  for (Id n = 0; n < drawn.rows; ++n) std::copy_n(of_drawn[n], width, chunk.slopes[n] + first);
}

void AgainstSampled::leave_out_known(const Chunk& chunk, Table& scores) const {
  std::vector<std::pair<Id, std::uint32_t>> places;
  for (std::uint32_t j = 0; j < chunk.drawn.size(); ++j) places.emplace_back(chunk.drawn[j], j);
  std::ranges::sort(places);
  const auto leave_out = [&](std::size_t n, Id entity) {
    auto at = std::ranges::lower_bound(places, std::pair(entity, 0u));
    for (; at != places.end() && at->first == entity; ++at) scores[Id(n - chunk.begin)][at->second] = kNever;
  };
  for (std::size_t n = chunk.begin; n < chunk.end; ++n) {
    leave_out(n, answers_[n]);
    if (!rule_.loops) leave_out(n, questions_[n].entity);
    for (const Id entity : known_.find(questions_[n])) leave_out(n, entity);
  }
}

// Scores become slopes.
double AgainstSampled::lose(const Chunk& chunk, Table& scores, std::span<const float> right,
                            std::span<float> right_slopes) {
  std::vector<float> corrections(chunk.drawn.size()), slopes(chunk.drawn.size());
  for (std::size_t j = 0; j < corrections.size() && rule_.corrected; ++j)
    corrections[j] = -std::log(chunk.draws->alias.probability(chunk.drawn[j] - chunk.draws->first) *
                               float(chunk.draws->alias.size()));
  double total = 0;
  with_choice(GraphLosses(), "loss", rule_.loss, [&]<class Loss>() {
    for (std::size_t n = 0; n < right.size(); ++n) {
      GroupScores group{right[n], scores.row(Id(n)), corrections, 0, slopes};
      const float weight = weights_[chunk.begin + n];
      total += double(weight) * Loss().slopes(group, rule_.setting);
      right_slopes[n] = weight * group.positive_slope;
      for (std::size_t j = 0; j < slopes.size(); ++j) scores[Id(n)][j] = weight * slopes[j];
    }
  });
  return total;
}

void AgainstSampled::move(const EntryRule& update) {
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
    move_row(update, tables_.row(row), tables_.memory(row), slopes);
  });

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
