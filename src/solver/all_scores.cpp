#include "solver/all_scores.h"

#include <algorithm>
#include <cmath>

#include "core/turn.h"
#include "core/vector.h"
#include "loss/group.h"

namespace kinfold {
namespace {

constexpr std::size_t kBlock = 128;  // entities whose scores stay in the second cache
constexpr std::size_t kParts = 8;    // sums over entities, added up in order
constexpr float kNearest = 1e-6f;    // the square of a distance is no smaller

}  // namespace

struct AllScores::Call {
  const Table& entity;
  std::size_t first;
  const Table& queries;
  std::span<const float> offsets;
  std::span<const Label> labels;
  const TakeSlopes& take;
  MixedPanels rows, columns;  // of the queries
  std::vector<float> weight, least, total, squares;

  std::size_t width() const { return queries.rank(); }
  std::size_t count(std::size_t block) const { return std::min(kBlock, entity.rows() - block * kBlock); }
  const float* candidate(std::size_t id) const { return entity[Id(id)] + first; }
};

// What one thread needs at a time, and what it adds up.
struct AllScores::Part {
  std::size_t begin = 0, end = 0;  // blocks
  LogSum evidence{0};
  Table turned;                                    // a block's slopes, a query a row
  Table distances;                                 // a block's
  Table entity_slopes;                             // a block's
  MixedPanels columns{0, 0, Precision::kFloat32};  // a block of entities
  Table query_slopes;
  std::vector<float> sums;
  double loss = 0;
  std::vector<float> of_answers;  // what a block's labels add to its slopes
  std::vector<Half> halves;
};

AllScores::AllScores(Similarity similarity, Precision precision, const AllRule& rule, Pool& pool)
    : similarity_(similarity), precision_(precision), rule_(rule), pool_(pool), parts_(kParts) {}

AllScores::~AllScores() = default;

double AllScores::slopes(const Table& entity, std::size_t first, const Table& queries, std::span<const float> offsets,
                         std::span<const Label> labels, const TakeSlopes& take, Table& query_slopes,
                         std::vector<float>& offset_slopes) {
  const std::size_t count = queries.rows(), width = queries.rank(), stride = (count + 15) / 16 * 16;
  const Precision of_scores = is_distance() ? Precision::kFloat32 : precision_;
  Call call{entity,
            first,
            queries,
            offsets,
            labels,
            take,
            MixedPanels(count, width, of_scores),
            MixedPanels(width, count, precision_),
            {},
            {},
            {},
            {}};
  weigh(call);
  if (scores_.rows() < entity.rows() || scores_.stride() < stride) scores_ = Table(entity.rows(), count);
  start_parts(call);
  if (rule_.softmax) add_evidence(call);
  pool_.run(kParts, [&](std::size_t p) {
    for (std::size_t block = parts_[p].begin; block < parts_[p].end; ++block) {
      if (!rule_.softmax) score(call, parts_[p], block);
      parts_[p].loss += differentiate(call, parts_[p], block);
    }
  });

  double loss = 0;
  for (std::size_t q = 0; q < count && rule_.softmax; ++q) loss += double(call.weight[q]) * call.total[q];
  for (const Part& part : parts_) loss += part.loss;
  for (Id q = 0; q < count; ++q) {
    float sum = 0, pull = 0;
    for (const Part& part : parts_) sum += part.sums[q], pull += part.sums[count + q];
    offset_slopes[q] = sum;
    for (std::size_t k = 0; k < width; ++k) {
      float slope = -pull * queries[q][k];
      for (const Part& part : parts_) slope += part.query_slopes[q][k];
      query_slopes[q][k] = slope;
    }
  }
  return loss;
}

// Packs the queries, and tells how much each counts.
void AllScores::weigh(Call& call) const {
  const Table& queries = call.queries;
  call.rows.set_rows(queries[0], queries.stride());
  call.columns.set_columns(queries[0], queries.stride());
  call.weight.resize(queries.rows());
  std::vector<float> answers(queries.rows());
  for (const Label& label : call.labels) call.weight[label.query] += label.weight, ++answers[label.query];
  for (std::size_t q = 0; q < answers.size() && !rule_.softmax; ++q) call.weight[q] /= std::max(answers[q], 1.0f);
  for (const float weight : call.weight) call.least.push_back(weight * rule_.smoothing / float(call.entity.rows()));
  for (Id q = 0; q < queries.rows() && is_distance(); ++q)
    call.squares.push_back(dot(queries[q], queries[q], queries.stride()));
}

void AllScores::start_parts(const Call& call) {
  const std::size_t count = call.queries.rows(), width = call.width(), rank = call.entity.rank();
  const std::size_t blocks = (call.entity.rows() + kBlock - 1) / kBlock;
  for (std::size_t p = 0; p < kParts; ++p) {
    Part& part = parts_[p];
    part.begin = p * blocks / kParts, part.end = (p + 1) * blocks / kParts;
    part.evidence = LogSum(count);
    part.turned.shape(count, kBlock);
    part.distances.shape(similarity_ == Similarity::kEuclid ? kBlock : 0, count);
    part.entity_slopes.shape(kBlock, rank);
    if (width < rank) std::ranges::fill(part.entity_slopes.padded(), 0.0f);
    if (part.columns.rows() != width) part.columns = MixedPanels(width, kBlock, precision_);
    part.query_slopes.shape(count, width);
    std::ranges::fill(part.query_slopes.padded(), 0.0f);
    part.sums.assign(2 * count, 0);
    part.loss = 0;
  }
}

// All scores, and the log of the sum of their exponentials for each query.
void AllScores::add_evidence(Call& call) {
  pool_.run(kParts, [&](std::size_t p) {
    for (std::size_t block = parts_[p].begin; block < parts_[p].end; ++block) {
      score(call, parts_[p], block);
      parts_[p].evidence.add(scores(call, block));
    }
  });
  for (std::size_t p = 1; p < kParts; ++p) parts_[0].evidence.add(parts_[p].evidence);
  for (std::size_t q = 0; q < call.queries.rows(); ++q) call.total.push_back(parts_[0].evidence.value(q));
}

ScoreBlock AllScores::scores(const Call& call, std::size_t block) {
  return {scores_[Id(block * kBlock)], call.count(block), scores_.stride()};
}

void AllScores::score(const Call& call, Part& part, std::size_t block) {
  const ScoreBlock to = scores(call, block);
  const std::size_t queries = call.queries.rows();
  call.rows.product(call.candidate(block * kBlock), to.rows, call.entity.stride(), to.scores, to.stride, part.halves);
  for (std::size_t c = 0; c < to.rows; ++c) {
    float* const row = to.scores + c * to.stride;
    if (is_distance()) {
      const float* const e = call.candidate(block * kBlock + c);
      float square = 0;
      for (std::size_t k = 0; k < call.width(); ++k) square += e[k] * e[k];
      for (std::size_t q = 0; q < queries; ++q) row[q] = -std::max(call.squares[q] + square - 2 * row[q], kNearest);
      for (std::size_t q = 0; q < queries && similarity_ == Similarity::kEuclid; ++q) row[q] = -std::sqrt(-row[q]);
    }
    for (std::size_t q = 0; q < queries; ++q) row[q] += call.offsets[q];
  }
}

// Scores become slopes, and these fall on the entities and the queries.
double AllScores::differentiate(const Call& call, Part& part, std::size_t block) {
  const ScoreBlock at = scores(call, block);
  const std::size_t queries = call.queries.rows(), begin = block * kBlock;
  for (std::size_t c = 0; c < at.rows && similarity_ == Similarity::kEuclid; ++c)
    for (std::size_t q = 0; q < queries; ++q) part.distances[Id(c)][q] = call.offsets[q] - at.scores[c * at.stride + q];

  const auto own = std::ranges::lower_bound(call.labels, Id(begin), {}, &Label::entity);
  const auto end = std::ranges::lower_bound(call.labels, Id(begin + at.rows), {}, &Label::entity);
  const float sure = 1 - rule_.smoothing;
  double loss = 0;
  part.of_answers.clear();
  for (auto label = own; label != end; ++label) {
    const float score = at.scores[(label->entity - begin) * at.stride + label->query];
    loss -= double(label->weight) * sure * score;
    part.of_answers.push_back(-label->weight * sure);
    if (rule_.softmax) continue;
    const float more = label->weight - call.weight[label->query];
    loss += double(more) * log1p_exp(score);
    part.of_answers.back() += more * sigmoid(score);
  }
  loss += rule_.softmax ? -softmax_slopes(at, call.total, call.weight, call.least)
                        : logistic_slopes(at, call.weight, call.least);
  for (auto label = own; label != end; ++label)
    at.scores[(label->entity - begin) * at.stride + label->query] += part.of_answers[std::size_t(label - own)];

  for (std::size_t c = 0; c < at.rows && rule_.offset_slopes; ++c)
    for (std::size_t q = 0; q < queries; ++q) part.sums[q] += at.scores[c * at.stride + q];
  if (is_distance()) turn_distances(call, part, block);
  call.columns.product(at.scores, at.rows, at.stride, part.entity_slopes[0] + call.first, part.entity_slopes.stride(),
                       part.halves);
  if (is_distance())
    for (std::size_t c = 0; c < at.rows; ++c) {
      float pull = 0;
      for (std::size_t q = 0; q < queries; ++q) pull += at.scores[c * at.stride + q];
      float* const slopes = part.entity_slopes[Id(c)] + call.first;
      for (std::size_t k = 0; k < call.width(); ++k) slopes[k] -= pull * call.candidate(begin + c)[k];
    }

  add_query_slopes(call, part, block);
  for (std::size_t c = 0; c < at.rows; ++c) call.take(Id(begin + c), part.entity_slopes[Id(c)]);
  return loss;
}

void AllScores::add_query_slopes(const Call& call, Part& part, std::size_t block) {
  const ScoreBlock at = scores(call, block);
  const std::size_t queries = call.queries.rows();
  if (at.rows < kBlock) {
    std::ranges::fill(part.turned.padded(), 0.0f);
    Table whole(kBlock, call.width());
    for (std::size_t c = 0; c < at.rows; ++c)
      std::copy_n(call.candidate(block * kBlock + c), call.width(), whole[Id(c)]);
    part.columns.set_columns(whole[0], whole.stride());
  } else {
    part.columns.set_columns(call.candidate(block * kBlock), call.entity.stride());
  }
  turn(at.scores, at.rows, queries, at.stride, part.turned[0], part.turned.stride());
  part.columns.add_product(part.turned[0], queries, part.turned.stride(), part.query_slopes[0],
                           part.query_slopes.stride(), part.halves);
}

// With d = |q - e| and the score -d: dscore/dq = (e - q) / d, and by e (q - e) / d. Slopes become slope / d, which the
// products carry; what is left is - sum slope / d of the vector itself. With the score -d^2 they become 2 slope.
void AllScores::turn_distances(const Call& call, Part& part, std::size_t block) {
  const ScoreBlock at = scores(call, block);
  const std::size_t queries = call.queries.rows();
  for (std::size_t c = 0; c < at.rows; ++c)
    for (std::size_t q = 0; q < queries; ++q) {
      float& slope = at.scores[c * at.stride + q];
      slope = similarity_ == Similarity::kSquare ? 2 * slope : slope / part.distances[Id(c)][q];
      part.sums[queries + q] += slope;
    }
}

}  // namespace kinfold
