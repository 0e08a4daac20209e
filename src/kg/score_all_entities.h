// Scores a batch of queries against all entities and computes the gradients of the loss, with three matrix products:
//
//   S' = E Q',   dE = G' Q,   dQ = G E          E: all entities, Q: query vectors, G = dloss/dS
//
// The products are computed for one block of entities at a time. S' is stored between the sums of the softmax and its
// gradients; dE is passed to a callback. Distances use |q - e|^2 = |q|^2 + |e|^2 - 2 q . e.
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

// A true answer of a query.
struct QueryLabel {
  Id entity;
  std::uint32_t query;
  float weight;
};

struct AllEntityOptions {
  std::string loss = "softmax";  // one of one_vs_all_losses()
  float label_smoothing = 0;     // fraction of the target that is spread over all entities
  bool offset_gradients = true;  // compute the gradients of the offsets
};

// Receives the gradient of an entity row. Called once for each entity, from several threads, after the last read of the
// row; so the callback may update the row.
using GradientCallback = std::function<void(Id entity, const float* gradients)>;

class AllEntityScorer {
 public:
  // The similarity is kDot, kEuclidean or kSquaredEuclidean. Scores of distances are always computed in float32.
  AllEntityScorer(Similarity similarity, Precision precision, const AllEntityOptions& options, Pool& pool);
  ~AllEntityScorer();

  // Candidate vectors are columns [first, first + queries.rank()) of the entity rows. Labels are sorted by entity.
  // Writes query_gradients and offset_gradients, calls `callback` for each entity, and returns the sum of the losses.
  double gradients(const Matrix& entity, std::size_t first, const Matrix& queries, std::span<const float> offsets,
                   std::span<const QueryLabel> labels, const GradientCallback& callback, Matrix& query_gradients,
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
  AllEntityOptions options_;
  const OneVsAllLoss& loss_;
  Pool& pool_;
  Matrix scores_;
  std::vector<EntityRange> parts_;
};

}  // namespace kinfold
