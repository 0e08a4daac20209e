#include "solver/all_scores.h"

#include <algorithm>
#include <cmath>

#include "core/vector.h"
#include "loss/group.h"

namespace kinfold {
namespace {

constexpr std::size_t kBlock = 256;  // entities whose scores stay in the second cache
constexpr std::size_t kParts = 8;    // sums over entities, added up in order
constexpr float kNearest = 1e-6f;    // the square of a distance is no smaller

}  // namespace

struct AllScores::Call {
  const Table& entity;
  std::size_t first;
  const Table& queries;
  std::span<const float> offsets;
  std::span<const Label> labels;
  Table& entity_slopes;
  MixedPanels rows, columns;  // of the queries
  std::vector<float> weight, least, total, squares;

  std::size_t width() const { return queries.rank(); }
  std::size_t count(std::size_t block) const { return std::min(kBlock, entity.rows() - block * kBlock); }
  const float* candidate(std::size_t id) const { return entity[Id(id)] + first; }
};

// What one thread needs at a time, and what it adds up.
struct AllScores::Part {
  std::size_t begin, end;  // blocks
  LogSum evidence;
  Table turned;         // a block of entities, a number of theirs a row
  Table distances;      // a block's
  MixedPanels columns;  // a block's slopes
  Table query_slopes;   // turned: a number of the queries a row
  std::vector<float> sums;
  double loss = 0;
  std::vector<float> of_answers = {};  // what a block's labels add to its slopes
  std::vector<Half> halves = {};
};

AllScores::AllScores(Similarity similarity, Precision precision, const AllRule& rule, Pool& pool)
    : similarity_(similarity), precision_(precision), rule_(rule), pool_(pool) {}

double AllScores::slopes(const Table& entity, std::size_t first, const Table& queries, std::span<const float> offsets,
                         std::span<const Label> labels, Table& entity_slopes, Table& query_slopes,
                         std::vector<float>& offset_slopes) {
  const std::size_t count = queries.rows(), width = queries.rank(), stride = (count + 15) / 16 * 16;
  const Precision of_scores = is_distance() ? Precision::kFloat32 : precision_;
  Call call{entity,
            first,
            queries,
            offsets,
            labels,
            entity_slopes,
            MixedPanels(count, width, of_scores),
            MixedPanels(width, count, precision_),
            {},
            {},
            {},
            {}};
  weigh(call);
  if (scores_.rows() < entity.rows() || scores_.stride() < stride) scores_ = Table(entity.rows(), count);
  std::vector<Part> parts = parts_of(call);
  if (rule_.softmax) add_evidence(call, parts);
  pool_.run(kParts, [&](std::size_t p) {
    for (std::size_t block = parts[p].begin; block < parts[p].end; ++block) {
      if (!rule_.softmax) score(call, parts[p], block);
      parts[p].loss += differentiate(call, parts[p], block);
    }
  });

  double loss = 0;
  for (std::size_t q = 0; q < count && rule_.softmax; ++q) loss += double(call.weight[q]) * call.total[q];
  for (const Part& part : parts) loss += part.loss;
  for (Id q = 0; q < count; ++q) {
    float sum = 0, pull = 0;
    for (const Part& part : parts) sum += part.sums[q], pull += part.sums[count + q];
    offset_slopes[q] = sum;
    for (std::size_t k = 0; k < width; ++k) {
      float slope = -pull * queries[q][k];
      for (const Part& part : parts) slope += part.query_slopes[Id(k)][q];
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

std::vector<AllScores::Part> AllScores::parts_of(const Call& call) const {
  const std::size_t count = call.queries.rows(), width = call.width();
  const std::size_t blocks = (call.entity.rows() + kBlock - 1) / kBlock;
  std::vector<Part> parts;
  for (std::size_t p = 0; p < kParts; ++p)
    parts.push_back({p * blocks / kParts, (p + 1) * blocks / kParts, LogSum(count), Table(width, kBlock),
                     Table(similarity_ == Similarity::kEuclid ? kBlock : 0, count),
                     MixedPanels(count, kBlock, precision_), Table(width, count), std::vector<float>(2 * count)});
  return parts;
}

// All scores, and the log of the sum of their exponentials for each query.
void AllScores::add_evidence(Call& call, std::vector<Part>& parts) {
  pool_.run(kParts, [&](std::size_t p) {
    for (std::size_t block = parts[p].begin; block < parts[p].end; ++block) {
      score(call, parts[p], block);
      parts[p].evidence.add(scores(call, block));
    }
  });
  for (std::size_t p = 1; p < kParts; ++p) parts[0].evidence.add(parts[p].evidence);
  for (std::size_t q = 0; q < call.queries.rows(); ++q) call.total.push_back(parts[0].evidence.value(q));
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
  call.columns.product(at.scores, at.rows, at.stride, call.entity_slopes[Id(begin)] + call.first,
                       call.entity_slopes.stride(), part.halves);
  if (is_distance())
    for (std::size_t c = 0; c < at.rows; ++c) {
      float pull = 0;
      for (std::size_t q = 0; q < queries; ++q) pull += at.scores[c * at.stride + q];
      float* const slopes = call.entity_slopes[Id(begin + c)] + call.first;
      for (std::size_t k = 0; k < call.width(); ++k) slopes[k] -= pull * call.candidate(begin + c)[k];
    }

  turn(call, part, block);
  if (at.rows < kBlock) {
    Table whole(kBlock, queries);
    for (std::size_t c = 0; c < at.rows; ++c) std::copy_n(at.scores + c * at.stride, queries, whole[Id(c)]);
    part.columns.set_columns(whole[0], whole.stride());
  } else {
    part.columns.set_columns(at.scores, at.stride);
  }
  part.columns.add_product(part.turned[0], call.width(), part.turned.stride(), part.query_slopes[0],
                           part.query_slopes.stride(), part.halves);
  return loss;
}

// A block of candidates, a number of all of them a row; by squares of a cache line, whose rows stay in the first cache.
void AllScores::turn(const Call& call, Part& part, std::size_t block) const {
  constexpr std::size_t kSquare = Table::kLine;
  const std::size_t rows = call.count(block), width = call.width();
  if (rows < kBlock) std::ranges::fill(part.turned.padded(), 0.0f);
  for (std::size_t c0 = 0; c0 < rows; c0 += kSquare)
    for (std::size_t k0 = 0; k0 < width; k0 += kSquare)
      for (std::size_t c = c0; c < std::min(rows, c0 + kSquare); ++c) {
        const float* const from = call.candidate(block * kBlock + c);
        for (std::size_t k = k0; k < std::min(width, k0 + kSquare); ++k) part.turned[Id(k)][c] = from[k];
      }
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
