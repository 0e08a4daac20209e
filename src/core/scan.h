// Scans over a row of scores: the next score in a range, and counts relative to a threshold.
#pragma once
#include <cstddef>
#include <span>

namespace kinfold {

// The first index >= begin with score >= threshold; scores.size() if there is none.
std::size_t next_at_least(std::span<const float> scores, std::size_t begin, float threshold);

// The first index >= begin with low <= score <= high; scores.size() if there is none.
std::size_t next_between(std::span<const float> scores, std::size_t begin, float low, float high);

struct RankCounts {
  std::size_t above = 0, equal = 0;

  void add(float score, float threshold) { above += score > threshold, equal += score == threshold; }
  void add(const RankCounts& other) { above += other.above, equal += other.equal; }
};
// Number of scores above the threshold, and number of scores equal to it.
RankCounts rank_counts(std::span<const float> scores, float threshold);

}  // namespace kinfold
