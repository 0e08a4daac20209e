// Computes the query vectors of a graph model. The relation matrices of TuckER are computed once. Thread-safe.
#pragma once
#include "kg/graph_model.h"

namespace kinfold {

class GraphQueries {
 public:
  // The model must outlive this object.
  explicit GraphQueries(const GraphModel& model);

  const RelationalScorer& scorer() const { return scorer_; }
  // Writes the query vector, which has scorer().dims().query entries. Returns the constant that is added to its scores.
  float query(const TripleQuery& query, float* out) const;
  float score(const Triple& fact) const;  // of the fact's tail query

 private:
  const GraphModel& model_;
  RelationalScorer scorer_;
  Matrix relation_matrices_;  // R = sum_m r_m W_m of TuckER; empty for other scorers
};

}  // namespace kinfold
