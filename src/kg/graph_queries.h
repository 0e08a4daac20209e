// A graph's model with what its questions need at hand: the scorer, and each relation as it takes them.
#pragma once
#include "kg/graph_model.h"

namespace kinfold {

class GraphQueries {
 public:
  // The model must stay.
  explicit GraphQueries(const GraphModel& model);

  const RelationalScorer& scorer() const { return scorer_; }
  // Writes a question's query (of scorer().widths().query numbers); returns the constant of its scores.
  float query(const TripleQuery& question, float* query) const;
  float score(const Triple& fact) const;

 private:
  const GraphModel& model_;
  RelationalScorer scorer_;
  Matrix relation_matrices_;  // relations made of the core, R = sum_m r_m W_m; empty where there is none
};

}  // namespace kinfold
