#include "scorer/meeting.h"

#include <algorithm>
#include <cmath>

#include "core/scan.h"
#include "core/vector.h"

namespace kinfold {
namespace {

constexpr std::size_t kQueries = 64, kCandidates = 256;  // scored together

Table part_of(const Table& rows, std::size_t first, std::size_t width) {
  Table part(rows.rows(), width);
  for (Id e = 0; e < rows.rows(); ++e) std::copy_n(rows[e] + first, width, part[e]);
  return part;
}

// -|e|^2 / 2 of each row, which a product adds to q . e.
std::vector<float> half_squares(const Table& vectors) {
  std::vector<float> offsets;
  for (Id e = 0; e < vectors.rows(); ++e) offsets.push_back(-dot(vectors[e], vectors[e], vectors.stride()) / 2);
  return offsets;
}

}  // namespace

Meeting::Meeting(Similarity similarity, const Table& entity, std::size_t first, std::size_t width)
    : similarity_(similarity),
      first_(first),
      part_(width < entity.rank() ? part_of(entity, first, width) : Table()),
      vectors_(width < entity.rank() ? part_ : entity) {
  if (similarity == Similarity::kDot) candidates_ = std::make_unique<Candidates>(vectors_, std::vector<float>());
  if (similarity == Similarity::kEuclid || similarity == Similarity::kSquare)
    candidates_ = std::make_unique<Candidates>(vectors_, half_squares(vectors_));
}

std::vector<float> Meeting::orders(const float* query, std::span<const Id> ids) const {
  if (candidates_) return candidates_->scores(query, ids);
  std::vector<float> result(ids.size());
  for (std::size_t n = 0; n < ids.size(); ++n)
    distances(similarity_, {query, 1, vectors_.stride()}, {vectors_[ids[n]], 1, vectors_.stride()}, vectors_.rank(),
              &result[n], 1);
  return result;
}

float Meeting::score(const float* query, float order) const {
  if (similarity_ != Similarity::kEuclid && similarity_ != Similarity::kSquare) return order;
  const float square = std::max(0.0f, dot(query, query, vectors_.stride()) - 2 * order);
  return similarity_ == Similarity::kSquare ? -square : -std::sqrt(square);
}

std::vector<Ranked> Meeting::top_k(std::span<const Query> queries, std::size_t k, Pool& pool) const {
  if (candidates_) return kinfold::top_k(*candidates_, queries, k, pool);
  std::vector<Ranked> ranked(queries.size());
  pool.run((queries.size() + kQueries - 1) / kQueries, [&](std::size_t block) {
    const std::size_t first = block * kQueries, count = std::min(kQueries, queries.size() - first);
    rank_distances(queries.subspan(first, count), k, std::span(ranked).subspan(first, count));
  });
  return ranked;
}

void Meeting::rank_distances(std::span<const Query> queries, std::size_t k, std::span<Ranked> ranked) const {
  Table rows(queries.size(), vectors_.rank());
  for (std::size_t q = 0; q < queries.size(); ++q) {
    std::copy_n(queries[q].vector, vectors_.rank(), rows[Id(q)]);
    ranked[q].places.resize(queries[q].marks.size());
  }
  std::vector<TopK> best(queries.size(), TopK(k));
  std::vector<float> scores(queries.size() * kCandidates);
  for (std::size_t first = 0; first < size(); first += kCandidates) {
    const std::size_t count = std::min(kCandidates, size() - first);
    distances(similarity_, {rows[0], queries.size(), rows.stride()}, {vectors_[Id(first)], count, vectors_.stride()},
              vectors_.rank(), scores.data(), kCandidates);
    for (std::size_t q = 0; q < queries.size(); ++q) {
      const std::span<float> own(scores.data() + q * kCandidates, count);
      for (const Id out : queries[q].left_out) {
        if (out < first || out >= first + count) continue;
        ranked[q].place_left_out(queries[q].marks, own[out - first]);
        own[out - first] = kLeftOut;
      }
      best[q].take(own, Id(first));
      ranked[q].place(queries[q].marks, own);
    }
  }
  for (std::size_t q = 0; q < queries.size(); ++q) {
    ranked[q].best = best[q].sorted();
    ranked[q].tied = best[q].tied();
  }
}

}  // namespace kinfold
