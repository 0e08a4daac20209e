// Reference for the metrics of votes: compares every pair and evaluates the formulas directly.
#pragma once
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "factorization/votes.h"

namespace kinfold::oracle {

inline std::map<std::string, double> vote_metrics(const std::vector<Vote>& votes) {
  double log_loss = 0, right = 0, brier = 0, pairs = 0, won = 0, gap = 0;
  for (const Vote& v : votes) {
    const double p = v.probability;
    log_loss -= std::log(std::min(std::max(v.liked ? p : 1 - p, 1e-7), 1 - 1e-7)) / double(votes.size());
    right += (p == 0.5 ? 0.5 : (p > 0.5) == v.liked) / double(votes.size());
    brier += std::pow(p - v.liked, 2) / double(votes.size());
    for (const Vote& other : votes) {
      if (!v.liked || other.liked) continue;
      pairs += 1;
      won += v.probability > other.probability ? 1 : v.probability == other.probability ? 0.5 : 0;
    }
  }
  for (int bin = 0; bin < 10; ++bin) {
    double predicted = 0, liked = 0;
    for (const Vote& v : votes)
      if (std::min(9, int(v.probability * 10)) == bin) predicted += v.probability, liked += v.liked;
    gap += std::fabs(predicted - liked) / double(votes.size());
  }
  return {{"log_loss", log_loss},
          {"auc", pairs > 0 ? won / pairs : NAN},
          {"accuracy", right},
          {"brier", brier},
          {"calibration_error", gap}};
}

}  // namespace kinfold::oracle
