#include "kg/score_all_entities.h"

#include <algorithm>
#include <cmath>

#include "core/transpose.h"
#include "core/vector.h"

namespace kinfold {
namespace {

constexpr std::size_t kBlock = 128;  // entities per block, so that their scores stay in the L2 cache
constexpr std::size_t kParts = 8;    // parallel parts; their sums are added in a fixed order
constexpr float kMinSquare = 1e-6f;  // the minimum of squared distances

}  // namespace

struct AllEntityScorer::ScoreCall {
  const Matrix& entity;
  std::size_t first;
  const Matrix& queries;
  std::span<const float> offsets;
  std::span<const QueryLabel> labels;
  const GradientCallback& callback;
  MixedPanels rows, columns;  // of the queries
  std::vector<float> weight, smoothing_weight, total, squares;

  std::size_t width() const { return queries.rank(); }
  std::size_t count(std::size_t block) const { return std::min(kBlock, entity.rows() - block * kBlock); }
  const float* candidate(std::size_t id) const { return entity[Id(id)] + first; }
};

// The buffers and sums of one part of the entities.
struct AllEntityScorer::EntityRange {
  std::size_t begin = 0, end = 0;  // blocks
  LogSumExp log_sum{0};
  Matrix gradients_t;                              // the score gradients of a block, transposed: one row per query
  Matrix distances;                                // of a block
  Matrix entity_gradients;                         // of a block
  MixedPanels columns{0, 0, Precision::kFloat32};  // the entities of a block
  Matrix query_gradients;
  std::vector<float> sums;
  double loss = 0;
  std::vector<float> label_terms;  // the terms that the labels of a block add to its score gradients
  std::vector<BFloat16> bf16_buffer;
};

AllEntityScorer::AllEntityScorer(Similarity similarity, Precision precision, const AllEntityOptions& options,
                                 Pool& pool)
    : similarity_(similarity),
      precision_(precision),
      options_(options),
      loss_(one_vs_all_loss(options.loss)),
      pool_(pool),
      parts_(kParts) {}

AllEntityScorer::~AllEntityScorer() = default;

double AllEntityScorer::gradients(const Matrix& entity, std::size_t first, const Matrix& queries,
                                  std::span<const float> offsets, std::span<const QueryLabel> labels,
                                  const GradientCallback& callback, Matrix& query_gradients,
                                  std::vector<float>& offset_gradients) {
  const std::size_t count = queries.rows(), width = queries.rank(), stride = (count + 15) / 16 * 16;
  const Precision score_precision = is_distance() ? Precision::kFloat32 : precision_;
  ScoreCall call{entity,
                 first,
                 queries,
                 offsets,
                 labels,
                 callback,
                 MixedPanels(count, width, score_precision),
                 MixedPanels(width, count, precision_),
                 {},
                 {},
                 {},
                 {}};
  pack_queries(call);
  if (scores_.rows() < entity.rows() || scores_.stride() < stride) scores_ = Matrix(entity.rows(), count);
  init_parts(call);
  if (loss_.normalized) add_log_sums(call);
  pool_.run(kParts, [&](std::size_t p) {
    for (std::size_t block = parts_[p].begin; block < parts_[p].end; ++block) {
      if (!loss_.normalized) score(call, parts_[p], block);
      parts_[p].loss += differentiate(call, parts_[p], block);
    }
  });

  double loss = 0;
  for (std::size_t q = 0; q < count && loss_.normalized; ++q) loss += double(call.weight[q]) * call.total[q];
  for (const EntityRange& part : parts_) loss += part.loss;
  for (Id q = 0; q < count; ++q) {
    float sum = 0, gradient_sum = 0;
    for (const EntityRange& part : parts_) sum += part.sums[q], gradient_sum += part.sums[count + q];
    offset_gradients[q] = sum;
    for (std::size_t k = 0; k < width; ++k) {
      float gradient = -gradient_sum * queries[q][k];
      for (const EntityRange& part : parts_) gradient += part.query_gradients[q][k];
      query_gradients[q][k] = gradient;
    }
  }
  return loss;
}

// Packs the query vectors and computes the weights of the queries.
void AllEntityScorer::pack_queries(ScoreCall& call) const {
  const Matrix& queries = call.queries;
  call.rows.set_rows(queries[0], queries.stride());
  call.columns.set_columns(queries[0], queries.stride());
  call.weight.resize(queries.rows());
  std::vector<float> answers(queries.rows());
  for (const QueryLabel& label : call.labels) call.weight[label.query] += label.weight, ++answers[label.query];
  for (std::size_t q = 0; q < answers.size() && !loss_.normalized; ++q) call.weight[q] /= std::max(answers[q], 1.0f);
  for (const float weight : call.weight)
    call.smoothing_weight.push_back(weight * options_.label_smoothing / float(call.entity.rows()));
  for (Id q = 0; q < queries.rows() && is_distance(); ++q)
    call.squares.push_back(dot(queries[q], queries[q], queries.stride()));
}

void AllEntityScorer::init_parts(const ScoreCall& call) {
  const std::size_t count = call.queries.rows(), width = call.width(), rank = call.entity.rank();
  const std::size_t blocks = (call.entity.rows() + kBlock - 1) / kBlock;
  for (std::size_t p = 0; p < kParts; ++p) {
    EntityRange& part = parts_[p];
    part.begin = p * blocks / kParts, part.end = (p + 1) * blocks / kParts;
    part.log_sum = LogSumExp(count);
    part.gradients_t.resize(count, kBlock);
    part.distances.resize(similarity_ == Similarity::kEuclidean ? kBlock : 0, count);
    part.entity_gradients.resize(kBlock, rank);
    if (width < rank) std::ranges::fill(part.entity_gradients.padded(), 0.0f);
    if (part.columns.rows() != width) part.columns = MixedPanels(width, kBlock, precision_);
    part.query_gradients.resize(count, width);
    std::ranges::fill(part.query_gradients.padded(), 0.0f);
    part.sums.assign(2 * count, 0);
    part.loss = 0;
  }
}

// Computes all scores, and the log-sum-exp of each query.
void AllEntityScorer::add_log_sums(ScoreCall& call) {
  pool_.run(kParts, [&](std::size_t p) {
    for (std::size_t block = parts_[p].begin; block < parts_[p].end; ++block) {
      score(call, parts_[p], block);
      parts_[p].log_sum.add(scores(call, block));
    }
  });
  for (std::size_t p = 1; p < kParts; ++p) parts_[0].log_sum.add(parts_[p].log_sum);
  for (std::size_t q = 0; q < call.queries.rows(); ++q) call.total.push_back(parts_[0].log_sum.value(q));
}

ScoreBlock AllEntityScorer::scores(const ScoreCall& call, std::size_t block) {
  return {scores_[Id(block * kBlock)], call.count(block), scores_.stride()};
}

void AllEntityScorer::score(const ScoreCall& call, EntityRange& part, std::size_t block) {
  const ScoreBlock to = scores(call, block);
  const std::size_t queries = call.queries.rows();
  call.rows.product(call.candidate(block * kBlock), to.rows, call.entity.stride(), to.scores, to.stride,
                    part.bf16_buffer);
  for (std::size_t c = 0; c < to.rows; ++c) {
    float* const row = to.scores + c * to.stride;
    if (is_distance()) {
      const float* const e = call.candidate(block * kBlock + c);
      float square = 0;
      for (std::size_t k = 0; k < call.width(); ++k) square += e[k] * e[k];
      for (std::size_t q = 0; q < queries; ++q) row[q] = -std::max(call.squares[q] + square - 2 * row[q], kMinSquare);
      for (std::size_t q = 0; q < queries && similarity_ == Similarity::kEuclidean; ++q) row[q] = -std::sqrt(-row[q]);
    }
    for (std::size_t q = 0; q < queries; ++q) row[q] += call.offsets[q];
  }
}

// Replaces the scores of a block by their gradients and propagates these to the entities and the queries. Returns the
// loss of the block.
double AllEntityScorer::differentiate(const ScoreCall& call, EntityRange& part, std::size_t block) {
  const ScoreBlock at = scores(call, block);
  const std::size_t queries = call.queries.rows(), begin = block * kBlock;
  for (std::size_t c = 0; c < at.rows && similarity_ == Similarity::kEuclidean; ++c)
    for (std::size_t q = 0; q < queries; ++q) part.distances[Id(c)][q] = call.offsets[q] - at.scores[c * at.stride + q];

  const auto first_label = std::ranges::lower_bound(call.labels, Id(begin), {}, &QueryLabel::entity);
  const auto end = std::ranges::lower_bound(call.labels, Id(begin + at.rows), {}, &QueryLabel::entity);
  const float true_label = 1 - options_.label_smoothing;
  double loss = 0;
  part.label_terms.clear();
  for (auto label = first_label; label != end; ++label) {
    const float score = at.scores[(label->entity - begin) * at.stride + label->query];
    loss -= double(label->weight) * true_label * score;
    part.label_terms.push_back(-label->weight * true_label);
    if (!loss_.candidate) continue;
    const float more = label->weight - call.weight[label->query];
    const OneVsAllLoss::Candidate candidate = loss_.candidate(score);
    loss += double(more) * candidate.loss;
    part.label_terms.back() += more * candidate.gradient;
  }
  loss += loss_.gradients(at, {call.total, call.weight, call.smoothing_weight});
  for (auto label = first_label; label != end; ++label)
    at.scores[(label->entity - begin) * at.stride + label->query] += part.label_terms[std::size_t(label - first_label)];

  for (std::size_t c = 0; c < at.rows && options_.offset_gradients; ++c)
    for (std::size_t q = 0; q < queries; ++q) part.sums[q] += at.scores[c * at.stride + q];
  if (is_distance()) backward_distances(call, part, block);
  call.columns.product(at.scores, at.rows, at.stride, part.entity_gradients[0] + call.first,
                       part.entity_gradients.stride(), part.bf16_buffer);
  if (is_distance())
    for (std::size_t c = 0; c < at.rows; ++c) {
      float gradient_sum = 0;
      for (std::size_t q = 0; q < queries; ++q) gradient_sum += at.scores[c * at.stride + q];
      float* const gradients = part.entity_gradients[Id(c)] + call.first;
      for (std::size_t k = 0; k < call.width(); ++k) gradients[k] -= gradient_sum * call.candidate(begin + c)[k];
    }

  add_query_gradients(call, part, block);
  for (std::size_t c = 0; c < at.rows; ++c) call.callback(Id(begin + c), part.entity_gradients[Id(c)]);
  return loss;
}

void AllEntityScorer::add_query_gradients(const ScoreCall& call, EntityRange& part, std::size_t block) {
  const ScoreBlock at = scores(call, block);
  const std::size_t queries = call.queries.rows();
  if (at.rows < kBlock) {
    std::ranges::fill(part.gradients_t.padded(), 0.0f);
    Matrix whole(kBlock, call.width());
    for (std::size_t c = 0; c < at.rows; ++c)
      std::copy_n(call.candidate(block * kBlock + c), call.width(), whole[Id(c)]);
    part.columns.set_columns(whole[0], whole.stride());
  } else {
    part.columns.set_columns(call.candidate(block * kBlock), call.entity.stride());
  }
  transpose(at.scores, at.rows, queries, at.stride, part.gradients_t[0], part.gradients_t.stride());
  part.columns.add_product(part.gradients_t[0], queries, part.gradients_t.stride(), part.query_gradients[0],
                           part.query_gradients.stride(), part.bf16_buffer);
}

// With d = |q - e| and the score -d, dscore/dq = (e - q) / d and dscore/de = (q - e) / d. So each score gradient g
// becomes g / d, and the matrix products add the terms of the other vector; the terms of the vector itself, -sum g / d,
// are added by the callers. With the score -d^2, g becomes 2 g.
void AllEntityScorer::backward_distances(const ScoreCall& call, EntityRange& part, std::size_t block) {
  const ScoreBlock at = scores(call, block);
  const std::size_t queries = call.queries.rows();
  for (std::size_t c = 0; c < at.rows; ++c)
    for (std::size_t q = 0; q < queries; ++q) {
      float& gradient = at.scores[c * at.stride + q];
      gradient = similarity_ == Similarity::kSquaredEuclidean ? 2 * gradient : gradient / part.distances[Id(c)][q];
      part.sums[queries + q] += gradient;
    }
}

}  // namespace kinfold
