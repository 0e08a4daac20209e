// Losses of queries against all candidates: the block at hand has a candidate a row and a query a column.
//
//   softmax    sum_a w_a (log sum_c e^(s_c) - s_a)              "1-vs-all"
//   logistic   sum_c w_c log(1 + e^(s_c)) - sum_a w_a s_a       "k-vs-all"
//
// where a are a query's answers of weights w_a, and c all candidates; w_c is w_a of an answer, and the mean of the
// answers' weights of another. So the logistic loss has all answers right at once.
//
// The part of all candidates is reckoned here; that of the answers, which are few, where they are known.
#pragma once
#include <cstddef>
#include <span>
#include <vector>

namespace kinfold {

// Scores of `rows` candidates and as many queries as spans below are long.
struct ScoreBlock {
  float* scores;
  std::size_t rows, stride;
};

// log sum e^s of each query over the blocks that it has seen.
class LogSumExp {
 public:
  explicit LogSumExp(std::size_t queries);
  void add(const ScoreBlock& block);
  void add(const LogSumExp& other);
  float value(std::size_t query) const;

 private:
  std::vector<float> max_, sum_, before_;
};

// s -> weight e^(s - total) - least, the gradients; returns the sum over s of least s.
double softmax_gradients(const ScoreBlock& block, std::span<const float> log_total, std::span<const float> weight,
                         std::span<const float> smoothing);

// s -> weight / (1 + e^-s) - least; returns the sum of weight log(1 + e^s) - least s.
double logistic_gradients(const ScoreBlock& block, std::span<const float> weight, std::span<const float> smoothing);

}  // namespace kinfold
