// Scans over a row of scores that stop or count at a threshold.
#pragma once
#include <cstddef>
#include <span>

namespace kinfold {

// The first place from `begin` on whose score is at least the threshold; scores.size() where there is none.
std::size_t next_at_least(std::span<const float> scores, std::size_t begin, float threshold);

// The first place from `begin` on whose score lies between the two, or is one of them; scores.size() where there is
// none.
std::size_t next_between(std::span<const float> scores, std::size_t begin, float low, float high);

struct RankCounts {
  std::size_t above = 0, equal = 0;

  void add(float score, float threshold) { above += score > threshold, equal += score == threshold; }
  void add(const RankCounts& other) { above += other.above, equal += other.equal; }
};
// How many scores are above a mark, and how many equal it.
RankCounts rank_counts(std::span<const float> scores, float threshold);

}  // namespace kinfold
