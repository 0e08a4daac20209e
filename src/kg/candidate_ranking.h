// All entities as candidates of a relational scorer's queries, ranked exactly: by products of tables (topk/top_k.h)
// for dot products and the norm 2, of which |q - e|^2 = |q|^2 + |e|^2 - 2 q . e gives the order, and one by one for the
// other distances.
#pragma once
#include <memory>
#include <span>
#include <vector>

#include "topk/distances.h"
#include "topk/top_k.h"

namespace kinfold {

class CandidateRanker {
 public:
  // Candidates are numbers [first, first + width) of each row. The table must stay.
  CandidateRanker(Similarity similarity, const Matrix& entity, std::size_t first, std::size_t width);
  CandidateRanker(const CandidateRanker&) = delete;
  CandidateRanker& operator=(const CandidateRanker&) = delete;

  std::size_t size() const { return vectors_.rows(); }
  std::size_t first() const { return first_; }
  // What ranks, which rises with the score, of some candidates: to the very bits that top_k() compares.
  std::vector<float> ranking_keys(const float* query, std::span<const Id> ids) const;
  // similarity(query, candidate) for a value that orders() or top_k() gave.
  float score(const float* query, float key) const;
  // As top_k() of topk/top_k.h: vectors of `width` numbers, padded with zeros to whole cache lines.
  std::vector<RankedCandidates> top_k(std::span<const TopKQuery> queries, std::size_t k, Pool& pool) const;

 private:
  void rank_distances(std::span<const TopKQuery> queries, std::size_t k, std::span<RankedCandidates> ranked) const;

  Similarity similarity_;
  std::size_t first_;
  Matrix slice_;                            // of the rows, where they are not candidates as a whole
  const Matrix& vectors_;                   // the table or its part
  std::unique_ptr<Candidates> candidates_;  // of products
};

}  // namespace kinfold
