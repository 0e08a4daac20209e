// Losses of queries against all candidates, for blocks of scores with one row per candidate and one column per query:
//
//   softmax    sum_a w_a (log sum_c e^(s_c) - s_a)              "1-vs-all"
//   logistic   sum_c w_c log(1 + e^(s_c)) - sum_a w_a s_a       "k-vs-all"
//
// Here a are the true answers of a query with weights w_a, and c are all candidates. w_c is w_a for a true answer, and
// the mean weight of the true answers for any other candidate.
//
// The functions below compute the terms over all candidates. AllEntityScorer adds the terms of the true answers.
#pragma once
#include <cstddef>
#include <span>
#include <vector>

namespace kinfold {

// Scores of `rows` candidates. The spans below have one entry per query.
struct ScoreBlock {
  float* scores;
  std::size_t rows, stride;
};

// log sum_c e^(s_c) of each query, over all blocks that were added.
class LogSumExp {
 public:
  explicit LogSumExp(std::size_t queries);
  void add(const ScoreBlock& block);
  void add(const LogSumExp& other);
  float value(std::size_t query) const;

 private:
  std::vector<float> max_, sum_, before_;
};

// Replaces each score s by its gradient weight * e^(s - log_total) - smoothing. Returns the sum of smoothing * s.
double softmax_gradients(const ScoreBlock& block, std::span<const float> log_total, std::span<const float> weight,
                         std::span<const float> smoothing);

// Replaces each score s by its gradient weight / (1 + e^-s) - smoothing. Returns the sum of
// weight * log(1 + e^s) - smoothing * s.
double logistic_gradients(const ScoreBlock& block, std::span<const float> weight, std::span<const float> smoothing);

}  // namespace kinfold
