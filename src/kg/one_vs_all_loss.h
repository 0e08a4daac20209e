// Losses of queries against all candidates, for blocks of scores with one row per candidate and one column per query:
//
//   softmax    sum_a w_a (log sum_c e^(s_c) - s_a)              "1-vs-all"
//   logistic   sum_c w_c log(1 + e^(s_c)) - sum_a w_a s_a       "k-vs-all"
//
// Here a are the true answers of a query with weights w_a, and c are all candidates. w_c is w_a for a true answer, and
// the mean weight of the true answers for any other candidate.
//
// one_vs_all_losses() lists them. AllEntityScorer computes the scores, adds the terms of the true answers, and
// propagates the gradients.
#pragma once
#include <cstddef>
#include <span>
#include <string>
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

struct OneVsAllLoss {
  // Per query: log sum_c e^(s_c) of normalized losses; w; and the weight that label smoothing gives each candidate.
  struct Queries {
    std::span<const float> log_total, weight, smoothing;
  };
  struct Candidate {
    float loss, gradient;
  };

  std::string name;
  // A normalized loss has the term w log sum_c e^(s_c), where w is the sum of w_a; its gradients need a pass over all
  // scores first. In other losses, w is the mean of w_a.
  bool normalized;
  // Replaces each score by its gradient, without the terms of the true answers. Returns the sum of the losses, without
  // the term of a normalized loss.
  double (*gradients)(const ScoreBlock& block, const Queries& queries);
  // The loss of one candidate with w_c = 1, for true answers whose weight is not w. Null if the loss is normalized.
  Candidate (*candidate)(float score);
};

const std::vector<OneVsAllLoss>& one_vs_all_losses();
// Throws a UsageError with the known names if the name is unknown.
const OneVsAllLoss& one_vs_all_loss(const std::string& name);

}  // namespace kinfold
