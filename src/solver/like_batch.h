// A batch of likes, each held against items drawn at random: what the scores need, and the slopes by the vectors of
// users and items, which are rows of one table (nodes). Of B likes with weights w the objective is
//
//   1/B sum_likes [ w loss(p_u . q_i; p_u . q_j of the drawn j) + strength/2 (|p_u|^2 + |q_i|^2 + mean_j |q_j|^2) ]
//
// whose first part is differentiated here by what the scores are made of; of the second part, which may be of other
// tables, the weights of rows are told. A drawn item that the user likes has no loss.
#pragma once
#include <span>
#include <string>
#include <vector>

#include "core/pool.h"
#include "core/random.h"
#include "data/ratings.h"
#include "data/sparse.h"
#include "loss/group.h"
#include "sampler/alias.h"
#include "solver/row_gradients.h"

namespace kinfold {

struct LikeRule {
  std::string loss = "bpr";  // of GroupLosses
  GroupSetting setting;
  std::size_t negatives = 1;
  bool shared = false;     // the likes of a chunk meet the same draws, so that scores are products of tables
  bool corrected = false;  // scores of negatives by -log(N q), as loss/group.h says
  bool cosine = false;     // scores are cosines
};

// Items as they are drawn: draw n is the node item[n].
struct ItemDraws {
  Alias alias;
  std::vector<Id> item;
};

class LikeBatch {
 public:
  // Columns of a user's row of `links` are the items that it likes. Both stay.
  LikeBatch(const Sparse& links, const ItemDraws& draws, const LikeRule& rule, Pool& pool);

  // left and right are nodes, the value a weight. They stay until they are differentiated.
  void draw(std::span<const Rating> likes, const Random& random);
  // The nodes of the likes and of the drawn, rising; and, once differentiated, how much of the penalty each takes.
  const std::vector<Id>& rows() const { return rows_; }
  float weight(Id row) const { return weight_[row]; }

  // Sets these rows of `slopes`; returns the summed loss.
  double differentiate(const Table& vectors, Table& slopes);

 private:
  // Vectors, for cosines of length 1, then slopes by them.
  struct Rows {
    Table vectors, slopes;
    std::vector<float> inverse;  // of their lengths
  };
  // Kept from step to step for the memory that it holds.
  struct Chunk {
    std::size_t begin, end;  // of the likes
    std::vector<Id> drawn;   // all for each like, or for each like its own
    std::vector<float> corrections;
    Rows users, items, others;
    std::vector<float> right, right_slopes;
    Table scores, turned;  // like by drawn, then their slopes
    double loss;
  };
  void draw(Chunk& chunk, Random random) const;
  bool liked(Id user, Id item) const;
  void fetch(const Table& vectors, Rows& rows, auto node, std::size_t count) const;
  void score(Chunk& chunk) const;
  void leave_out_liked(Chunk& chunk) const;
  void lose(Chunk& chunk) const;
  void spread(Chunk& chunk) const;
  void turn_along(Rows& rows) const;

  const Sparse& links_;
  const ItemDraws& draws_;
  LikeRule rule_;
  Pool& pool_;
  std::span<const Rating> likes_;
  std::vector<Chunk> chunks_;
  std::size_t used_ = 0;  // of the chunks
  std::vector<Id> rows_;
  std::vector<std::uint8_t> shown_;
  std::vector<float> weight_;
  RowGradients sums_;
};

}  // namespace kinfold
