#include "solver/like_batch.h"

#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>

#include "core/product.h"
#include "core/vector.h"
#include "solver/slope_products.h"

namespace kinfold {
namespace {

constexpr float kNever = -1e30f;  // the score of what is left out: it has neither loss nor slope

std::size_t likes_of_chunk(const LikeRule& rule) {
  return rule.shared ? std::clamp<std::size_t>(rule.negatives, 64, 256) : 64;
}

void add_scaled(const float* row, float by, std::size_t count, float* to) {
  for (std::size_t k = 0; k < count; ++k) to[k] += by * row[k];
}

}  // namespace

LikeBatch::LikeBatch(const Sparse& links, const ItemDraws& draws, const LikeRule& rule, Pool& pool)
    : links_(links), draws_(draws), rule_(rule), pool_(pool), shown_(links.rows()), weight_(links.rows()) {}

bool LikeBatch::liked(Id user, Id item) const { return std::ranges::binary_search(links_.columns_of(user), item); }

void LikeBatch::draw(std::span<const Rating> likes, const Random& random) {
  const std::size_t size = likes_of_chunk(rule_);
  likes_ = likes;
  used_ = (likes.size() + size - 1) / size;
  if (chunks_.size() < used_) chunks_.resize(used_);
  Random stream = random;
  const std::uint64_t seed = stream();
  pool_.run(used_, [&](std::size_t c) {
    chunks_[c].begin = c * size;
    chunks_[c].end = std::min(likes.size(), (c + 1) * size);
    draw(chunks_[c], Random(seed, {c}));
  });
  for (const Rating& like : likes) shown_[like.left] = shown_[like.right] = 1;
  for (std::size_t c = 0; c < used_; ++c)
    for (const Id item : chunks_[c].drawn) shown_[item] = 1;
  rows_.clear();
  for (Id row = 0; row < shown_.size(); ++row)
    if (shown_[row]) rows_.push_back(row), shown_[row] = 0;
}

// A draw of a like's own that its user likes is made again, up to a few times.
void LikeBatch::draw(Chunk& chunk, Random random) const {
  constexpr int kTries = 8;
  const std::size_t likes = chunk.end - chunk.begin, groups = rule_.shared ? 1 : likes;
  const float items = float(draws_.alias.size());
  chunk.drawn.clear();
  chunk.corrections.clear();
  for (std::size_t group = 0; group < groups; ++group)
    for (std::size_t n = 0; n < rule_.negatives; ++n) {
      Id number = draws_.alias.draw(random);
      for (int tries = 1; !rule_.shared && tries < kTries; ++tries) {
        if (!liked(likes_[chunk.begin + group].left, draws_.item[number])) break;
        number = draws_.alias.draw(random);
      }
      chunk.drawn.push_back(draws_.item[number]);
      chunk.corrections.push_back(rule_.corrected ? -std::log(draws_.alias.probability(number) * items) : 0);
    }
}

double LikeBatch::differentiate(const Table& vectors, Table& slopes) {
  pool_.run(used_, [&](std::size_t c) {
    Chunk& chunk = chunks_[c];
    const Rating* const like = &likes_[chunk.begin];
    const std::size_t count = chunk.end - chunk.begin;
    fetch(
        vectors, chunk.users, [&](std::size_t n) { return like[n].left; }, count);
    fetch(
        vectors, chunk.items, [&](std::size_t n) { return like[n].right; }, count);
    fetch(
        vectors, chunk.others, [&](std::size_t n) { return chunk.drawn[n]; }, chunk.drawn.size());
    score(chunk);
    leave_out_liked(chunk);
    lose(chunk);
    spread(chunk);
    for (Rows* rows : {&chunk.users, &chunk.items, &chunk.others}) turn_along(*rows);
  });
  sums_.clear();
  double loss = 0;
  for (std::size_t c = 0; c < used_; ++c) {
    Chunk& chunk = chunks_[c];
    loss += chunk.loss;
    for (std::size_t n = 0; n < chunk.end - chunk.begin; ++n) {
      sums_.add(likes_[chunk.begin + n].left, chunk.users.slopes[Id(n)], 1);
      sums_.add(likes_[chunk.begin + n].right, chunk.items.slopes[Id(n)], 1);
    }
    // Each like shares one penalty among those that it is held against.
    const float share = float(chunk.end - chunk.begin) / float(chunk.drawn.size());
    for (std::size_t j = 0; j < chunk.drawn.size(); ++j) sums_.add(chunk.drawn[j], chunk.others.slopes[Id(j)], share);
  }
  const float part = 1 / float(likes_.size());
  sums_.each(pool_, vectors.rank(), [&](Id row, float* sum, float weight) {
    for (std::size_t k = 0; k < vectors.rank(); ++k) slopes[row][k] = part * sum[k];
    weight_[row] = part * weight;
  });
  return loss;
}

void LikeBatch::fetch(const Table& vectors, Rows& rows, auto node, std::size_t count) const {
  rows.vectors.shape(count, vectors.rank());
  rows.slopes.shape(count, vectors.rank());
  for (std::size_t n = 0; n < count; ++n) std::copy_n(vectors[node(n)], vectors.stride(), rows.vectors[Id(n)]);
  if (!rule_.cosine) return;
  rows.inverse.resize(count);
  for (std::size_t n = 0; n < count; ++n) {
    float* const row = rows.vectors[Id(n)];
    rows.inverse[n] = 1 / std::sqrt(std::max(dot(row, row, vectors.stride()), 1e-12f));
    for (std::size_t k = 0; k < vectors.rank(); ++k) row[k] *= rows.inverse[n];
  }
}

void LikeBatch::score(Chunk& chunk) const {
  const Table &users = chunk.users.vectors, &items = chunk.items.vectors, &others = chunk.others.vectors;
  chunk.right.resize(users.rows());
  chunk.scores.shape(users.rows(), rule_.negatives);
  for (Id n = 0; n < users.rows(); ++n) chunk.right[n] = dot(users[n], items[n], users.stride());
  if (rule_.shared)
    return product(users[0], users.rows(), users.stride(), others[0], others.rows(), others.stride(), users.rank(),
                   chunk.scores[0], chunk.scores.stride());
  for (Id n = 0; n < users.rows(); ++n) dots(users[n], others, Id(n * rule_.negatives), chunk.scores.row(n));
}

void LikeBatch::leave_out_liked(Chunk& chunk) const {
  if (!rule_.shared) {
    for (Id n = 0; n < chunk.scores.rows(); ++n)
      for (std::size_t j = 0; j < rule_.negatives; ++j)
        if (liked(likes_[chunk.begin + n].left, chunk.drawn[n * rule_.negatives + j])) chunk.scores[n][j] = kNever;
    return;
  }
  constexpr std::uint32_t kNone = ~0u;
  thread_local std::vector<std::uint32_t> first;  // draw of each node, and of each draw the next one of that node
  thread_local std::vector<std::uint32_t> next;
  first.resize(links_.rows(), kNone);
  next.resize(chunk.drawn.size());
  for (std::uint32_t j = 0; j < chunk.drawn.size(); ++j) next[j] = std::exchange(first[chunk.drawn[j]], j);
  for (Id n = 0; n < chunk.scores.rows(); ++n)
    for (const Id item : links_.columns_of(likes_[chunk.begin + n].left))
      for (std::uint32_t j = first[item]; j != kNone; j = next[j]) chunk.scores[n][j] = kNever;
  for (const Id item : chunk.drawn) first[item] = kNone;
}

// Scores become slopes.
void LikeBatch::lose(Chunk& chunk) const {
  const std::size_t negatives = rule_.negatives;
  thread_local std::vector<float> slopes;
  slopes.resize(negatives);
  chunk.right_slopes.resize(chunk.right.size());
  chunk.loss = 0;
  with_choice(GroupLosses{}, "loss", rule_.loss, [&]<class Loss>() {
    for (std::size_t n = 0; n < chunk.right.size(); ++n) {
      const float weight = likes_[chunk.begin + n].value;
      const std::span corrections = std::span(chunk.corrections).subspan(rule_.shared ? 0 : n * negatives, negatives);
      GroupScores group{chunk.right[n], chunk.scores.row(Id(n)), corrections, 0, slopes};
      chunk.loss += double(weight * Loss{}.slopes(group, rule_.setting));
      chunk.right_slopes[n] = weight * group.positive_slope;
      for (std::size_t j = 0; j < negatives; ++j) chunk.scores[Id(n)][j] = weight * slopes[j];
    }
  });
}

void LikeBatch::spread(Chunk& chunk) const {
  const auto& [users, items, others] = std::tie(chunk.users, chunk.items, chunk.others);
  const std::size_t rank = users.vectors.rank(), stride = users.vectors.stride(), count = users.vectors.rows();
  if (rule_.shared) {
    const auto block = [](const Table& rows) { return RowBlock{rows[0], rows.rows(), rows.stride()}; };
    weigh(chunk.scores, block(others.vectors), rank, users.slopes[0], stride);
    turn(chunk.scores, chunk.turned);
    weigh(chunk.turned, block(users.vectors), rank, others.slopes[0], stride);
  } else {
    std::ranges::fill(users.slopes.padded(), 0.0f);
    std::ranges::fill(others.slopes.padded(), 0.0f);
    for (Id n = 0; n < count; ++n)
      for (std::size_t j = 0; j < rule_.negatives; ++j) {
        const Id other = Id(n * rule_.negatives + j);
        add_scaled(others.vectors[other], chunk.scores[n][j], rank, users.slopes[n]);
        add_scaled(users.vectors[n], chunk.scores[n][j], rank, others.slopes[other]);
      }
  }
  std::ranges::fill(items.slopes.padded(), 0.0f);
  for (Id n = 0; n < count; ++n) {
    add_scaled(items.vectors[n], chunk.right_slopes[n], rank, users.slopes[n]);
    add_scaled(users.vectors[n], chunk.right_slopes[n], rank, items.slopes[n]);
  }
}

// Slopes g by a row x of length 1 become those by the row that it was made of: (g - x (x . g)) / length.
void LikeBatch::turn_along(Rows& rows) const {
  if (!rule_.cosine) return;
  for (Id n = 0; n < rows.vectors.rows(); ++n) {
    const float* const x = rows.vectors[n];
    float* const g = rows.slopes[n];
    const float along = dot(x, g, rows.vectors.stride());
    for (std::size_t k = 0; k < rows.vectors.rank(); ++k) g[k] = rows.inverse[n] * (g[k] - along * x[k]);
  }
}

}  // namespace kinfold
