#include "solver/against_sampled.h"

#include <algorithm>
#include <cmath>

#include "core/product.h"
#include "core/vector.h"
#include "scorer/distances.h"

namespace kinfold {
namespace {

constexpr std::size_t kFacts = 64;  // facts
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
void add_weighted(const Table& slopes, const Table& rows, float* to, std::size_t stride) {
  Panels columns(rows.rank(), rows.rows());
  columns.set_columns(rows[0], rows.stride());
  add_product(slopes[0], slopes.rows(), slopes.stride(), columns, 0, rows.rank(), to, stride);
}

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
  for (const bool tail : {true, false}) {
    for (std::size_t begin = 0; begin < facts.size(); begin += kFacts) {
      Random stream = random;
      const std::size_t number = chunks_.size(), first = questions_.size();
      chunks_.push_back({first,
                         first + std::min(kFacts, facts.size() - begin),
                         Random(stream(), {number}),
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
  offset_slopes_.assign(count, 0);
  pool_.run(chunks_.size(), [&](std::size_t c) { differentiate(chunks_[c]); });
  asked_.backward(query_slopes_, offset_slopes_);
  move(update);
  double loss = 0;
  for (const Chunk& chunk : chunks_) loss += chunk.loss;
  return loss * double(count);
}

void AgainstSampled::differentiate(Chunk& chunk) {
  const std::size_t queries = chunk.end - chunk.begin, width = scorer_.widths().query;
  const std::size_t first = scorer_.first(questions_[chunk.begin].end);
  const Similarity similarity = scorer_.similarity();
  for (std::size_t n = 0; n < rule_.negatives; ++n)
    chunk.drawn.push_back(chunk.draws->first + chunk.draws->alias.draw(chunk.random));
  const Table drawn = gathered(tables_.entity, chunk.drawn, first, width);
  const Table right = gathered(tables_.entity, std::span(answers_).subspan(chunk.begin, queries), first, width);
  const float* const query = asked_.queries()[Id(chunk.begin)];
  const std::size_t stride = asked_.queries().stride();
  const auto row = [&](const float* from, std::size_t n) { return RowBlock{from + n * stride, 1, stride}; };

  Table scores(queries, drawn.rows());
  std::vector<float> right_scores(queries), right_slopes(queries);
  if (similarity == Similarity::kDot)
    product(query, queries, stride, drawn[0], drawn.rows(), drawn.stride(), width, scores[0], scores.stride());
  else
    distances(similarity, {query, queries, stride}, {drawn[0], drawn.rows(), stride}, width, scores[0],
              scores.stride());
  for (std::size_t n = 0; n < queries; ++n) {
    if (similarity == Similarity::kDot)
      right_scores[n] = dot(query + n * stride, right[Id(n)], stride);
    else
      distances(similarity, row(query, n), row(right[0], n), width, &right_scores[n], 1);
  }
  const Table met = similarity == Similarity::kDot ? Table() : scores;
  const std::vector<float> right_met = right_scores;
  for (std::size_t n = 0; n < queries; ++n) {
    const float constant = rule_.margin + asked_.offset(chunk.begin + n);
    right_scores[n] += constant;
    for (float& s : scores.row(Id(n))) s += constant;
  }
  leave_out_known(chunk, scores);
  chunk.loss = lose(chunk, scores, right_scores, right_slopes);

  chunk.slopes = Table(drawn.rows(), scorer_.widths().entity);
  Table of_drawn(drawn.rows(), width);
  for (std::size_t n = 0; n < queries; ++n) {
    const Id at = Id(chunk.begin + n);
    float *const of_query = query_slopes_[at], *const of_right = answer_slopes_[at] + first;
    std::fill_n(of_query, width, 0.0f);
    std::fill_n(answer_slopes_[at], answer_slopes_.rank(), 0.0f);
    float sum = right_slopes[n];
    for (const float slope : scores.row(Id(n))) sum += slope;
    offset_slopes_[at] = sum;
    if (similarity == Similarity::kDot) {
      for (std::size_t k = 0; k < width; ++k) {
        of_query[k] = right_slopes[n] * right[Id(n)][k];
        of_right[k] = right_slopes[n] * query[n * stride + k];
      }
    } else {
      add_distance_slopes(similarity, row(query, n), row(right[0], n), width, &right_met[n], &right_slopes[n], 1,
                          of_query, of_right);
    }
  }
  if (similarity == Similarity::kDot) {
    add_weighted(scores, drawn, query_slopes_[Id(chunk.begin)], stride);
    Table queries_of_chunk(queries, width);
    for (std::size_t n = 0; n < queries; ++n) std::copy_n(query + n * stride, width, queries_of_chunk[Id(n)]);
    add_weighted(turned(scores), queries_of_chunk, of_drawn[0], of_drawn.stride());
  } else {
    add_distance_slopes(similarity, {query, queries, stride}, {drawn[0], drawn.rows(), stride}, width, met[0],
                        scores[0], scores.stride(), query_slopes_[Id(chunk.begin)], of_drawn[0]);
  }
  for (Id n = 0; n < drawn.rows(); ++n) std::copy_n(of_drawn[n], width, chunk.slopes[n] + first);
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
