// Scores of a batch of queries against all entities, and the gradients of a loss of them, as three products of tables:
//
//   S' = E Q',   dE = G' Q,   dQ = G E          E: all entities, Q: the queries, G = dloss/dS
//
// a block of entities at a time; S' is kept between the sum of the softmax and its gradients, dE is handed on. By the
// distance |q - e|, |q - e|^2 = |q|^2 + |e|^2 - 2 q . e.
#pragma once
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "core/mixed_product.h"
#include "core/pool.h"
#include "kg/one_vs_all_loss.h"
#include "kg/relational.h"

namespace kinfold {

// A right answer of a query.
struct QueryLabel {
  Id entity;
  std::uint32_t query;
  float weight;
};

struct AllEntityOptions {
  bool softmax = true;           // or logistic (kg/one_vs_all_loss.h)
  float label_smoothing = 0;     // answers count 1 - smoothing, and each entity smoothing / entities
  bool offset_gradients = true;  // are wanted
};

// What becomes of an entity's gradients, as many as its row has numbers. Called once for each entity, by several
// threads, when the entity's row is no longer read.
using GradientCallback = std::function<void(Id entity, const float* gradients)>;

class AllEntityScorer {
 public:
  // kDot, or kEuclidean and kSquaredEuclidean, whose scores are differences of products, and always of float32.
  AllEntityScorer(Similarity similarity, Precision precision, const AllEntityOptions& rule, Pool& pool);
  ~AllEntityScorer();

  // Candidates are numbers [first, first + queries.rank()) of each entity's row. Labels by rising entity. Overwrites
  // query_gradients and offset_gradients, and hands each entity's gradients on; returns the summed loss.
  double gradients(const Matrix& entity, std::size_t first, const Matrix& queries, std::span<const float> offsets,
                   std::span<const QueryLabel> labels, const GradientCallback& take, Matrix& query_gradients,
                   std::vector<float>& offset_gradients);

 private:
  struct ScoreCall;
  struct EntityRange;
  void pack_queries(ScoreCall& call) const;
  void init_parts(const ScoreCall& call);
  void add_log_sums(ScoreCall& call);
  ScoreBlock scores(const ScoreCall& call, std::size_t block);
  void score(const ScoreCall& call, EntityRange& part, std::size_t block);
  double differentiate(const ScoreCall& call, EntityRange& part, std::size_t block);
  void add_query_gradients(const ScoreCall& call, EntityRange& part, std::size_t block);
  void backward_distances(const ScoreCall& call, EntityRange& part, std::size_t block);

  bool is_distance() const { return similarity_ != Similarity::kDot; }

  Similarity similarity_;
  Precision precision_;
  AllEntityOptions rule_;
  Pool& pool_;
  Matrix scores_;
  std::vector<EntityRange> parts_;
};

}  // namespace kinfold
