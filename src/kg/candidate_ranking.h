// Ranks all entities exactly as candidates for the queries of a relational scorer. Dot products and Euclidean distances
// are ranked by matrix products (topk/top_k.h); for the latter, |q - e|^2 = |q|^2 + |e|^2 - 2 q . e gives the order.
// All other distances are computed entity by entity. Thread-safe.
#pragma once
#include <memory>
#include <span>
#include <vector>

#include "topk/distances.h"
#include "topk/top_k.h"

namespace kinfold {

class CandidateRanker {
 public:
  // The vectors of the candidates are columns [first, first + width) of the entity embeddings, which must outlive the
  // ranker.
  CandidateRanker(Similarity similarity, const Matrix& entity, std::size_t first, std::size_t width);
  CandidateRanker(const CandidateRanker&) = delete;
  CandidateRanker& operator=(const CandidateRanker&) = delete;

  std::size_t size() const { return vectors_.rows(); }
  std::size_t first_column() const { return first_column_; }
  // The ranking keys of some candidates, with the same bits as in top_k(). A key increases with the score.
  std::vector<float> ranking_keys(const float* query, std::span<const Id> ids) const;
  // similarity(query, candidate) for a key from ranking_keys() or top_k().
  float score(const float* query, float key) const;
  // The k best candidates of each query and the ranks of its targets, as in topk/top_k.h. Query vectors have `width`
  // entries and are padded with zeros to whole cache lines. Scores in the result are ranking keys.
  std::vector<RankedCandidates> top_k(std::span<const TopKQuery> queries, std::size_t k, Pool& pool) const;

 private:
  void rank_distances(std::span<const TopKQuery> queries, std::size_t k, std::span<RankedCandidates> ranked) const;

  Similarity similarity_;
  std::size_t first_column_;
  Matrix slice_;                            // a copy of the columns; empty if candidates are whole rows
  const Matrix& vectors_;                   // the entity embeddings or slice_
  std::unique_ptr<Candidates> candidates_;  // null for distances that are not ranked by products
};

}  // namespace kinfold
