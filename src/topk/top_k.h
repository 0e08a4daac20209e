// Exact top-k search and ranking of all candidates for many queries. Works in blocks, so the memory does not depend on
// queries x candidates.
//
//   score(query, candidate) = query . vector(candidate) + offset(candidate)
#pragma once
#include <cstddef>
#include <limits>
#include <optional>
#include <span>
#include <vector>

#include "core/matrix.h"
#include "core/pool.h"
#include "core/product.h"
#include "core/scan.h"
#include "topk/sieve.h"

namespace kinfold {

struct ScoredId {
  Id id;
  float score;
};

inline constexpr float kExcluded = -std::numeric_limits<float>::infinity();  // the score of excluded candidates

// A heap of the k best scores. Candidates must arrive in ascending order of id; equal scores are ordered by id.
class TopK {
 public:
  explicit TopK(std::size_t k) : k_(k) {}

  void take(std::span<const float> scores, Id first);  // scores of candidates first, first + 1, ...
  float threshold() const;                             // minimum score to enter the top k
  std::size_t tied() const { return tied_; }           // candidates not in the top k with the same score as its worst
  std::vector<ScoredId> sorted() const;                // best first

 private:
  void push(ScoredId candidate);

  std::size_t k_, tied_ = 0;
  std::vector<ScoredId> heap_;  // the worst on top
};

// The candidates of a search: vectors, each with an offset, packed once for any number of queries. Keeps a reference to
// the vectors, which must outlive it. Thread-safe.
class Candidates {
 public:
  // A candidate with offset kExcluded is never returned. Without offsets, all are 0.
  Candidates(const Matrix& vectors, std::span<const float> offsets);
  Candidates(Matrix&&, std::span<const float>) = delete;

  std::size_t size() const { return panels_.rows(); }
  std::size_t rank() const { return panels_.depth() - 1; }
  const Panels& panels() const { return panels_; }                    // the vectors, with the offsets as the last entry
  const Sieve* sieve() const { return sieve_ ? &*sieve_ : nullptr; }  // null if the processor is not faster with it
  // Scores of some candidates, with the same bits as in top_k().
  std::vector<float> scores(const float* query, std::span<const Id> ids) const;
  // out[n] = score of query[n] and candidate id[n].
  void pair_scores(std::span<const float* const> query, std::span<const Id> id, std::vector<float>& out) const;

 private:
  const Matrix& vectors_;
  std::vector<float> offsets_;
  Panels panels_;
  std::optional<Sieve> sieve_;
};

struct TopKQuery {
  const float* vector;
  std::span<const Id> excluded = {};    // candidates to exclude for this query, such as items that a user has seen
  std::span<const float> targets = {};  // scores whose ranks are requested; infinite ones have no rank
};

// Numbers of candidates above and equal to a target score: among eligible candidates, and among those excluded for the
// query.
struct TargetRank {
  RankCounts eligible, excluded;
};

struct RankedCandidates {
  std::vector<ScoredId> best;
  std::size_t tied = 0;                  // candidates not in `best` with the same score as its last
  std::vector<TargetRank> target_ranks;  // one for each target

  // Counts scores of eligible candidates, and the score of an excluded one, against the targets.
  void add_scores(std::span<const float> targets, std::span<const float> scores);
  void add_excluded(std::span<const float> targets, float score);
};

// Ranks all candidates for each query and returns the k best. Parallel over blocks of queries. The result of a query
// does not depend on the number of threads or on the other queries.
std::vector<RankedCandidates> top_k(const Candidates& candidates, std::span<const TopKQuery> queries, std::size_t k,
                                    Pool& pool);

}  // namespace kinfold
