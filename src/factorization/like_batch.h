// A batch of likes, each held against items drawn at random: what the scores need, and the gradients by the vectors of
// users and items, which are rows of one table (nodes). Of B likes with weights w the objective is
//
//   1/B sum_likes [ w loss(p_u . q_i; p_u . q_j of the drawn j) + regularization/2 (|p_u|^2 + |q_i|^2 + mean_j |q_j|^2)
//   ]
//
// whose first part is differentiated here by what the scores are made of; of the second part, which may be of other
// tables, the weights of rows are told. A drawn item that the user likes has no loss.
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
  std::string loss = "bpr";  // of GroupLosses
  GroupLossOptions setting;
  std::size_t negatives = 1;
  bool shared_negatives = false;  // the likes of a chunk meet the same draws, so that scores are products of tables
  bool logq_correction = false;   // scores of negatives by -log(N q), as loss/group.h says
  bool cosine = false;            // scores are cosines
};

// Items as they are drawn: draw n is the node item[n].
struct ItemSampler {
  AliasSampler alias;
  std::vector<Id> item;
};

class LikeBatch {
 public:
  // Columns of a user's row of `links` are the items that it likes. Both stay.
  LikeBatch(const CsrMatrix& links, const ItemSampler& sampler, const LikeBatchOptions& rule, Pool& pool);

  // left and right are nodes, the value a weight. They stay until they are differentiated.
  void draw(std::span<const Rating> likes, const Random& random);
  // The nodes of the likes and of the drawn, rising; and, once differentiated, how much of the regularizer each takes.
  const std::vector<Id>& rows() const { return rows_; }
  float weight(Id row) const { return weight_[row]; }

  // Sets these rows of `gradients`; returns the summed loss.
  double backward(const Matrix& vectors, Matrix& gradients);

 private:
  // Vectors, for cosines of length 1, then gradients by them.
  struct Rows {
    Matrix vectors, gradients;
    std::vector<float> inverse;  // of their lengths
  };
  // Kept from step to step for the memory that it holds.
  struct Chunk {
    std::size_t begin, end;    // of the likes
    std::vector<Id> negative;  // all for each like, or for each like its own
    std::vector<float> corrections;
    Rows users, items, negative_items;
    std::vector<float> positive, positive_gradients;
    Matrix scores, gradients_t;  // like by drawn, then their gradients
    double loss;
  };
  void draw(Chunk& chunk, Random random) const;
  bool liked(Id user, Id item) const;
  void fetch(const Matrix& vectors, Rows& rows, auto node, std::size_t count) const;
  void score(Chunk& chunk) const;
  void mask_liked(Chunk& chunk) const;
  void loss_and_gradients(Chunk& chunk) const;
  void backward_scores(Chunk& chunk) const;
  void backward_normalize(Rows& rows) const;

  const CsrMatrix& links_;
  const ItemSampler& sampler_;
  LikeBatchOptions rule_;
  Pool& pool_;
  std::span<const Rating> likes_;
  std::vector<Chunk> chunks_;
  std::size_t used_ = 0;  // of the chunks
  std::vector<Id> rows_;
  std::vector<std::uint8_t> touched_;
  std::vector<float> weight_;
  RowGradients sums_;
};

}  // namespace kinfold
