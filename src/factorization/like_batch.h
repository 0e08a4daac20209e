// Loss and gradients of a batch of likes with sampled negatives. The vectors of users and items are rows of one matrix
// (nodes). The objective of B likes with weights w is
//
//   1/B sum_likes [ w loss(p_u . q_i; p_u . q_j, j sampled) + reg/2 (|p_u|^2 + |q_i|^2 + mean_j |q_j|^2) ]
//
// backward() computes the gradients of the first term. The second term may apply to other parameters (the embeddings
// before propagation); for it, weight() returns the coefficient of each row. A sampled item that the user likes is
// masked.
#pragma once
#include <span>
#include <string>
#include <vector>

#include "core/pool.h"
#include "core/random.h"
#include "data/csr_matrix.h"
#include "data/ratings.h"
#include "loss/group.h"
#include "sampler/alias.h"
#include "solver/row_gradients.h"

namespace kinfold {

struct LikeBatchOptions {
  std::string loss = "bpr";  // one of GroupLosses
  GroupLossOptions loss_options;
  std::size_t negatives = 1;      // per like, or per chunk if they are shared
  bool shared_negatives = false;  // all likes of a chunk use the same negatives, so that scoring is a matrix product
  bool logq_correction = false;   // add -log(N q) to the scores of negatives, see loss/group.h
  bool cosine = false;            // scores are cosines, not dot products
};

// Samples items: number n of the alias table is the node item[n].
struct ItemSampler {
  AliasSampler alias;
  std::vector<Id> item;
};

class LikeBatch {
 public:
  // The columns of a user's row of `links` are the items that the user likes. All references must outlive this object.
  LikeBatch(const CsrMatrix& links, const ItemSampler& sampler, const LikeBatchOptions& options, Pool& pool);

  // Samples the negatives. In `likes`, left and right are nodes and the value is a weight. `likes` must stay valid
  // until backward() returns.
  void sample(std::span<const Rating> likes, const Random& random);
  // The nodes of the likes and of their negatives, in ascending order; and, after backward(), the coefficient of each
  // node's regularizer.
  const std::vector<Id>& rows() const { return rows_; }
  float weight(Id row) const { return weight_[row]; }

  // Writes rows() of `gradients`. Returns the loss summed over the likes.
  double backward(const Matrix& vectors, Matrix& gradients);

 private:
  // Gathered vectors (of length 1 for cosines) and their gradients.
  struct Rows {
    Matrix vectors, gradients;
    std::vector<float> inverse_norms;  // before normalization
  };
  // Buffers of some likes; reused from step to step.
  struct Chunk {
    std::size_t begin, end;    // range of the likes
    std::vector<Id> negative;  // shared by all likes, or `negatives` for each like in turn
    std::vector<float> corrections;
    Rows users, items, negative_items;
    std::vector<float> positive, positive_gradients;
    Matrix scores, gradients_t;  // likes x negatives; `scores` are overwritten by their gradients
    double loss;
  };
  void sample(Chunk& chunk, Random random) const;
  bool liked(Id user, Id item) const;
  void fetch(const Matrix& vectors, Rows& rows, auto node, std::size_t count) const;
  void score(Chunk& chunk) const;
  void mask_liked(Chunk& chunk) const;
  void loss_and_gradients(Chunk& chunk) const;
  void backward_scores(Chunk& chunk) const;
  void backward_normalize(Rows& rows) const;

  const CsrMatrix& links_;
  const ItemSampler& sampler_;
  LikeBatchOptions options_;
  Pool& pool_;
  std::span<const Rating> likes_;
  std::vector<Chunk> chunks_;
  std::size_t num_chunks_ = 0;  // in use; chunks_ may hold more
  std::vector<Id> rows_;
  std::vector<std::uint8_t> touched_;
  std::vector<float> weight_;
  RowGradients sums_;
};

}  // namespace kinfold
