// The best of all candidates for many queries: exact, block by block, in memory that does not grow with queries times
// candidates.
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

inline constexpr float kExcluded = -std::numeric_limits<float>::infinity();  // the score of what must not be shown

// A running heap of the k best scores, equal ones by id; its worst is the threshold that prunes. Scores come by rising
// id.
class TopK {
 public:
  explicit TopK(std::size_t k) : k_(k) {}

  void take(std::span<const float> scores, Id first);  // of candidates first, first + 1, ...
  float threshold() const;                             // what a further score must reach
  std::size_t tied() const { return tied_; }           // left out although their score equals the worst one kept
  std::vector<ScoredId> sorted() const;                // best first

 private:
  void push(ScoredId candidate);

  std::size_t k_, tied_ = 0;
  std::vector<ScoredId> heap_;  // the worst on top
};

// What may be shown: the vectors of a table, which must stay, and an offset for each, packed once for any number of
// queries.
class Candidates {
 public:
  // offsets[id] == kExcluded: never shown.
  Candidates(const Matrix& vectors, std::span<const float> offsets);
  Candidates(Matrix&&, std::span<const float>) = delete;

  std::size_t size() const { return panels_.rows(); }
  std::size_t rank() const { return panels_.depth() - 1; }
  const Panels& panels() const { return panels_; }  // the vectors, each with its offset as one number more
  const Sieve* sieve() const { return sieve_ ? &*sieve_ : nullptr; }  // where the processor makes it worth while
  // Scores of some candidates, to the very bits that a ranking of all compares.
  std::vector<float> scores(const float* query, std::span<const Id> ids) const;
  // out[n] = the score of query[n] and id[n].
  void pair_scores(std::span<const float* const> query, std::span<const Id> id, std::vector<float>& out) const;

 private:
  const Matrix& vectors_;
  std::vector<float> offsets_;
  Panels panels_;
  std::optional<Sieve> sieve_;
};

struct TopKQuery {
  const float* vector;
  std::span<const Id> excluded = {};    // not for this query: what a user has seen
  std::span<const float> targets = {};  // scores whose ranks among all are wanted; infinite ones have none
};

// Against a mark: the candidates, and those left out for the query.
struct TargetRank {
  RankCounts eligible, excluded;
};

struct RankedCandidates {
  std::vector<ScoredId> best;
  std::size_t tied = 0;                  // left out although their score equals the last one's
  std::vector<TargetRank> target_ranks;  // of the marks

  // Adds scores of candidates, and one of what is left out.
  void add_scores(std::span<const float> targets, std::span<const float> scores);
  void add_excluded(std::span<const float> targets, float score);
};

// Parallel over blocks of queries; the result does not depend on the number of threads, nor on what else is asked.
std::vector<RankedCandidates> top_k(const Candidates& candidates, std::span<const TopKQuery> queries, std::size_t k,
                                    Pool& pool);

}  // namespace kinfold
