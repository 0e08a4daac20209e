#include "factorization/like_batch.h"

#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>

#include "core/product.h"
#include "core/vector.h"
#include "solver/gradient_products.h"

namespace kinfold {
namespace {

constexpr float kMaskedScore = -1e30f;  // gives neither loss nor gradient

std::size_t likes_per_chunk(const LikeBatchOptions& options) {
  return options.shared_negatives ? std::clamp<std::size_t>(options.negatives, 64, 256) : 64;
}

void add_scaled(const float* row, float factor, std::size_t count, float* to) {
  for (std::size_t k = 0; k < count; ++k) to[k] += factor * row[k];
}

}  // namespace

LikeBatch::LikeBatch(const CsrMatrix& links, const ItemSampler& sampler, const LikeBatchOptions& options, Pool& pool)
    : links_(links), sampler_(sampler), options_(options), pool_(pool), touched_(links.rows()), weight_(links.rows()) {}

bool LikeBatch::liked(Id user, Id item) const { return std::ranges::binary_search(links_.columns_of(user), item); }

void LikeBatch::sample(std::span<const Rating> likes, const Random& random) {
  const std::size_t size = likes_per_chunk(options_);
  likes_ = likes;
  num_chunks_ = (likes.size() + size - 1) / size;
  if (chunks_.size() < num_chunks_) chunks_.resize(num_chunks_);
  Random stream = random;
  const std::uint64_t seed = stream();
  pool_.run(num_chunks_, [&](std::size_t c) {
    chunks_[c].begin = c * size;
    chunks_[c].end = std::min(likes.size(), (c + 1) * size);
    sample(chunks_[c], Random(seed, {c}));
  });
  for (const Rating& like : likes) touched_[like.left] = touched_[like.right] = 1;
  for (std::size_t c = 0; c < num_chunks_; ++c)
    for (const Id item : chunks_[c].negative) touched_[item] = 1;
  rows_.clear();
  for (Id row = 0; row < touched_.size(); ++row)
    if (touched_[row]) rows_.push_back(row), touched_[row] = 0;
}

// Negatives that are not shared are resampled a few times while the user likes them.
void LikeBatch::sample(Chunk& chunk, Random random) const {
  constexpr int kTries = 8;
  const std::size_t likes = chunk.end - chunk.begin, groups = options_.shared_negatives ? 1 : likes;
  const float items = float(sampler_.alias.size());
  chunk.negative.clear();
  chunk.corrections.clear();
  for (std::size_t group = 0; group < groups; ++group)
    for (std::size_t n = 0; n < options_.negatives; ++n) {
      Id number = sampler_.alias.sample(random);
      for (int tries = 1; !options_.shared_negatives && tries < kTries; ++tries) {
        if (!liked(likes_[chunk.begin + group].left, sampler_.item[number])) break;
        number = sampler_.alias.sample(random);
      }
      chunk.negative.push_back(sampler_.item[number]);
      chunk.corrections.push_back(options_.logq_correction ? -std::log(sampler_.alias.probability(number) * items) : 0);
    }
}

double LikeBatch::backward(const Matrix& vectors, Matrix& gradients) {
  pool_.run(num_chunks_, [&](std::size_t c) {
    Chunk& chunk = chunks_[c];
    const Rating* const like = &likes_[chunk.begin];
    const std::size_t count = chunk.end - chunk.begin;
    fetch(
        vectors, chunk.users, [&](std::size_t n) { return like[n].left; }, count);
    fetch(
        vectors, chunk.items, [&](std::size_t n) { return like[n].right; }, count);
    fetch(
        vectors, chunk.negative_items, [&](std::size_t n) { return chunk.negative[n]; }, chunk.negative.size());
    score(chunk);
    mask_liked(chunk);
    loss_and_gradients(chunk);
    backward_scores(chunk);
    for (Rows* rows : {&chunk.users, &chunk.items, &chunk.negative_items}) backward_normalize(*rows);
  });
  sums_.clear();
  double loss = 0;
  for (std::size_t c = 0; c < num_chunks_; ++c) {
    Chunk& chunk = chunks_[c];
    loss += chunk.loss;
    for (std::size_t n = 0; n < chunk.end - chunk.begin; ++n) {
      sums_.add(likes_[chunk.begin + n].left, chunk.users.gradients[Id(n)], 1);
      sums_.add(likes_[chunk.begin + n].right, chunk.items.gradients[Id(n)], 1);
    }
    // The regularizers of a like's negatives have a total weight of 1.
    const float negative_weight = float(chunk.end - chunk.begin) / float(chunk.negative.size());
    for (std::size_t j = 0; j < chunk.negative.size(); ++j)
      sums_.add(chunk.negative[j], chunk.negative_items.gradients[Id(j)], negative_weight);
  }
  const float scale = 1 / float(likes_.size());
  sums_.each(pool_, vectors.rank(), [&](Id row, float* sum, float weight) {
    for (std::size_t k = 0; k < vectors.rank(); ++k) gradients[row][k] = scale * sum[k];
    weight_[row] = scale * weight;
  });
  return loss;
}

void LikeBatch::fetch(const Matrix& vectors, Rows& rows, auto node, std::size_t count) const {
  rows.vectors.resize(count, vectors.rank());
  rows.gradients.resize(count, vectors.rank());
  for (std::size_t n = 0; n < count; ++n) std::copy_n(vectors[node(n)], vectors.stride(), rows.vectors[Id(n)]);
  if (!options_.cosine) return;
  rows.inverse_norms.resize(count);
  for (std::size_t n = 0; n < count; ++n) {
    float* const row = rows.vectors[Id(n)];
    rows.inverse_norms[n] = 1 / std::sqrt(std::max(dot(row, row, vectors.stride()), 1e-12f));
    for (std::size_t k = 0; k < vectors.rank(); ++k) row[k] *= rows.inverse_norms[n];
  }
}

void LikeBatch::score(Chunk& chunk) const {
  const Matrix &users = chunk.users.vectors, &items = chunk.items.vectors,
               &negative_items = chunk.negative_items.vectors;
  chunk.positive.resize(users.rows());
  chunk.scores.resize(users.rows(), options_.negatives);
  for (Id n = 0; n < users.rows(); ++n) chunk.positive[n] = dot(users[n], items[n], users.stride());
  if (options_.shared_negatives)
    return product(users[0], users.rows(), users.stride(), negative_items[0], negative_items.rows(),
                   negative_items.stride(), users.rank(), chunk.scores[0], chunk.scores.stride());
  for (Id n = 0; n < users.rows(); ++n) dots(users[n], negative_items, Id(n * options_.negatives), chunk.scores.row(n));
}

void LikeBatch::mask_liked(Chunk& chunk) const {
  if (!options_.shared_negatives) {
    for (Id n = 0; n < chunk.scores.rows(); ++n)
      for (std::size_t j = 0; j < options_.negatives; ++j)
        if (liked(likes_[chunk.begin + n].left, chunk.negative[n * options_.negatives + j]))
          chunk.scores[n][j] = kMaskedScore;
    return;
  }
  constexpr std::uint32_t kNone = ~0u;
  // Linked lists of the negatives by node: the first one of each node, and the next one with the same node.
  thread_local std::vector<std::uint32_t> first;
  thread_local std::vector<std::uint32_t> next;
  first.resize(links_.rows(), kNone);
  next.resize(chunk.negative.size());
  for (std::uint32_t j = 0; j < chunk.negative.size(); ++j) next[j] = std::exchange(first[chunk.negative[j]], j);
  for (Id n = 0; n < chunk.scores.rows(); ++n)
    for (const Id item : links_.columns_of(likes_[chunk.begin + n].left))
      for (std::uint32_t j = first[item]; j != kNone; j = next[j]) chunk.scores[n][j] = kMaskedScore;
  for (const Id item : chunk.negative) first[item] = kNone;
}

// Overwrites the scores of negatives by their gradients.
void LikeBatch::loss_and_gradients(Chunk& chunk) const {
  const std::size_t negatives = options_.negatives;
  thread_local std::vector<float> gradients;
  gradients.resize(negatives);
  chunk.positive_gradients.resize(chunk.positive.size());
  chunk.loss = 0;
  dispatch(GroupLosses{}, "loss", options_.loss, [&]<class Loss>() {
    for (std::size_t n = 0; n < chunk.positive.size(); ++n) {
      const float weight = likes_[chunk.begin + n].value;
      const std::span corrections =
          std::span(chunk.corrections).subspan(options_.shared_negatives ? 0 : n * negatives, negatives);
      GroupScores group{chunk.positive[n], chunk.scores.row(Id(n)), corrections, 0, gradients};
      chunk.loss += double(weight * Loss{}.gradients(group, options_.loss_options));
      chunk.positive_gradients[n] = weight * group.positive_gradient;
      for (std::size_t j = 0; j < negatives; ++j) chunk.scores[Id(n)][j] = weight * gradients[j];
    }
  });
}

void LikeBatch::backward_scores(Chunk& chunk) const {
  const auto& [users, items, negative_items] = std::tie(chunk.users, chunk.items, chunk.negative_items);
  const std::size_t rank = users.vectors.rank(), stride = users.vectors.stride(), count = users.vectors.rows();
  if (options_.shared_negatives) {
    const auto block = [](const Matrix& rows) { return MatrixView{rows[0], rows.rows(), rows.stride()}; };
    gradient_product(chunk.scores, block(negative_items.vectors), rank, users.gradients[0], stride);
    transpose(chunk.scores, chunk.gradients_t);
    gradient_product(chunk.gradients_t, block(users.vectors), rank, negative_items.gradients[0], stride);
  } else {
    std::ranges::fill(users.gradients.padded(), 0.0f);
    std::ranges::fill(negative_items.gradients.padded(), 0.0f);
    for (Id n = 0; n < count; ++n)
      for (std::size_t j = 0; j < options_.negatives; ++j) {
        const Id other = Id(n * options_.negatives + j);
        add_scaled(negative_items.vectors[other], chunk.scores[n][j], rank, users.gradients[n]);
        add_scaled(users.vectors[n], chunk.scores[n][j], rank, negative_items.gradients[other]);
      }
  }
  std::ranges::fill(items.gradients.padded(), 0.0f);
  for (Id n = 0; n < count; ++n) {
    add_scaled(items.vectors[n], chunk.positive_gradients[n], rank, users.gradients[n]);
    add_scaled(users.vectors[n], chunk.positive_gradients[n], rank, items.gradients[n]);
  }
}

// Backward pass of the normalization to x of length 1: g becomes (g - x (x . g)) / norm.
void LikeBatch::backward_normalize(Rows& rows) const {
  if (!options_.cosine) return;
  for (Id n = 0; n < rows.vectors.rows(); ++n) {
    const float* const x = rows.vectors[n];
    float* const g = rows.gradients[n];
    const float projection = dot(x, g, rows.vectors.stride());
    for (std::size_t k = 0; k < rows.vectors.rank(); ++k) g[k] = rows.inverse_norms[n] * (g[k] - projection * x[k]);
  }
}

}  // namespace kinfold
