#include "kg/candidate_ranking.h"

#include <algorithm>
#include <cmath>

#include "core/scan.h"
#include "core/vector.h"

namespace kinfold {
namespace {

constexpr std::size_t kQueries = 64, kCandidates = 256;  // scored as one block

Matrix slice_columns(const Matrix& rows, std::size_t first, std::size_t width) {
  Matrix part(rows.rows(), width);
  for (Id e = 0; e < rows.rows(); ++e) std::copy_n(rows[e] + first, width, part[e]);
  return part;
}

// The offset -|e|^2 / 2 of each row e, which is added to q . e.
std::vector<float> half_norm_offsets(const Matrix& vectors) {
  std::vector<float> offsets;
  for (Id e = 0; e < vectors.rows(); ++e) offsets.push_back(-dot(vectors[e], vectors[e], vectors.stride()) / 2);
  return offsets;
}

}  // namespace

CandidateRanker::CandidateRanker(Similarity similarity, const Matrix& entity, std::size_t first, std::size_t width)
    : similarity_(similarity),
      first_column_(first),
      slice_(width < entity.rank() ? slice_columns(entity, first, width) : Matrix()),
      vectors_(width < entity.rank() ? slice_ : entity) {
  if (similarity == Similarity::kDot) candidates_ = std::make_unique<Candidates>(vectors_, std::vector<float>());
  if (similarity == Similarity::kEuclidean || similarity == Similarity::kSquaredEuclidean)
    candidates_ = std::make_unique<Candidates>(vectors_, half_norm_offsets(vectors_));
}

std::vector<float> CandidateRanker::ranking_keys(const float* query, std::span<const Id> ids) const {
  if (candidates_) return candidates_->scores(query, ids);
  std::vector<float> result(ids.size());
  for (std::size_t n = 0; n < ids.size(); ++n)
    distances(similarity_, {query, 1, vectors_.stride()}, {vectors_[ids[n]], 1, vectors_.stride()}, vectors_.rank(),
              &result[n], 1);
  return result;
}

float CandidateRanker::score(const float* query, float key) const {
  if (similarity_ != Similarity::kEuclidean && similarity_ != Similarity::kSquaredEuclidean) return key;
  const float square = std::max(0.0f, dot(query, query, vectors_.stride()) - 2 * key);
  return similarity_ == Similarity::kSquaredEuclidean ? -square : -std::sqrt(square);
}

std::vector<RankedCandidates> CandidateRanker::top_k(std::span<const TopKQuery> queries, std::size_t k,
                                                     Pool& pool) const {
  if (candidates_) return kinfold::top_k(*candidates_, queries, k, pool);
  std::vector<RankedCandidates> ranked(queries.size());
  pool.run((queries.size() + kQueries - 1) / kQueries, [&](std::size_t block) {
    const std::size_t first = block * kQueries, count = std::min(kQueries, queries.size() - first);
    rank_distances(queries.subspan(first, count), k, std::span(ranked).subspan(first, count));
  });
  return ranked;
}

void CandidateRanker::rank_distances(std::span<const TopKQuery> queries, std::size_t k,
                                     std::span<RankedCandidates> ranked) const {
  Matrix rows(queries.size(), vectors_.rank());
  for (std::size_t q = 0; q < queries.size(); ++q) {
    std::copy_n(queries[q].vector, vectors_.rank(), rows[Id(q)]);
    ranked[q].target_ranks.resize(queries[q].targets.size());
  }
  std::vector<TopK> best(queries.size(), TopK(k));
  std::vector<float> scores(queries.size() * kCandidates);
  for (std::size_t first = 0; first < size(); first += kCandidates) {
    const std::size_t count = std::min(kCandidates, size() - first);
    distances(similarity_, {rows[0], queries.size(), rows.stride()}, {vectors_[Id(first)], count, vectors_.stride()},
              vectors_.rank(), scores.data(), kCandidates);
    for (std::size_t q = 0; q < queries.size(); ++q) {
      const std::span<float> block_scores(scores.data() + q * kCandidates, count);
      for (const Id out : queries[q].excluded) {
        if (out < first || out >= first + count) continue;
        ranked[q].add_excluded(queries[q].targets, block_scores[out - first]);
        block_scores[out - first] = kExcluded;
      }
      best[q].take(block_scores, Id(first));
      ranked[q].add_scores(queries[q].targets, block_scores);
    }
  }
  for (std::size_t q = 0; q < queries.size(); ++q) {
    ranked[q].best = best[q].sorted();
    ranked[q].tied = best[q].tied();
  }
}

}  // namespace kinfold
